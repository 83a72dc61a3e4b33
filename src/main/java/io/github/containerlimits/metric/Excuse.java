package io.github.containerlimits.metric;

/**
 * Why nothing follows for a check.
 *
 * @param reason a sentence without a full stop
 */
public record Excuse(String reason, Cause cause) {
    /** Others on the host took what the load should have had. */
    public static Excuse neighbours(String reason) {
        return new Excuse(reason, Cause.NEIGHBOURS);
    }

    /** The engine does not show it, or refuses it. */
    public static Excuse engine(String reason) {
        return new Excuse(reason, Cause.ENGINE);
    }

    /** The load did not press it, or could not. */
    public static Excuse load(String reason) {
        return new Excuse(reason, Cause.LOAD);
    }

    /** The host has no more. */
    public static Excuse host(String reason) {
        return new Excuse(reason, Cause.HOST);
    }
}
