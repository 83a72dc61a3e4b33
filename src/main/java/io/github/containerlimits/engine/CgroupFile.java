package io.github.containerlimits.engine;

import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A file of a control group that a reading takes. One that the kernel does not have is passed over. */
public enum CgroupFile {
    CPUACCT_USAGE("cpuacct.usage", "cpuacct", false),
    CPUACCT_USAGE_PERCPU("cpuacct.usage_percpu", "cpuacct", false),
    CPU_STAT("cpu.stat", "cpu", true),
    CPU_CFS_QUOTA_US("cpu.cfs_quota_us", "cpu", false),
    CPU_CFS_PERIOD_US("cpu.cfs_period_us", "cpu", false),
    CPU_SHARES("cpu.shares", "cpu", false),
    CPUSET_EFFECTIVE_CPUS("cpuset.effective_cpus", "cpuset", false),
    CPUSET_CPUS("cpuset.cpus", "cpuset", true),
    CPUSET_EFFECTIVE_MEMS("cpuset.effective_mems", "cpuset", false),
    MEMORY_USAGE_IN_BYTES("memory.usage_in_bytes", "memory", false),
    MEMORY_MAX_USAGE_IN_BYTES("memory.max_usage_in_bytes", "memory", false),
    MEMORY_LIMIT_IN_BYTES("memory.limit_in_bytes", "memory", false),
    MEMORY_SOFT_LIMIT_IN_BYTES("memory.soft_limit_in_bytes", "memory", false),
    MEMORY_FAILCNT("memory.failcnt", "memory", false),
    MEMORY_MEMSW_USAGE_IN_BYTES("memory.memsw.usage_in_bytes", "memory", false),
    MEMORY_MEMSW_MAX_USAGE_IN_BYTES("memory.memsw.max_usage_in_bytes", "memory", false),
    MEMORY_MEMSW_LIMIT_IN_BYTES("memory.memsw.limit_in_bytes", "memory", false),
    MEMORY_MEMSW_FAILCNT("memory.memsw.failcnt", "memory", false),
    MEMORY_OOM_CONTROL("memory.oom_control", "memory", false),
    MEMORY_SWAPPINESS("memory.swappiness", "memory", false),
    PIDS_CURRENT("pids.current", "pids", true),
    PIDS_PEAK("pids.peak", "pids", true),
    PIDS_MAX("pids.max", "pids", true),
    PIDS_EVENTS("pids.events", "pids", true),
    BLKIO_THROTTLE_IO_SERVICE_BYTES("blkio.throttle.io_service_bytes", "blkio", false),
    BLKIO_THROTTLE_IO_SERVICED("blkio.throttle.io_serviced", "blkio", false),
    BLKIO_THROTTLE_READ_BPS_DEVICE("blkio.throttle.read_bps_device", "blkio", false),
    BLKIO_THROTTLE_WRITE_BPS_DEVICE("blkio.throttle.write_bps_device", "blkio", false),
    BLKIO_THROTTLE_READ_IOPS_DEVICE("blkio.throttle.read_iops_device", "blkio", false),
    BLKIO_THROTTLE_WRITE_IOPS_DEVICE("blkio.throttle.write_iops_device", "blkio", false),
    BLKIO_BFQ_WEIGHT("blkio.bfq.weight", "blkio", false),
    BLKIO_BFQ_WEIGHT_DEVICE("blkio.bfq.weight_device", "blkio", false),
    BLKIO_WEIGHT("blkio.weight", "blkio", false),
    BLKIO_WEIGHT_DEVICE("blkio.weight_device", "blkio", false),
    CPU_PRESSURE("cpu.pressure", "", true),
    MEMORY_PRESSURE("memory.pressure", "", true),
    IO_PRESSURE("io.pressure", "", true),
    CPU_MAX("cpu.max", "", true),
    CPU_WEIGHT("cpu.weight", "", true),
    CPUSET_CPUS_EFFECTIVE("cpuset.cpus.effective", "", true),
    CPUSET_MEMS_EFFECTIVE("cpuset.mems.effective", "", true),
    MEMORY_CURRENT("memory.current", "", true),
    MEMORY_PEAK("memory.peak", "", true),
    MEMORY_MAX("memory.max", "", true),
    MEMORY_LOW("memory.low", "", true),
    MEMORY_EVENTS("memory.events", "", true),
    MEMORY_SWAP_CURRENT("memory.swap.current", "", true),
    MEMORY_SWAP_PEAK("memory.swap.peak", "", true),
    MEMORY_SWAP_MAX("memory.swap.max", "", true),
    MEMORY_SWAP_EVENTS("memory.swap.events", "", true),
    IO_STAT("io.stat", "", true),
    IO_MAX("io.max", "", true),
    IO_BFQ_WEIGHT("io.bfq.weight", "", true),
    IO_WEIGHT("io.weight", "", true),
    MEMORY_STAT("memory.stat", "memory", true),
    // Of ancestors alone: it is a limit of nothing by itself.
    MEMORY_USE_HIERARCHY("memory.use_hierarchy", "", false);

    /** Those of cgroup v1. */
    public static final List<CgroupFile> VERSION_1 =
            Arrays.stream(values()).filter(file -> !file.controller.isEmpty()).toList();

    /** Those of cgroup v2. */
    public static final List<CgroupFile> VERSION_2 =
            Arrays.stream(values()).filter(file -> file.isOfVersion2).toList();

    /** Those that count as well in a group in the container's, into which a runtime may put the processes. */
    public static final Set<CgroupFile> INNER = Set.of(
            CPU_STAT,
            CPU_MAX,
            CPUSET_CPUS_EFFECTIVE,
            CPUSET_MEMS_EFFECTIVE,
            MEMORY_MAX,
            MEMORY_SWAP_MAX,
            PIDS_MAX,
            PIDS_EVENTS,
            IO_MAX);

    /** Those that tell what a group leaves to those in it, and what of that is taken. */
    public static final List<CgroupFile> OF_ANCESTORS = List.of(
            CPU_CFS_QUOTA_US,
            CPU_CFS_PERIOD_US,
            CPUSET_EFFECTIVE_CPUS,
            MEMORY_USAGE_IN_BYTES,
            MEMORY_LIMIT_IN_BYTES,
            MEMORY_MEMSW_USAGE_IN_BYTES,
            MEMORY_MEMSW_LIMIT_IN_BYTES,
            PIDS_CURRENT,
            PIDS_MAX,
            CPU_MAX,
            CPUSET_CPUS_EFFECTIVE,
            MEMORY_CURRENT,
            MEMORY_MAX,
            MEMORY_SWAP_CURRENT,
            MEMORY_SWAP_MAX,
            MEMORY_STAT,
            MEMORY_USE_HIERARCHY);

    private final String fileName;
    private final String controller;
    private final boolean isOfVersion2;

    CgroupFile(String fileName, String controller, boolean isOfVersion2) {
        this.fileName = fileName;
        this.controller = controller;
        this.isOfVersion2 = isOfVersion2;
    }

    /** As the kernel has it: {@code memory.max}. */
    public String fileName() {
        return fileName;
    }

    /** The name of its hierarchy on v1: memory, cpu …; empty for what only v2 has. */
    public String controller() {
        return controller;
    }

    /** That of v1 for a rate of a device. */
    public static CgroupFile throttle(Direction direction, RateUnit unit) {
        return valueOf("BLKIO_THROTTLE_" + (direction + "_" + unit).toUpperCase(Locale.ROOT) + "_DEVICE");
    }
}
