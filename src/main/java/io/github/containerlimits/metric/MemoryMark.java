package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** The highest use of memory, with its cache or without, of swap, or of both, in bytes. */
abstract sealed class MemoryMark implements MetricKind permits MemoryPeak, SwapPeak, MemorySwapPeak, WorkingSet {
    private final String key;
    private final String noun;
    private final Function<Counters, OptionalLong> mark;
    private final Function<Counters, OptionalLong> now;
    private final Trace trace;

    /**
     * Says how it is read.
     *
     * @param mark the kernel's own mark of the highest use
     * @param now the use at a moment, of which the highest counts where the kernel keeps no mark
     * @param trace the use over time
     */
    MemoryMark(
            String key,
            String noun,
            Function<Counters, OptionalLong> mark,
            Function<Counters, OptionalLong> now,
            Trace trace) {
        this.key = key;
        this.noun = noun;
        this.mark = mark;
        this.now = now;
        this.trace = trace;
    }

    @Override
    public final String key() {
        return key;
    }

    @Override
    public final Dimension dimension() {
        return Dimension.BYTES;
    }

    @Override
    public final String noun() {
        return noun;
    }

    /** 1 %: the limit itself is exact, its counters are kept in batches of 64 pages a CPU. */
    @Override
    public final double tolerance() {
        return 0.01;
    }

    @Override
    public final Optional<Value> read(Observed observed) {
        return observed.highest(mark, now);
    }

    @Override
    public final Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(trace);
    }

    @Override
    public final boolean isSettled(Observed observed, Value value) {
        return MemoryPressure.isSettled(observed.measurement());
    }

    @Override
    public final boolean isOfHost() {
        return true;
    }

    @Override
    public final boolean isHighWaterMark() {
        return true;
    }
}
