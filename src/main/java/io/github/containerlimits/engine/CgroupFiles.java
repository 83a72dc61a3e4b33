package io.github.containerlimits.engine;

import java.util.List;

/** The files of a control group that a reading takes, by controller. A file that the kernel does not have is passed over. */
public final class CgroupFiles {
    private CgroupFiles() {}

    /**
     * A file of cgroup v1.
     *
     * @param controller the name of its hierarchy: memory, cpu …
     */
    public record V1(String controller, String name) {}

    /** Those of cgroup v1. */
    public static final List<V1> VERSION_1 = List.of(
            new V1("cpuacct", "cpuacct.usage"),
            new V1("cpuacct", "cpuacct.usage_percpu"),
            new V1("cpu", "cpu.stat"),
            new V1("cpu", "cpu.cfs_quota_us"),
            new V1("cpu", "cpu.cfs_period_us"),
            new V1("cpu", "cpu.shares"),
            new V1("cpuset", "cpuset.effective_cpus"),
            new V1("cpuset", "cpuset.cpus"),
            new V1("memory", "memory.usage_in_bytes"),
            new V1("memory", "memory.max_usage_in_bytes"),
            new V1("memory", "memory.limit_in_bytes"),
            new V1("memory", "memory.failcnt"),
            new V1("memory", "memory.memsw.usage_in_bytes"),
            new V1("memory", "memory.memsw.max_usage_in_bytes"),
            new V1("memory", "memory.memsw.limit_in_bytes"),
            new V1("memory", "memory.memsw.failcnt"),
            new V1("memory", "memory.oom_control"),
            new V1("memory", "memory.swappiness"),
            new V1("pids", "pids.current"),
            new V1("pids", "pids.peak"),
            new V1("pids", "pids.max"),
            new V1("pids", "pids.events"),
            new V1("blkio", "blkio.throttle.io_service_bytes"),
            new V1("blkio", "blkio.throttle.io_serviced"),
            new V1("blkio", "blkio.throttle.read_bps_device"),
            new V1("blkio", "blkio.throttle.write_bps_device"),
            new V1("blkio", "blkio.throttle.read_iops_device"),
            new V1("blkio", "blkio.throttle.write_iops_device"));

    /** Those of cgroup v2. */
    public static final List<String> VERSION_2 = List.of(
            "cpu.stat",
            "cpu.pressure",
            "cpu.max",
            "cpu.weight",
            "cpuset.cpus.effective",
            "cpuset.cpus",
            "memory.current",
            "memory.peak",
            "memory.max",
            "memory.events",
            "memory.swap.current",
            "memory.swap.peak",
            "memory.swap.max",
            "memory.swap.events",
            "pids.current",
            "pids.peak",
            "pids.max",
            "pids.events",
            "io.stat",
            "io.max");
}
