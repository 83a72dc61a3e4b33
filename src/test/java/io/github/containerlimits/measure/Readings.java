package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupReading;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes counters for tests, in the text of either version of cgroup. */
public final class Readings {
    private final boolean version2;
    private final Map<String, String> files = new HashMap<>();

    private Readings(boolean version2) {
        this.version2 = version2;
    }

    public static Readings version(int version) {
        Readings readings = new Readings(version == 2);
        return readings.cpu(0, 0).memory(1 << 20, 0).oomKills(0).pids(2, 0).io("254:0", 0, 0, 0, 0);
    }

    public Readings cpu(double seconds, long throttled) {
        if (version2) {
            files.put(
                    "cpu.stat",
                    "usage_usec " + Math.round(seconds * 1e6) + "\nnr_periods 9\nnr_throttled " + throttled + "\n");
        } else {
            files.put("cpuacct.usage", Math.round(seconds * 1e9) + "\n");
            files.put("cpu.stat", "nr_periods 9\nnr_throttled " + throttled + "\nthrottled_time 5\n");
        }
        return this;
    }

    public Readings cpuPerCpu(double first, double second) {
        files.put("cpuacct.usage_percpu", Math.round(first * 1e9) + " " + Math.round(second * 1e9) + " \n");
        return this;
    }

    /** What the scheduler counted of so many threads that each ran and waited for so many seconds. */
    public Readings threads(int count, double ran, double waited) {
        return with(
                CgroupReading.THREADS,
                IntStream.range(0, count)
                        .mapToObj(
                                i -> (4711 + i) + " " + Math.round(ran * 1e9) + " " + Math.round(waited * 1e9) + " 9\n")
                        .collect(Collectors.joining()));
    }

    /** Seconds in which at least one thread waited, as only version 2 counts them of a group. */
    public Readings stalled(double seconds) {
        return with("cpu.pressure", "some avg10=9.99 avg60=9.99 avg300=9.99 total=" + Math.round(seconds * 1e6) + "\n");
    }

    /** The same of memory, or of disks (io). */
    public Readings stalled(String resource, double seconds) {
        return with(
                resource + ".pressure",
                "some avg10=0.00 avg60=0.00 avg300=0.00 total=" + Math.round(seconds * 1e6)
                        + "\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");
    }

    /** Version 2 has a weight, which older runtimes make of shares in a line. */
    public Readings shares(long shares) {
        return version2
                ? with("cpu.weight", 1 + (shares - 2) * 9999 / 262142 + "\n")
                : with("cpu.shares", shares + "\n");
    }

    public Readings cpuset(String cpus) {
        return with(version2 ? "cpuset.cpus.effective" : "cpuset.effective_cpus", cpus + "\n");
    }

    /** Seconds that each of the host's CPUs was busy, whoever it was for. */
    public Readings hostBusy(double... seconds) {
        StringBuilder text =
                new StringBuilder(line("cpu ", Arrays.stream(seconds).sum()));
        for (int cpu = 0; cpu < seconds.length; cpu++) {
            text.append(line("cpu" + cpu, seconds[cpu]));
        }
        return with("host:stat", text.toString());
    }

    private static String line(String name, double seconds) {
        return name + " " + Math.round(seconds * 100) + " 0 0 9 0 0 0 0\n";
    }

    /** What the host's kernel counted of a disk, whoever it was for. */
    public Readings hostDisk(String device, long readBytes, long writtenBytes) {
        return with(
                "host:diskstats",
                device.replace(':', ' ') + " vda 9 0 " + readBytes / 512 + " 9 9 0 " + writtenBytes / 512 + " 9\n");
    }

