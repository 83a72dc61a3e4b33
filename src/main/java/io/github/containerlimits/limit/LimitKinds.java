package io.github.containerlimits.limit;

import java.util.List;
import java.util.stream.Stream;

/** All kinds of limits, in the order in which they are tried. */
public final class LimitKinds {
    public static final List<LimitKind> ALL = Stream.of(
                    Stream.of(
                            Memory.KIND,
                            MemorySwap.KIND,
                            MemoryReservation.KIND,
                            Swappiness.KIND,
                            OomKillDisable.KIND,
                            OomScoreAdj.KIND,
                            CpuQuota.KIND,
                            CfsQuota.KIND,
                            CfsPeriod.KIND,
                            CpuPinning.KIND,
                            MemoryNodes.KIND,
                            CpuShares.KIND,
                            ShmSize.KIND,
                            TmpfsSize.KIND,
                            TmpfsInodes.KIND,
                            StorageSize.KIND,
                            LogSize.KIND,
                            Pids.KIND,
                            NoFile.KIND),
                    ProcessLimit.KINDS.stream(),
                    BlkioWeight.KINDS.stream(),
                    Throttle.KINDS.stream())
            .flatMap(kinds -> kinds)
            .toList();

    private LimitKinds() {}

    /** All keys, in the same order. */
    public static List<String> keys() {
        return ALL.stream().map(LimitKind::key).toList();
    }
}
