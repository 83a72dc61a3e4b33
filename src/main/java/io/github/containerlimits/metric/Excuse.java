package io.github.containerlimits.metric;

/**
 * Why a measurement says nothing, where that is not the load's fault.
 *
 * @param reason a sentence without a full stop
 * @param isByNeighbours whether others on the host are to blame, who may be gone a moment later
 */
public record Excuse(String reason, boolean isByNeighbours) {
    /** Others on the host took what the load should have had. */
    static Excuse neighbours(String reason) {
        return new Excuse(reason, true);
    }

    /** The host has no more. */
    static Excuse host(String reason) {
        return new Excuse(reason, false);
    }
}