    public Readings swap(long memoryAndSwap, long hits) {
        if (version2) {
            files.put("memory.swap.peak", memoryAndSwap - number("memory.peak") + "\n");
            files.put("memory.swap.current", memoryAndSwap - number("memory.current") + "\n");
            files.put("memory.swap.events", "high 0\nmax " + hits + "\nfail 0\n");
        } else {
            files.put("memory.memsw.max_usage_in_bytes", memoryAndSwap + "\n");
            files.put("memory.memsw.usage_in_bytes", memoryAndSwap + "\n");
            files.put("memory.memsw.failcnt", hits + "\n");
        }
        return this;
    }

    private long number(String file) {
        return Long.parseLong(files.getOrDefault(file, "0").strip());
    }

    /** The limit on memory and swap together, beside one on memory. */
    public Readings memorySwapLimit(long memory, long both) {
        memoryLimit(memory);
        return version2
                ? with("memory.swap.max", both - memory + "\n")
                : with("memory.memsw.limit_in_bytes", both + "\n");
    }

    /** A cap on what is written to a device, or read from it: {@code riops}, {@code wbps} … */
    public Readings cap(String device, String word, long rate) {
        return version2
                ? with("io.max", device + " " + word + "=" + rate + "\n")
                : with(
                        "blkio.throttle." + (word.startsWith("r") ? "read" : "write") + "_" + word.substring(1)
                                + "_device",
                        device + " " + rate + "\n");
    }

    public Readings quota(double cpus) {
        if (version2) {
            files.put("cpu.max", Math.round(cpus * 100_000) + " 100000\n");
        } else {
            files.put("cpu.cfs_quota_us", Math.round(cpus * 100_000) + "\n");
            files.put("cpu.cfs_period_us", "100000\n");
        }
        return this;
    }

    public Readings memory(long peak, long hits) {
        files.put(version2 ? "memory.peak" : "memory.max_usage_in_bytes", peak + "\n");
        files.put(version2 ? "memory.current" : "memory.usage_in_bytes", peak + "\n");
        if (version2) {
            files.put("memory.events", "low 0\nhigh 0\nmax " + hits + "\noom 0\noom_kill 0\n");
        } else {
            files.put("memory.failcnt", hits + "\n");
        }
        return this;
    }

    public Readings memoryLimit(long bytes) {
        files.put(version2 ? "memory.max" : "memory.limit_in_bytes", bytes + "\n");
        return this;
    }

    public Readings oomKills(long kills) {
        if (version2) {
            files.merge("memory.events", "", (text, none) -> text.replaceAll("oom_kill \\d+", "oom_kill " + kills));
        } else {
            files.put("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill " + kills + "\n");
        }
        return this;
    }

    public Readings pids(long peak, long hits) {
        files.put("pids.peak", peak + "\n");
        files.put("pids.current", peak + "\n");
        files.put("pids.events", "max " + hits + "\n");
        return this;
    }

    public Readings io(String device, long readBytes, long writtenBytes, long reads, long writes) {
        if (version2) {
            files.put(
                    "io.stat",
                    device + " rbytes=" + readBytes + " wbytes=" + writtenBytes + " rios=" + reads + " wios=" + writes
                            + " dbytes=0 dios=0\n");
        } else {
            files.put(
                    "blkio.throttle.io_service_bytes",
                    device + " Read " + readBytes + "\n" + device + " Write " + writtenBytes + "\nTotal 9\n");
            files.put(
                    "blkio.throttle.io_serviced",
                    device + " Read " + reads + "\n" + device + " Write " + writes + "\nTotal 9\n");
        }
        return this;
    }

    public Readings with(String file, String text) {
        files.put(file, text);
        return this;
    }

    public Readings without(String file) {
        files.remove(file);
        return this;
    }

    /** The counters as they stand, in a reading that took from one second to another. */
    public Counters at(double from, double until) {
        return new Counters(new CgroupReading(Math.round(from * 1e9), Math.round(until * 1e9), files));
    }

    /** The counters as they stand, read at that second. */
    public Counters at(double seconds) {
        return new Counters(new CgroupReading(Math.round(seconds * 1e9), files));
    }
}
