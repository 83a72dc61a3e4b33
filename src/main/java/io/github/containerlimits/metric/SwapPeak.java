package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.measure.Counters;
import java.util.List;
import java.util.Optional;

/** The highest use of swap, in bytes. */
public final class SwapPeak extends MemoryMark {
    public static final SwapPeak KIND = new SwapPeak();

    private SwapPeak() {
        super(
                "memory.swap.peak",
                "peak of swap",
                Counters::swapPeak,
                Counters::swapNow,
                Trace.of(
                        "swap in use",
                        Dimension.BYTES,
                        Trace.Kind.LEVEL,
                        Counters::swapNow,
                        List.of(
                                CgroupFile.MEMORY_USAGE_IN_BYTES,
                                CgroupFile.MEMORY_MEMSW_USAGE_IN_BYTES,
                                CgroupFile.MEMORY_SWAP_CURRENT,
                                CgroupFile.MEMORY_SWAP_PEAK,
                                CgroupFile.MEMORY_SWAP_MAX,
                                CgroupFile.MEMORY_SWAP_EVENTS)));
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return MemoryPressure.onSwap(observed.host(), observed.measurement());
    }
}
