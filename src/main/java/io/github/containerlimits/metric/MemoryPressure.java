package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** What the kernel says of memory that ran out. */
public final class MemoryPressure {
    /** Swap that counts as in use, in bytes. */
    public static final long SWAP_IN_USE = 1L << 20;

    /** Memory that goes on under pressure this many seconds without a kill holds its limit: the kernel reclaims instead. */
    private static final double RECLAIM_SECONDS = 2;

    /** One in so many parts of what stays in memory is more than any tolerance of a limit. */
    private static final long SWAPPED_PART = 8;

    /** The exit code of what was ended by that signal. */
    private static final int SIGKILL = 137;

    private MemoryPressure() {}

    /**
     * Whether a high-water mark can be taken for final: the load is over, was killed or hangs, had so much of its memory put to swap that a higher limit
     * would have been used first, or went on under pressure for long enough.
     */
    static boolean isSettled(Measurement measurement) {
        return measurement.ended()
                || measurement.own().growth(Counters::oomKills).orElse(0) > 0
                || measurement.own().newest().underOom()
                || isSwapped(measurement)
                || measurement.own().whole().seconds() > RECLAIM_SECONDS
                        && onMemory(measurement).isPresent();
    }

    private static boolean isSwapped(Measurement measurement) {
        long swap = measurement.own().newest().swapNow().orElse(0);
        long memory = measurement.own().highest(Counters::memoryNow).orElse(Long.MAX_VALUE);
        return swap > memory / SWAPPED_PART
                && measurement.own().growth(Counters::memoryLimitHits).orElse(0) > 0;
    }

    /**
     * Evidence that the limit on memory was met: a kill, a charge that failed, and swap in use. Hosts put memory to swap that nobody touched for a while, of
     * containers far from their limits as well (DAMON, zswap's shrinker, a host short of memory): where failed charges are counted, swap alone is none.
     */
    public static Optional<String> onMemory(Measurement measurement) {
        List<String> evidence = new ArrayList<>();
        long kills = measurement.own().growth(Counters::oomKills).orElse(0);
        if (kills > 0) {
            evidence.add("the kernel killed " + kills + (kills == 1 ? " process" : " processes")
                    + " for want of memory (oom_kill)");
        }
        if (measurement.own().newest().underOom()) {
            evidence.add("the load waits for memory (under_oom)");
        }
        OptionalLong counted = measurement.own().growth(Counters::memoryLimitHits);
        long hits = counted.orElse(0);
        if (hits > 0) {
            evidence.add(hits + " charges met the limit");
        }
        long swap = measurement.own().highest(Counters::swapNow).orElse(0);
        if (swap > SWAP_IN_USE && (hits > 0 || counted.isEmpty())) {
            evidence.add(Dimension.BYTES.print((double) swap) + " went to swap");
        }
        // Older kernels do not count kills: there the load's end and the engine must both say it.
        if (measurement.own().growth(Counters::oomKills).isEmpty()
                && measurement.isSaidToBeOutOfMemory()
                && wasKilled(measurement)) {
            evidence.add("the load was killed (SIGKILL), and the engine says that memory ran out (OOMKilled)");
        }
        return evidence.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", evidence));
    }

    /** Whether the load, or a worker of it as stress tells, was killed by somebody else. */
    private static boolean wasKilled(Measurement measurement) {
        return !measurement.stopped()
                && measurement
                        .exit()
                        .filter(exit ->
                                exit.code() == SIGKILL || (exit.stdout() + exit.stderr()).contains("got signal 9"))
                        .isPresent();
    }

    /** Evidence that the limit on swap, or on memory and swap together, was met. */
    static Optional<String> onSwap(Host host, Measurement measurement) {
        long hits = measurement.own().growth(Counters::swapLimitHits).orElse(0);
        long kills = measurement.own().growth(Counters::oomKills).orElse(0);
        boolean waits = measurement.own().newest().underOom();
        if (!host.hasSwap() && hits == 0 || kills == 0 && hits == 0 && !waits) {
            return Optional.empty();
        }
        return Optional.of(String.join(
                ", ",
                Stream.of(
                                kills > 0
                                        ? "the kernel killed " + kills + " for want of memory and swap (oom_kill)"
                                        : "",
                                hits > 0 ? hits + " charges met the limit" : "",
                                waits ? "the load waits for memory (under_oom)" : "")
                        .filter(text -> !text.isEmpty())
                        .toList()));
    }
}
