package io.github.containerlimits.load;

import java.time.Duration;

/** How long a slow host takes, beside neighbours, for what others do in a moment: no load is given up, and none ends by itself, before that. */
public final class SlowHost {
    private static final long TOUCHED_IN_A_SECOND = 64L << 20;
    private static final long SWAPPED_IN_A_SECOND = 32L << 20;
    private static final long STARTED_IN_A_SECOND = 100;

    private SlowHost() {}

    /** To touch so many bytes of memory. */
    public static Duration touches(long bytes) {
        return Duration.ofSeconds(bytes / TOUCHED_IN_A_SECOND);
    }

    /** To put so many bytes to swap. */
    public static Duration swaps(long bytes) {
        return Duration.ofSeconds(bytes / SWAPPED_IN_A_SECOND);
    }

    /** To start so many processes. */
    public static Duration starts(long processes) {
        return Duration.ofSeconds(processes / STARTED_IN_A_SECOND);
    }
}
