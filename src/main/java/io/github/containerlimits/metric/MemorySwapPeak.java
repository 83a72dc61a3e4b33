package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Counters;
import java.util.Optional;

/** The highest use of memory and swap together, in bytes. */
public final class MemorySwapPeak extends MemoryMark {
    public static final MemorySwapPeak KIND = new MemorySwapPeak();

    private MemorySwapPeak() {
        super("memory.memsw.peak", "peak of memory and swap", Counters::memswPeak, Counters::memswNow);
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return MemoryPressure.onSwap(observed.host(), observed.measurement());
    }

    @Override
    public Optional<Excuse> unpressed(Observed observed) {
        return observed.host().hasSwap()
                ? Optional.empty()
                : Optional.of(
                        Excuse.host("the engine's host has no swap, so that memory runs out before both together do"));
    }

    @Override
    public boolean isCapped(Observed observed, double high) {
        return observed.measurement().own().newest().inForce().memorySwap().orElse(Long.MAX_VALUE) <= high;
    }
}
