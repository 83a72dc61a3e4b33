package io.github.containerlimits.limit;

/** What becomes of the build where the engine cannot apply a limit, or where a way leads round one. */
public enum Consequence {
    /** The build fails. */
    FAIL,
    /** A warning is printed. */
    WARN,
    /** It is passed over, and reported as such; a way round a limit is not even tried. */
    SKIP
}
