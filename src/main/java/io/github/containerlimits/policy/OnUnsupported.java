package io.github.containerlimits.policy;

/** What becomes of the build where the engine cannot apply a limit. */
public enum OnUnsupported {
    /** The build fails. */
    FAIL,
    /** A warning is printed. */
    WARN,
    /** The limit is passed over, and reported as such. */
    SKIP
}
