package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.CgroupReading;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The kernel's counters of a control group at one moment, the same for cgroup v1 and v2. A counter that the kernel does not have is absent,
 * never 0.
 */
public record Counters(CgroupReading reading) {
    private static final List<CgroupFile> VERSION_1_ONLY =
            List.of(CgroupFile.CPUACCT_USAGE, CgroupFile.MEMORY_USAGE_IN_BYTES, CgroupFile.CPU_CFS_QUOTA_US);

    private static final Set<String> CUMULATIVE = names(
            CgroupFile.CPUACCT_USAGE,
            CgroupFile.CPU_STAT,
            CgroupFile.MEMORY_FAILCNT,
            CgroupFile.MEMORY_MEMSW_FAILCNT,
            CgroupFile.MEMORY_OOM_CONTROL,
            CgroupFile.PIDS_EVENTS,
            CgroupFile.MEMORY_EVENTS,
            CgroupFile.MEMORY_SWAP_EVENTS);

    private static final Set<String> PER_DEVICE = names(
            CgroupFile.BLKIO_THROTTLE_IO_SERVICE_BYTES, CgroupFile.BLKIO_THROTTLE_IO_SERVICED, CgroupFile.IO_STAT);

    private static final Set<String> PRESSURE =
            names(CgroupFile.CPU_PRESSURE, CgroupFile.MEMORY_PRESSURE, CgroupFile.IO_PRESSURE);

    /** A line's number, behind its key if it has one. */
    private static final Pattern VALUE = Pattern.compile("(?m)^(|[a-z_]+ )\\d+$");

