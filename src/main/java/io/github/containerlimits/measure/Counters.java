package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupReading;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The kernel's counters of a control group at one moment, the same for cgroup v1 and v2. A counter that the kernel does not have is absent,
 * never 0.
 */
public record Counters(CgroupReading reading) {
    private static final List<String> VERSION_1_ONLY =
            List.of("cpuacct.usage", "memory.usage_in_bytes", "cpu.cfs_quota_us");

    /** A moment before the counters were read, by a monotonic clock, in nanoseconds. */
    public long nanos() {
        return reading.nanos();
    }

    /** A moment after the counters were read, by the same clock. */
    public long until() {
        return reading.until();
    }

    /** Whether the counters are those of cgroup v2. */
    public boolean isVersion2() {
        return VERSION_1_ONLY.stream().noneMatch(reading.files()::containsKey);
    }

    /** CPU time used since the group was made, in nanoseconds. */
    public OptionalLong cpuNanos() {
        OptionalLong version1 = text().number("cpuacct.usage");
        return version1.isPresent() ? version1 : CgroupText.scaled(text().field("cpu.stat", "usage_usec"), 1_000);
    }

    /** CPU time used on each CPU since the group was made, in nanoseconds, by the CPU's number; empty on v2, which does not count it. */
    public List<Long> cpuNanosPerCpu() {
        return text().text("cpuacct.usage_percpu")
                .map(text -> Arrays.stream(CgroupText.SPACE.split(text.strip()))
                        .map(CgroupText::parse)
                        .flatMap(number -> number.stream().boxed())
                        .toList())
                .orElse(List.of());
    }

    /** What the scheduler counted of each thread; absent where that can't be seen. */
    public Optional<ThreadTimes> threads() {
        return text().text(CgroupReading.THREADS).map(ThreadTimes::parse);
    }

    /** Nanoseconds in which at least one thread could have run but waited for a CPU; absent on v1, and where the kernel does not account for it (PSI). */
    public OptionalLong stalledNanos() {
        return text().text("cpu.pressure")
                .flatMap(text -> CgroupText.line(text, "some "))
                .map(line -> CgroupText.scaled(CgroupText.parse(CgroupText.pairText(line, "total")), 1_000))
                .orElse(OptionalLong.empty());
    }

    /** Periods of the quota that there were. */
    public OptionalLong periods() {
        OptionalLong inner = text().field(CgroupReading.INNER + "cpu.stat", "nr_periods");
        return CgroupText.most(text().field("cpu.stat", "nr_periods"), inner);
    }

    /** Periods in which the quota ran out. */
    public OptionalLong throttledPeriods() {
        OptionalLong outer = text().field("cpu.stat", "nr_throttled");
        OptionalLong inner = text().field(CgroupReading.INNER + "cpu.stat", "nr_throttled");
        return inner.isPresent() ? CgroupText.sum(outer, inner) : outer;
    }

    /** The highest memory use without swap, in bytes; absent on v2 before Linux 5.19. */
    public OptionalLong memoryPeak() {
        return text().first("memory.max_usage_in_bytes", "memory.peak");
    }

    /** Memory in use now, without swap, in bytes. */
    public OptionalLong memoryNow() {
        return text().first("memory.usage_in_bytes", "memory.current");
    }

    /** Swap in use now, in bytes. */
    public OptionalLong swapNow() {
        OptionalLong both = text().number("memory.memsw.usage_in_bytes");
        OptionalLong memory = text().number("memory.usage_in_bytes");
        if (both.isPresent() && memory.isPresent()) {
            return OptionalLong.of(Math.max(0, both.getAsLong() - memory.getAsLong()));
        }
        return text().number("memory.swap.current");
    }

    /** The highest use of swap, in bytes; absent on v1, which counts only memory and swap together, and before Linux 6.5. */
    public OptionalLong swapPeak() {
        return text().number("memory.swap.peak");
    }

    /**
     * The highest use of memory and swap together, in bytes. On v2, which has no such mark, the sum of the two highest uses, which may not have
     * been at one time: an upper estimate that keeps to the limit wherever both its parts do. Absent before Linux 6.5, which brought the mark of
     * swap.
     */
    public OptionalLong memswPeak() {
        OptionalLong version1 = text().number("memory.memsw.max_usage_in_bytes");
        return version1.isPresent() ? version1 : CgroupText.sum(memoryPeak(), swapPeak());
    }

