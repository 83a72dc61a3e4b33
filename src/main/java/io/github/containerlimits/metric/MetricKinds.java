package io.github.containerlimits.metric;

import java.util.List;
import java.util.Optional;

/** All metrics, in the order in which they are documented. */
public final class MetricKinds {
    public static final List<MetricKind> ALL = List.of(
            CpuUsage.KIND,
            CpuShare.KIND,
            CpuMean.KIND,
            CpuBurst.KIND,
            CpuThrottled.KIND,
            Stalled.OF_CPU,
            MemoryPeak.KIND,
            WorkingSet.KIND,
            SwapPeak.KIND,
            MemorySwapPeak.KIND,
            OomKills.KIND,
            Stalled.OF_MEMORY,
            PidsPeak.KIND,
            RefusedForks.KIND,
            OpenFiles.KIND,
            LogBytes.KIND,
            FilledSize.OF_DISK,
            FilledSize.OF_SHM,
            FilledSize.OF_TMPFS,
            MadeFiles.KIND,
            DiskRate.READ_IOPS,
            DiskRate.WRITE_IOPS,
            DiskRate.READ_BPS,
            DiskRate.WRITE_BPS,
            DiskBytes.READ,
            DiskBytes.WRITTEN,
            DiskShare.KIND,
            Stalled.OF_DISK,
            ReadyTime.KIND,
            HttpLatency.P50,
            HttpLatency.P95,
            HttpLatency.P99,
            HttpLatency.MAX,
            HttpErrors.KIND,
            HttpRate.KIND,
            ExitCode.KIND,
            RunTime.KIND);

    private MetricKinds() {}

    public static Optional<MetricKind> find(String key) {
        return ALL.stream().filter(metric -> metric.key().equals(key)).findFirst();
    }

    /** All keys, in the same order. */
    public static List<String> keys() {
        return ALL.stream().map(MetricKind::key).toList();
    }
}