    private static Set<String> names(CgroupFile... files) {
        return Arrays.stream(files).map(CgroupFile::fileName).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What the group's counters were when it was made: zero, for all of those that only grow and are counted now. What a gauge showed then is not known.
     *
     * @param from a moment before that, by the clock of the readings
     * @param to a moment after it
     */
    public Counters atBirth(long from, long to) {
        Map<String, String> files = new HashMap<>();
        reading.files().forEach((name, text) -> {
            if (CUMULATIVE.contains(name.replaceFirst("^" + CgroupReading.INNER, ""))) {
                files.put(name, VALUE.matcher(text).replaceAll(line -> line.group(1) + "0"));
            } else if (PER_DEVICE.contains(name)) {
                files.put(name, "");
            } else if (PRESSURE.contains(name)) {
                files.put(name, "some total=0");
            }
        });
        return new Counters(new CgroupReading(from, to, files));
    }

    /** A moment before the counters were read, by a monotonic clock, in nanoseconds. */
    public long nanos() {
        return reading.nanos();
    }

    /** A moment after the counters were read, by the same clock. */
    public long until() {
        return reading.until();
    }

    /** Whether anything could be read of the group. */
    public boolean isOfSomething() {
        return !reading.files().isEmpty();
    }

    /** Whether all files of the control group could be read that could then. */
    public boolean hasAllOf(Counters before) {
        return before.reading().files().keySet().stream()
                .filter(CgroupReading::isOfGroup)
                .allMatch(reading.files()::containsKey);
    }

    /** Whether the counters are those of cgroup v2. */
    public boolean isVersion2() {
        return VERSION_1_ONLY.stream().noneMatch(file -> text().has(file));
    }

    /** CPU time used since the group was made, in nanoseconds. */
    public OptionalLong cpuNanos() {
        OptionalLong version1 = text().number(CgroupFile.CPUACCT_USAGE);
        return version1.isPresent()
                ? version1
                : CgroupText.scaled(text().field(CgroupFile.CPU_STAT, "usage_usec"), 1_000);
    }

    /** CPU time used on each CPU since the group was made, in nanoseconds, by the CPU's number; empty on v2, which does not count it. */
    public List<Long> cpuNanosPerCpu() {
        return text().text(CgroupFile.CPUACCT_USAGE_PERCPU)
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
        return stalledNanos(CgroupFile.CPU_PRESSURE);
    }

    /**
     * The same of what at least one thread waited for.
     *
     * @param pressure the file of its pressure stall information
     */
    public OptionalLong stalledNanos(CgroupFile pressure) {
        return text().text(pressure)
                .flatMap(text -> CgroupText.line(text, "some "))
                .map(line -> CgroupText.scaled(CgroupText.parse(CgroupText.pairText(line, "total")), 1_000))
                .orElse(OptionalLong.empty());
    }

    /** Periods of the quota that there were. */
    public OptionalLong periods() {
        OptionalLong inner = text().innerField(CgroupFile.CPU_STAT, "nr_periods");
        return CgroupText.most(text().field(CgroupFile.CPU_STAT, "nr_periods"), inner);
    }

    /** Periods in which the quota ran out. */
    public OptionalLong throttledPeriods() {
        OptionalLong outer = text().field(CgroupFile.CPU_STAT, "nr_throttled");
        OptionalLong inner = text().innerField(CgroupFile.CPU_STAT, "nr_throttled");
        return inner.isPresent() ? CgroupText.sum(outer, inner) : outer;
    }

    /** The highest memory use without swap, in bytes; absent on v2 before Linux 5.19. */
    public OptionalLong memoryPeak() {
        return text().first(CgroupFile.MEMORY_MAX_USAGE_IN_BYTES, CgroupFile.MEMORY_PEAK);
    }

    /** Memory in use now, without swap, in bytes. */
    public OptionalLong memoryNow() {
        return text().first(CgroupFile.MEMORY_USAGE_IN_BYTES, CgroupFile.MEMORY_CURRENT);
    }

    /** Bytes of memory in use that the kernel gives to who needs them: pages of files that nobody used lately. */
    OptionalLong reclaimable() {
        OptionalLong version1 = text().field(CgroupFile.MEMORY_STAT, "total_inactive_file");
        return version1.isPresent() ? version1 : text().field(CgroupFile.MEMORY_STAT, "inactive_file");
    }

    /** Memory in use now, without swap and without what the kernel gives to who needs it, in bytes. */
    public OptionalLong workingSet() {
        OptionalLong used = memoryNow();
        OptionalLong reclaimable = reclaimable();
        return used.isPresent() && reclaimable.isPresent()
                ? OptionalLong.of(Math.max(0, used.getAsLong() - reclaimable.getAsLong()))
                : OptionalLong.empty();
    }

    /** Whether the group's limits on memory are none of those that are in it. */
    boolean isWithoutHierarchy() {
        return text().number(CgroupFile.MEMORY_USE_HIERARCHY).orElse(1) == 0;
    }

    /** Swap in use now, in bytes. */
    public OptionalLong swapNow() {
        OptionalLong both = text().number(CgroupFile.MEMORY_MEMSW_USAGE_IN_BYTES);
        OptionalLong memory = text().number(CgroupFile.MEMORY_USAGE_IN_BYTES);
        if (both.isPresent() && memory.isPresent()) {
            return OptionalLong.of(Math.max(0, both.getAsLong() - memory.getAsLong()));
        }
        return text().number(CgroupFile.MEMORY_SWAP_CURRENT);
    }

    /** The highest use of swap, in bytes; absent on v1, which counts only memory and swap together, and before Linux 6.5. */
    public OptionalLong swapPeak() {
        return text().number(CgroupFile.MEMORY_SWAP_PEAK);
    }

    /**
     * The highest use of memory and swap together, in bytes. On v2, which has no such mark, the sum of the two highest uses, which may not have
     * been at one time: an upper estimate that keeps to the limit wherever both its parts do. Absent before Linux 6.5, which brought the mark of
     * swap.
     */
    public OptionalLong memswPeak() {
        OptionalLong version1 = text().number(CgroupFile.MEMORY_MEMSW_MAX_USAGE_IN_BYTES);
        return version1.isPresent() ? version1 : CgroupText.sum(memoryPeak(), swapPeak());
    }

    /** Memory and swap in use now, in bytes; of memory on v2 the highest use, where the kernel keeps it. */
    public OptionalLong memswNow() {
        OptionalLong version1 = text().number(CgroupFile.MEMORY_MEMSW_USAGE_IN_BYTES);
        return version1.isPresent()
                ? version1
                : CgroupText.sum(
                        text().first(CgroupFile.MEMORY_PEAK, CgroupFile.MEMORY_CURRENT),
                        text().number(CgroupFile.MEMORY_SWAP_CURRENT));
    }

    /** Memory and swap in use at this moment, in bytes. */
    public OptionalLong memoryAndSwapNow() {
        return CgroupText.sum(memoryNow(), swapNow());
    }

    /** How often a charge met the limit on memory. */
    public OptionalLong memoryLimitHits() {
        OptionalLong version1 = text().number(CgroupFile.MEMORY_FAILCNT);
        return version1.isPresent() ? version1 : text().field(CgroupFile.MEMORY_EVENTS, "max");
    }

    /** How often a charge met the limit on memory and swap together, or on v2 on swap. */
    public OptionalLong swapLimitHits() {
        OptionalLong version1 = text().number(CgroupFile.MEMORY_MEMSW_FAILCNT);
        return version1.isPresent()
                ? version1
                : CgroupText.sum(
                        text().field(CgroupFile.MEMORY_SWAP_EVENTS, "max"),
                        text().field(CgroupFile.MEMORY_SWAP_EVENTS, "fail"));
    }

    /** Processes of the group that the kernel killed because memory ran out. */
    public OptionalLong oomKills() {
        OptionalLong version1 = text().field(CgroupFile.MEMORY_OOM_CONTROL, "oom_kill");
        return version1.isPresent() ? version1 : text().field(CgroupFile.MEMORY_EVENTS, "oom_kill");
    }

    /** Whether the group's processes wait now because memory ran out and killing is disabled; only v1 knows that. */
    public boolean underOom() {
        return text().field(CgroupFile.MEMORY_OOM_CONTROL, "under_oom").orElse(0) == 1;
    }

    /** Processes and threads now. */
    public OptionalLong pidsNow() {
        return text().number(CgroupFile.PIDS_CURRENT);
    }

    /** The highest number of processes and threads; absent before Linux 6.11. */
    public OptionalLong pidsPeak() {
        return text().number(CgroupFile.PIDS_PEAK);
    }

    /** How often a fork was refused because of the limit on pids. */
    public OptionalLong pidsLimitHits() {
        return CgroupText.most(
                text().field(CgroupFile.PIDS_EVENTS, "max"), text().innerField(CgroupFile.PIDS_EVENTS, "max"));
    }

    /**
     * What went to or came from a device since the group was made.
     *
     * @param device "major:minor"
     * @return zeros where the group did not use the device; absent where the kernel does not count it
     */
    public Optional<DeviceIo> io(String device) {
        if (text().has(CgroupFile.BLKIO_THROTTLE_IO_SERVICED)) {
            return Optional.of(new DeviceIo(
                    blkio(CgroupFile.BLKIO_THROTTLE_IO_SERVICE_BYTES, device, "Read"),
                    blkio(CgroupFile.BLKIO_THROTTLE_IO_SERVICE_BYTES, device, "Write"),
                    blkio(CgroupFile.BLKIO_THROTTLE_IO_SERVICED, device, "Read"),
                    blkio(CgroupFile.BLKIO_THROTTLE_IO_SERVICED, device, "Write")));
        }
        return text().text(CgroupFile.IO_STAT)
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
        return ioText().map(text ->
                devices().stream().flatMap(device -> io(device).stream()).reduce(DeviceIo.NONE, DeviceIo::plus));
    }

    /** The devices that the group used, as "major:minor"; none where the kernel does not count them. */
    public List<String> devices() {
        return ioText().stream()
                .flatMap(String::lines)
                .map(line -> CgroupText.SPACE.split(line.strip())[0])
                .filter(name -> name.contains(":"))
                .distinct()
                .toList();
    }

    private Optional<String> ioText() {
        return text().text(CgroupFile.IO_STAT).or(() -> text().text(CgroupFile.BLKIO_THROTTLE_IO_SERVICED));
    }

    /** What the host's kernel counted at the same moment, whoever it was for. */
    public HostCounters host() {
        return new HostCounters(text());
    }

    /** The limits that the kernel shows as in force. */
    public InForce inForce() {
        return new InForce(text());
    }

    private long blkio(CgroupFile file, String device, String operation) {
        return CgroupText.line(text().text(file).orElse(""), device + " " + operation + " ")
                .map(CgroupText::parse)
                .orElse(OptionalLong.of(0))
                .orElse(0);
    }

    private CgroupText text() {
        return new CgroupText(reading.files());
    }
}
