package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.measure.Counters;
import java.util.List;
import java.util.Optional;

/** The highest memory use without swap, in bytes. */
public final class MemoryPeak extends MemoryMark {
    public static final MemoryPeak KIND = new MemoryPeak();

    private MemoryPeak() {
        super(
                "memory.peak",
                "peak",
                Counters::memoryPeak,
                Counters::memoryNow,
                Trace.of(
                        "memory in use",
                        Dimension.BYTES,
                        Trace.Kind.LEVEL,
                        Counters::memoryNow,
                        List.of(
                                CgroupFile.MEMORY_USAGE_IN_BYTES,
                                CgroupFile.MEMORY_MAX_USAGE_IN_BYTES,
                                CgroupFile.MEMORY_LIMIT_IN_BYTES,
                                CgroupFile.MEMORY_FAILCNT,
                                CgroupFile.MEMORY_OOM_CONTROL,
                                CgroupFile.MEMORY_CURRENT,
                                CgroupFile.MEMORY_PEAK,
                                CgroupFile.MEMORY_MAX,
                                CgroupFile.MEMORY_EVENTS)));
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
