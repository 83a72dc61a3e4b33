package io.github.containerlimits.docker.counters;

/**
 * A monotonic clock made of the two that a shell on the engine's host can read: the uptime, which never jumps but is coarse (10 ms), and the time of
 * day, which is fine but jumps when it is set.
 */
final class EngineClock {
    private static final long JUMP_NANOS = 50_000_000;
    private boolean begun;
    private long offset;

    /**
     * The moment at which both clocks were read.
     *
     * @param uptimeNanos since the host's start, in steps of 10 ms
     * @param dayNanos since 1970
     * @return nanoseconds since the host's start
     */
    long nanos(long uptimeNanos, long dayNanos) {
        if (!begun || Math.abs(dayNanos - offset - uptimeNanos) > JUMP_NANOS) {
            begun = true;
            offset = dayNanos - uptimeNanos;
        }
        return dayNanos - offset;
    }
}
