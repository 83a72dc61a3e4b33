package io.github.containerlimits;

import io.github.containerlimits.limit.Consequence;

/**
 * What is done where the policy does not say it.
 *
 * @param unsupported what becomes of the build where the engine cannot apply a limit
 * @param unproven the same where a limit could not be shown to hold
 * @param smaller whether a smaller limit may stand for one that no load on the engine's host could press
 */
public record Otherwise(Consequence unsupported, Consequence unproven, boolean smaller) {
    /** The build fails, and smaller limits may stand for others. */
    public static final Otherwise FAIL = new Otherwise(Consequence.FAIL, Consequence.FAIL, true);
}
