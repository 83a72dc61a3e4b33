package io.github.containerlimits.verdict;

import java.util.Locale;

/** How a check ended. Only {@link #HELD} passes by itself. */
public enum Outcome {
    /** Measured within the bound, and the kernel says that the load pressed against it. */
    HELD,
    /** Measured outside the bound. */
    ESCAPED,
    /** The engine said, or the control group shows, that the limit was not applied as asked. */
    DISCARDED,
    /** The engine refuses the limit, or has nothing to apply it to. */
    UNSUPPORTED,
    /** Nothing pressed the limit, the load failed, or there is no data. */
    UNPROVEN;

    /** The word in reports: {@code held}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
