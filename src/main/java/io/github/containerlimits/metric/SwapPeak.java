package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Counters;
import java.util.Optional;

/** The highest use of swap, in bytes. */
public final class SwapPeak extends MemoryMark {
    public static final SwapPeak KIND = new SwapPeak();

    private SwapPeak() {
        super("memory.swap.peak", "peak of swap", Counters::swapPeak, Counters::swapNow);
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return MemoryPressure.onSwap(observed.host(), observed.measurement());
    }
}
