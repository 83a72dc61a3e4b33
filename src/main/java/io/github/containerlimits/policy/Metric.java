package io.github.containerlimits.policy;

import java.util.Arrays;
import java.util.Optional;

/** Something that a trial measures and a policy can bound. */
public enum Metric {
    /** CPU time used a second, in CPUs. */
    CPU_USAGE("cpu.usage", Dimension.CPUS),
    /** The container's part of the CPU time that it and its rivals used together, 0 to 1. */
    CPU_SHARE("cpu.share", Dimension.RATIO),
    /** The highest memory use without swap, in bytes. */
    MEMORY_PEAK("memory.peak", Dimension.BYTES),
    /** The highest use of swap, in bytes. */
    SWAP_PEAK("memory.swap.peak", Dimension.BYTES),
    /** The highest use of memory and swap together, in bytes. */
    MEMSW_PEAK("memory.memsw.peak", Dimension.BYTES),
    /** Processes killed by the kernel because memory ran out. */
    OOM_KILLS("memory.oom_kills", Dimension.COUNT),
    /** The highest number of processes and threads. */
    PIDS_PEAK("pids.peak", Dimension.COUNT),
    /** Bytes of the container's output that the engine keeps. */
    LOG_SIZE("log.size", Dimension.BYTES),
    /** Bytes that a file system took before it was full. */
    DISK_SIZE("disk.size", Dimension.BYTES),
    /** Bytes that /dev/shm took before it was full. */
    SHM_SIZE("shm.size", Dimension.BYTES),
    /** Read operations a second. */
    DISK_READ_IOPS("disk.read.iops", Dimension.COUNT),
    /** Write operations a second. */
    DISK_WRITE_IOPS("disk.write.iops", Dimension.COUNT),
    /** Bytes read a second. */
    DISK_READ_BPS("disk.read.bps", Dimension.BYTES),
    /** Bytes written a second. */
    DISK_WRITE_BPS("disk.write.bps", Dimension.BYTES),
    /** Bytes read in the whole trial. */
    DISK_READ_BYTES("disk.read.bytes", Dimension.BYTES),
    /** Bytes written in the whole trial. */
    DISK_WRITE_BYTES("disk.write.bytes", Dimension.BYTES);

    /** What kind of number a metric is. */
    public enum Dimension {
        /** CPUs. */
        CPUS,
        /** A part of 1, written and printed in percent. */
        RATIO,
        /** Bytes. */
        BYTES,
        /** A count without unit. */
        COUNT
    }

    private final String key;
    private final Dimension dimension;

    Metric(String key, Dimension dimension) {
        this.key = key;
        this.dimension = dimension;
    }

    /** The key in a policy: {@code cpu.usage}. */
    public String key() {
        return key;
    }

    public Dimension dimension() {
        return dimension;
    }

    public static Optional<Metric> find(String key) {
        return Arrays.stream(values()).filter(metric -> metric.key.equals(key)).findFirst();
    }
}
