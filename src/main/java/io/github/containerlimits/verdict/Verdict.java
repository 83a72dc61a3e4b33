package io.github.containerlimits.verdict;

import io.github.containerlimits.policy.Consequence;
import io.github.containerlimits.policy.Place;
import java.time.Duration;

/**
 * What follows for one check.
 *
 * @param subject the limit's key or the metric: {@code mem_limit}
 * @param place where the limit or the expectation is declared
 * @param load the command that pressed it, as a reader knows it
 * @param quantity what was measured, in words: {@code peak}
 * @param measured the measured value with its unit, {@code -} where there is none
 * @param bound the bound with its unit and, where it has one, its tolerance
 * @param evidence what the kernel said, or the reason: a sentence without a full stop
 * @param remedy what to do, a sentence with a full stop; empty where there is nothing to do
 * @param took the time of the trial
 * @param wayRound whether it is of a way round the limit, which another setting has to close
 * @param consequence what becomes of the build where the outcome is {@link Outcome#UNSUPPORTED} or {@link Outcome#DISCARDED}; of a way round the
 *     limit, where it is any but {@link Outcome#HELD}
 */
public record Verdict(
        Outcome outcome,
        String subject,
        Place place,
        String load,
        String quantity,
        String measured,
        String bound,
        String evidence,
        String remedy,
        Duration took,
        boolean wayRound,
        Consequence consequence) {
    /** Whether the build may go on. */
    public boolean passes() {
        return switch (outcome) {
            case HELD -> true;
            case UNSUPPORTED, DISCARDED -> consequence != Consequence.FAIL;
            case ESCAPED, UNPROVEN -> wayRound && consequence != Consequence.FAIL;
        };
    }

    /** Whether the build goes on, but its reader is to be told. */
    public boolean isToWarnOf() {
        return outcome != Outcome.HELD && passes() && consequence == Consequence.WARN;
    }

    /**
     * The whole finding in one line: {@code limits.yaml:14:12: mem_limit of shop:1.4 under 'stress --vm 2': peak is 301.0 MiB, but the limit is
     * 256 MiB: … remedy}.
     */
    public String sentence(String image) {
        String about = place + ": " + subject + " of " + image + " under '" + load + "': ";
        String what = switch (outcome) {
            case HELD -> quantity + " is " + measured + ", within " + bound + ": " + evidence + ".";
            case ESCAPED -> quantity + " is " + measured + ", but the bound is " + bound + ": " + evidence + ".";
            case DISCARDED -> "the limit of " + bound + " was discarded: " + evidence + ".";
            case UNSUPPORTED -> "the limit of " + bound + " is not supported: " + evidence + ".";
            case UNPROVEN -> "the bound of " + bound + " is not proven: " + evidence + ".";
        };
        return about + what + (remedy.isEmpty() ? "" : " " + remedy);
    }
}
