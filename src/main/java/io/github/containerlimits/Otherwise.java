package io.github.containerlimits;

import io.github.containerlimits.limit.Consequence;

/**
 * What becomes of the build where the policy does not say it.
 *
 * @param unsupported where the engine cannot apply a limit
 * @param unproven where a limit could not be shown to hold
 */
public record Otherwise(Consequence unsupported, Consequence unproven) {
    /** The build fails. */
    public static final Otherwise FAIL = new Otherwise(Consequence.FAIL, Consequence.FAIL);
}
