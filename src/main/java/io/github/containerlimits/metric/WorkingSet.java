package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.measure.Counters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The highest memory use without swap and without the pages of files that nobody used lately, in bytes: what the kernel could not have taken back at once.
 * It is the usage less {@code inactive_file} of memory.stat, never below 0, as the kubelet computes a container's working set (cAdvisor's setMemoryStats).
 * Cache that was used again counts, though the kernel can take that back as well.
 *
 * <p>The kernel keeps no mark of it: it is the highest of the readings, of which an application has up to twenty a second where the engine's host is this
 * one, and up to ten elsewhere. A spike between two of them is missed.
 */
public final class WorkingSet extends MemoryMark {
    public static final WorkingSet KIND = new WorkingSet();

    private WorkingSet() {
        super(
                "memory.working_set",
                "peak of memory without reclaimable cache",
                any -> OptionalLong.empty(),
                Counters::workingSet,
                Trace.of(
                        "memory without reclaimable cache",
                        Dimension.BYTES,
                        Trace.Kind.LEVEL,
                        Counters::workingSet,
                        List.of(
                                CgroupFile.MEMORY_USAGE_IN_BYTES,
                                CgroupFile.MEMORY_LIMIT_IN_BYTES,
                                CgroupFile.MEMORY_CURRENT,
                                CgroupFile.MEMORY_MAX,
                                CgroupFile.MEMORY_STAT)));
    }

    /** None: a limit is on memory with its cache, and is told by {@code memory.peak}. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public MetricKind limitedAs() {
        return MemoryPeak.KIND;
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }
}
