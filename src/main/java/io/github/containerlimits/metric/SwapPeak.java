package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Counters;
import java.util.Optional;

/** The highest use of swap, in bytes. */
public final class SwapPeak implements MetricKind {
    public static final SwapPeak KIND = new SwapPeak();

    private SwapPeak() {}

    @Override
    public String key() {
        return "memory.swap.peak";
    }

    @Override
    public Dimension dimension() {
        return Dimension.BYTES;
    }

    @Override
    public String noun() {
        return "peak of swap";
    }

    @Override
    public double tolerance() {
        return MemoryPressure.TOLERANCE;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return MemoryPressure.highest(observed.measurement().own(), Counters::swapPeak, Counters::swapNow);
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return MemoryPressure.onSwap(observed.host(), observed.measurement());
    }

    @Override
    public boolean isSettled(Observed observed, Value value) {
        return MemoryPressure.isSettled(observed.measurement());
    }

    @Override
    public boolean isOfHost() {
        return true;
    }

    @Override
    public boolean isHighWaterMark() {
        return true;
    }
}
