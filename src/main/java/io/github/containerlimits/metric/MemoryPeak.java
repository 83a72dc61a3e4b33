package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Counters;
import java.util.Optional;

/** The highest memory use without swap, in bytes. */
public final class MemoryPeak implements MetricKind {
    public static final MemoryPeak KIND = new MemoryPeak();

    private MemoryPeak() {}

    @Override
    public String key() {
        return "memory.peak";
    }

    @Override
    public Dimension dimension() {
        return Dimension.BYTES;
    }

    @Override
    public String noun() {
        return "peak";
    }

    @Override
    public double tolerance() {
        return MemoryPressure.TOLERANCE;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return MemoryPressure.highest(observed.measurement().own(), Counters::memoryPeak, Counters::memoryNow);
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return MemoryPressure.onMemory(observed.measurement());
    }

    @Override
    public boolean isSettled(Observed observed, Value value) {
        return MemoryPressure.isSettled(observed.measurement());
    }

    @Override
    public boolean isCapped(Observed observed, double high) {
        return observed.measurement().own().newest().inForce().memory().orElse(Long.MAX_VALUE) <= high;
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
