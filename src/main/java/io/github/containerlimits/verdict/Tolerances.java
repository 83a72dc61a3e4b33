package io.github.containerlimits.verdict;

import io.github.containerlimits.policy.Metric;

/** By how much a measured value may be above its bound and still count as within, as a part of the bound. */
final class Tolerances {
    /**
     * 10 %: the scheduler settles its accounts once a period of 100 ms and hands out quota in slices of 5 ms a CPU, so that a window of a few
     * seconds can be off by some hundredths; the kernel's own selftest of cpu.max takes 20 %.
     */
    private static final double CPU = 0.10;

    /** 20 % of the expected part: groups are balanced over CPUs in whole threads, which evens out only in the long run. */
    static final double CPU_SHARE = 0.20;

    /** 1 %: the limit itself is exact, its counters are kept in batches of 64 pages a CPU. */
    private static final double MEMORY = 0.01;

    /** 2 %: a file system's own blocks. */
    private static final double SPACE = 0.02;

    /** 10 %: the throttle hands out a slice of 100 ms at a time, and the kernel's documentation allows short bursts. */
    private static final double RATE = 0.10;

    private Tolerances() {}

    static double of(Metric metric) {
        return switch (metric) {
            case CPU_USAGE -> CPU;
            case CPU_SHARE -> CPU_SHARE;
            case MEMORY_PEAK, SWAP_PEAK, MEMSW_PEAK -> MEMORY;
            case OOM_KILLS, PIDS_PEAK -> 0;
            case DISK_SIZE, SHM_SIZE, LOG_SIZE -> SPACE;
            case DISK_READ_IOPS, DISK_WRITE_IOPS, DISK_READ_BPS, DISK_WRITE_BPS -> RATE;
            case DISK_READ_BYTES, DISK_WRITE_BYTES -> 0;
        };
    }
}
