package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.measure.Counters;
import java.util.List;
import java.util.Optional;

/** The highest use of memory and swap together, in bytes. */
public final class MemorySwapPeak extends MemoryMark {
    public static final MemorySwapPeak KIND = new MemorySwapPeak();

    private MemorySwapPeak() {
        super(
                "memory.memsw.peak",
                "peak of memory and swap",
                Counters::memswPeak,
                Counters::memswNow,
                Trace.of(
                        "memory and swap in use",
                        Dimension.BYTES,
                        Trace.Kind.LEVEL,
                        Counters::memoryAndSwapNow,
                        List.of(
                                CgroupFile.MEMORY_MEMSW_USAGE_IN_BYTES,
                                CgroupFile.MEMORY_MEMSW_MAX_USAGE_IN_BYTES,
                                CgroupFile.MEMORY_MEMSW_LIMIT_IN_BYTES,
                                CgroupFile.MEMORY_MEMSW_FAILCNT,
                                CgroupFile.MEMORY_OOM_CONTROL,
                                CgroupFile.MEMORY_CURRENT,
                                CgroupFile.MEMORY_SWAP_CURRENT,
                                CgroupFile.MEMORY_MAX,
                                CgroupFile.MEMORY_SWAP_MAX,
                                CgroupFile.MEMORY_SWAP_EVENTS,
                                CgroupFile.MEMORY_EVENTS)));
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
