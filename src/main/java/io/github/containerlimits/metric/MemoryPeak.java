package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Counters;
import java.util.Optional;

/** The highest memory use without swap, in bytes. */
public final class MemoryPeak extends MemoryMark {
    public static final MemoryPeak KIND = new MemoryPeak();

    private MemoryPeak() {
        super("memory.peak", "peak", Counters::memoryPeak, Counters::memoryNow);
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return MemoryPressure.onMemory(observed.measurement());
    }

    @Override
    public boolean isCapped(Observed observed, double high) {
        return observed.measurement().own().newest().inForce().memory().orElse(Long.MAX_VALUE) <= high;
    }
}
