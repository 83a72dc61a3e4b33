package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.measure.ThreadTimes;
import io.github.containerlimits.measure.ThreadTimes.Times;
import io.github.containerlimits.quantity.CpuSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * Whether a container's processes wanted CPUs that they did not get: a neighbour can take the CPUs, but not the wish for them. By the scheduler's counts
 * of each thread ({@code /proc/PID/schedstat}: time that it ran, and that it could have run and waited), or where only those of the group can be seen, by
 * its pressure stall information ({@code cpu.pressure}: time in which at least one thread waited).
 *
 * @param waited the part of the time in which a thread waited, 0 to 1
 * @param wanted the part of the time in which a thread ran or waited, 0 to 1
 */
public record Waiting(double waited, double wanted) {
    /** Who contends waits for this part of the time at least. */
    private static final double SOME = 0.05;

    /** Who contends wants a CPU for this part of the time at least. */
    private static final double ALWAYS = 0.9;

    /** Who is kept back waits for this part of each part of the time at least. */
    private static final double MUCH = 0.25;

    /** CPUs of the host that are idle beside one that is kept back, in each part of the time. */
    private static final double ROOM = 0.25;

    /** Parts of a window that are looked at one by one: a neighbour that comes and goes is not there in all of them. */
    private static final int PARTS = 4;

    /** Over that window; absent where it can't be seen. */
    static Optional<Waiting> in(Window window) {
        double seconds = window.seconds();
        Optional<ThreadTimes> threads = window.threads();
        if (seconds <= 0) {
            return Optional.empty();
        }
        if (threads.isPresent()) {
            return Optional.of(new Waiting(
                    part(threads.get(), Times::waited, seconds),
                    part(threads.get(), times -> times.ran() + times.waited(), seconds)));
        }
        OptionalLong stalled = window.growth(Counters::stalledNanos);
        OptionalDouble used = window.rate(Counters::cpuNanos);
        if (stalled.isEmpty() || used.isEmpty()) {
            return Optional.empty();
        }
        double waited = Math.min(1, stalled.getAsLong() / 1e9 / seconds);
        return Optional.of(new Waiting(waited, Math.min(1, waited + used.getAsDouble() / 1e9)));
    }

    /** Of the thread that did it most. */
    private static double part(ThreadTimes threads, ToLongFunction<Times> nanos, double seconds) {
        long most = threads.threads().values().stream().mapToLong(nanos).max().orElse(0);
        return Math.min(1, most / 1e9 / seconds);
    }

    /** Whether it always wanted a CPU, and at times did not get one. */
    boolean isContending() {
        return wanted >= ALWAYS && waited >= SOME;
    }

    /** Seconds that a load waited in that window; absent where it did not to speak of, or that can't be seen. */
    static OptionalDouble seconds(Window window) {
        return in(window)
                .filter(waiting -> waiting.waited >= SOME)
                .map(waiting -> OptionalDouble.of(waiting.waited * window.seconds()))
                .orElse(OptionalDouble.empty());
    }

    /**
     * How many seconds a load waited while CPUs were idle that it might have had but for a limit: in each part of the window it waited, and they were
     * idle.
     *
     * @param cpus those that it might have had
     * @return absent where that is not so, or can't be seen
     */
    public static OptionalDouble besideIdle(Series series, Window window, CpuSet cpus) {
        List<Window> parts = series.parts(window, PARTS);
        return parts.size() == PARTS && parts.stream().allMatch(part -> isBesideIdle(part, cpus))
                ? seconds(window)
                : OptionalDouble.empty();
    }

    private static boolean isBesideIdle(Window part, CpuSet cpus) {
        OptionalDouble busy = part.rate(counters -> counters.host().busyNanos(cpus));
        return isMuch(part) && busy.isPresent() && cpus.size() - busy.getAsDouble() / 1e9 >= ROOM;
    }

    /** Whether it waited in each part of the window; false where that can't be seen. */
    public static boolean isThroughout(Series series, Window window) {
        List<Window> parts = series.parts(window, PARTS);
        return parts.size() == PARTS && parts.stream().allMatch(Waiting::isMuch);
    }

    private static boolean isMuch(Window part) {
        return in(part).filter(waiting -> waiting.waited >= MUCH).isPresent();
    }
}