    /** Memory and swap in use now, in bytes; of memory on v2 the highest use, where the kernel keeps it. */
    public OptionalLong memswNow() {
        OptionalLong version1 = text().number("memory.memsw.usage_in_bytes");
        return version1.isPresent()
                ? version1
                : CgroupText.sum(text().first("memory.peak", "memory.current"), text().number("memory.swap.current"));
    }

    /** How often a charge met the limit on memory. */
    public OptionalLong memoryLimitHits() {
        OptionalLong version1 = text().number("memory.failcnt");
        return version1.isPresent() ? version1 : text().field("memory.events", "max");
    }

    /** How often a charge met the limit on memory and swap together, or on v2 on swap. */
    public OptionalLong swapLimitHits() {
        OptionalLong version1 = text().number("memory.memsw.failcnt");
        return version1.isPresent()
                ? version1
                : CgroupText.sum(text().field("memory.swap.events", "max"), text().field("memory.swap.events", "fail"));
    }

    /** Processes of the group that the kernel killed because memory ran out. */
    public OptionalLong oomKills() {
        OptionalLong version1 = text().field("memory.oom_control", "oom_kill");
        return version1.isPresent() ? version1 : text().field("memory.events", "oom_kill");
    }

    /** Whether the group's processes wait now because memory ran out and killing is disabled; only v1 knows that. */
    public boolean underOom() {
        return text().field("memory.oom_control", "under_oom").orElse(0) == 1;
    }

    /** Processes and threads now. */
    public OptionalLong pidsNow() {
        return text().number("pids.current");
    }

    /** The highest number of processes and threads; absent before Linux 6.11. */
    public OptionalLong pidsPeak() {
        return text().number("pids.peak");
    }

    /** How often a fork was refused because of the limit on pids. */
    public OptionalLong pidsLimitHits() {
        return CgroupText.most(
                text().field("pids.events", "max"), text().field(CgroupReading.INNER + "pids.events", "max"));
    }

    /**
     * What went to or came from a device since the group was made.
     *
     * @param device "major:minor"
     * @return zeros where the group did not use the device; absent where the kernel does not count it
     */
    public Optional<DeviceIo> io(String device) {
        if (reading.files().containsKey("blkio.throttle.io_serviced")) {
            return Optional.of(new DeviceIo(
                    blkio("blkio.throttle.io_service_bytes", device, "Read"),
                    blkio("blkio.throttle.io_service_bytes", device, "Write"),
                    blkio("blkio.throttle.io_serviced", device, "Read"),
                    blkio("blkio.throttle.io_serviced", device, "Write")));
        }
        return text().text("io.stat")
                .map(text -> text.lines()
                        .filter(line -> line.startsWith(device + " "))
                        .findFirst()
                        .map(line -> new DeviceIo(
                                CgroupText.pair(line, "rbytes"),
                                CgroupText.pair(line, "wbytes"),
                                CgroupText.pair(line, "rios"),
                                CgroupText.pair(line, "wios")))
                        .orElse(DeviceIo.NONE));
    }

    /** What went to or came from all devices together. */
    public Optional<DeviceIo> io() {
        Optional<String> devices = text().text("io.stat").or(() -> text().text("blkio.throttle.io_serviced"));
        return devices.map(text -> text.lines()
                .map(line -> CgroupText.SPACE.split(line.strip())[0])
                .filter(name -> name.contains(":"))
                .distinct()
                .flatMap(device -> io(device).stream())
                .reduce(DeviceIo.NONE, DeviceIo::plus));
    }

    /** What the host's kernel counted at the same moment, whoever it was for. */
    public HostCounters host() {
        return new HostCounters(text());
    }

    /** The limits that the kernel shows as in force. */
    public InForce inForce() {
        return new InForce(text());
    }

    private long blkio(String file, String device, String operation) {
        return CgroupText.line(text().text(file).orElse(""), device + " " + operation + " ")
                .map(CgroupText::parse)
                .orElse(OptionalLong.of(0))
                .orElse(0);
    }

    private CgroupText text() {
        return new CgroupText(reading.files());
    }
}
