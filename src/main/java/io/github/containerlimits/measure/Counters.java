package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.quantity.CpuSet;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's counters of a control group at one moment, the same for cgroup v1 and v2. A counter that the kernel does not have is absent,
 * never 0.
 */
public record Counters(CgroupReading reading) {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    /** Above this, v1 means that there is no limit: it shows the largest multiple of a page that a long can hold. */
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    private static final List<String> VERSION_1_ONLY =
            List.of("cpuacct.usage", "memory.usage_in_bytes", "cpu.cfs_quota_us");

    private static final long NANOS_PER_JIFFY = 10_000_000;

    /** The unit of /proc/diskstats, whatever the disk's own sectors are. */
    private static final long SECTOR = 512;

    /** When the counters were read, by a monotonic clock, in nanoseconds. */
    public long nanos() {
        return reading.nanos();
    }

    /** Whether the counters are those of cgroup v2. */
    public boolean isVersion2() {
        return VERSION_1_ONLY.stream().noneMatch(reading.files()::containsKey);
    }

    /** CPU time used since the group was made, in nanoseconds. */
    public OptionalLong cpuNanos() {
        OptionalLong version1 = number("cpuacct.usage");
        return version1.isPresent() ? version1 : scaled(field("cpu.stat", "usage_usec"), 1_000);
    }

    /** CPU time used on each CPU since the group was made, in nanoseconds, by the CPU's number; empty on v2, which does not count it. */
    public List<Long> cpuNanosPerCpu() {
        return text("cpuacct.usage_percpu")
                .map(text -> Arrays.stream(SPACE.split(text.strip()))
                        .map(Counters::parse)
                        .flatMap(number -> number.stream().boxed())
                        .toList())
                .orElse(List.of());
    }

    /** Periods in which the quota ran out. */
    public OptionalLong throttledPeriods() {
        OptionalLong outer = field("cpu.stat", "nr_throttled");
        OptionalLong inner = field(CgroupReading.INNER + "cpu.stat", "nr_throttled");
        return inner.isPresent() ? sum(outer, inner) : outer;
    }

    /** The highest memory use without swap, in bytes; absent on v2 before Linux 5.19. */
    public OptionalLong memoryPeak() {
        return first("memory.max_usage_in_bytes", "memory.peak");
    }

    /** Memory in use now, without swap, in bytes. */
    public OptionalLong memoryNow() {
        return first("memory.usage_in_bytes", "memory.current");
    }

    /** Swap in use now, in bytes. */
    public OptionalLong swapNow() {
        OptionalLong both = number("memory.memsw.usage_in_bytes");
        OptionalLong memory = number("memory.usage_in_bytes");
        if (both.isPresent() && memory.isPresent()) {
            return OptionalLong.of(Math.max(0, both.getAsLong() - memory.getAsLong()));
        }
        return number("memory.swap.current");
    }

    /** The highest use of swap, in bytes; absent on v1, which counts only memory and swap together, and before Linux 6.5. */
    public OptionalLong swapPeak() {
        return number("memory.swap.peak");
    }

    /**
     * The highest use of memory and swap together, in bytes. On v2, which has no such mark, the sum of the two highest uses, which may not have
     * been at one time: an upper estimate that keeps to the limit wherever both its parts do. Absent before Linux 6.5, which brought the mark of
     * swap.
     */
    public OptionalLong memswPeak() {
        OptionalLong version1 = number("memory.memsw.max_usage_in_bytes");
        return version1.isPresent() ? version1 : sum(memoryPeak(), swapPeak());
    }

    /** Memory and swap in use now, in bytes; of memory on v2 the highest use, where the kernel keeps it. */
    public OptionalLong memswNow() {
        OptionalLong version1 = number("memory.memsw.usage_in_bytes");
        return version1.isPresent()
                ? version1
                : sum(first("memory.peak", "memory.current"), number("memory.swap.current"));
    }

    /** How often a charge met the limit on memory. */
    public OptionalLong memoryLimitHits() {
        OptionalLong version1 = number("memory.failcnt");
        return version1.isPresent() ? version1 : field("memory.events", "max");
    }

    /** How often a charge met the limit on memory and swap together, or on v2 on swap. */
    public OptionalLong swapLimitHits() {
        OptionalLong version1 = number("memory.memsw.failcnt");
        return version1.isPresent()
                ? version1
                : sum(field("memory.swap.events", "max"), field("memory.swap.events", "fail"));
    }

    /** Processes of the group that the kernel killed because memory ran out. */
    public OptionalLong oomKills() {
        OptionalLong version1 = field("memory.oom_control", "oom_kill");
        return version1.isPresent() ? version1 : field("memory.events", "oom_kill");
    }

    /** Whether the group's processes wait now because memory ran out and killing is disabled; only v1 knows that. */
    public boolean underOom() {
        return field("memory.oom_control", "under_oom").orElse(0) == 1;
    }

    /** Processes and threads now. */
    public OptionalLong pidsNow() {
        return number("pids.current");
    }

    /** The highest number of processes and threads; absent before Linux 6.11. */
    public OptionalLong pidsPeak() {
        return number("pids.peak");
    }

    /** How often a fork was refused because of the limit on pids. */
    public OptionalLong pidsLimitHits() {
        return most(field("pids.events", "max"), field(CgroupReading.INNER + "pids.events", "max"));
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
        return text("io.stat")
                .map(text -> text.lines()
                        .filter(line -> line.startsWith(device + " "))
                        .findFirst()
                        .map(line -> new DeviceIo(
                                pair(line, "rbytes"), pair(line, "wbytes"), pair(line, "rios"), pair(line, "wios")))
                        .orElse(DeviceIo.NONE));
    }

    /** What went to or came from all devices together. */
    public Optional<DeviceIo> io() {
        Optional<String> devices = text("io.stat").or(() -> text("blkio.throttle.io_serviced"));
        return devices.map(text -> text.lines()
                .map(line -> SPACE.split(line.strip())[0])
                .filter(name -> name.contains(":"))
                .distinct()
                .flatMap(device -> io(device).stream())
                .reduce(DeviceIo.NONE, DeviceIo::plus));
    }

    /** CPU time that all of the host's CPUs spent on anything, stolen time included, in nanoseconds, in steps of 10 ms. */
    public OptionalLong hostBusyNanos() {
        return busyNanos("cpu ");
    }

    /** The same of some of the host's CPUs, together. */
    public OptionalLong hostBusyNanos(CpuSet cpus) {
        List<OptionalLong> each = cpus.cpus().stream()
                .map(number -> busyNanos("cpu" + number + " "))
                .toList();
        return each.stream().allMatch(OptionalLong::isPresent)
                ? OptionalLong.of(
                        each.stream().mapToLong(OptionalLong::getAsLong).sum())
                : OptionalLong.empty();
    }

    private OptionalLong busyNanos(String beginning) {
        return text("host:stat")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith(beginning)).findFirst())
                .map(line -> {
                    String[] fields = SPACE.split(line.strip());
                    long busy = 0;
                    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
                        busy += i < fields.length ? parse(fields[i]).orElse(0) : 0;
                    }
                    return OptionalLong.of(busy * NANOS_PER_JIFFY);
                })
                .orElse(OptionalLong.empty());
    }

    /** What the host's kernel counted of a whole disk, whoever it was for. */
    public Optional<DeviceIo> hostIo(String number) {
        return text("host:diskstats")
                .flatMap(text -> text.lines()
                        .map(line -> SPACE.split(line.strip()))
                        .filter(fields -> fields.length > 9 && (fields[0] + ":" + fields[1]).equals(number))
                        .findFirst())
                .map(fields -> new DeviceIo(
                        parse(fields[5]).orElse(0) * SECTOR,
                        parse(fields[9]).orElse(0) * SECTOR,
                        parse(fields[3]).orElse(0),
                        parse(fields[7]).orElse(0)));
    }

    /** The quota in force, in CPUs; absent where none is. */
    public OptionalDouble appliedCpus() {
        OptionalLong quota = number("cpu.cfs_quota_us");
        if (quota.isPresent()) {
            return quota.getAsLong() <= 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) quota.getAsLong()
                            / number("cpu.cfs_period_us").orElse(100_000));
        }
        return Stream.of("cpu.max", CgroupReading.INNER + "cpu.max")
                .flatMap(file -> text(file).stream())
                .map(text -> SPACE.split(text.strip()))
                .filter(max -> !max[0].equals("max"))
                .mapToDouble(max -> Double.parseDouble(max[0]) / Double.parseDouble(max[1]))
                .min();
    }

    /** The CPUs in force. */
    public Optional<CpuSet> appliedCpuset() {
        return text("cpuset.effective_cpus")
                .or(() -> text(CgroupReading.INNER + "cpuset.cpus.effective"))
                .or(() -> text("cpuset.cpus.effective"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(CpuSet::parse);
    }

    /** The weight in force: shares on v1, a weight of 1 to 10000 on v2. */
    public OptionalLong appliedShares() {
        return first("cpu.shares", "cpu.weight");
    }

    /** The limit on memory in force, in bytes; absent where none is. */
    public OptionalLong appliedMemory() {
        OptionalLong version1 = number("memory.limit_in_bytes");
        return limit(version1.isPresent() ? version1 : tightest("memory.max"));
    }

    /** The limit on memory and swap together in force, in bytes; absent where none is. */
    public OptionalLong appliedMemsw() {
        OptionalLong version1 = number("memory.memsw.limit_in_bytes");
        return limit(version1.isPresent() ? version1 : sum(tightest("memory.max"), tightest("memory.swap.max")));
    }

    /** The swappiness in force; absent on v2, which has none. */
    public OptionalLong appliedSwappiness() {
        return number("memory.swappiness");
    }

    /** Whether killing is disabled; absent on v2, which cannot. */
    public Optional<Boolean> appliedOomKillDisable() {
        OptionalLong disabled = field("memory.oom_control", "oom_kill_disable");
        return disabled.isPresent() ? Optional.of(disabled.getAsLong() == 1) : Optional.empty();
    }

    /** The limit on processes and threads in force; absent where none is. */
    public OptionalLong appliedPids() {
        return limit(tightest("pids.max"));
    }

    /**
     * The cap in force on a device.
     *
     * @param device "major:minor"
     * @param version1File such as {@code blkio.throttle.read_bps_device}
     * @param version2Key such as {@code rbps}
     * @return absent where none is
     */
    public OptionalLong appliedThrottle(String device, String version1File, String version2Key) {
        Optional<String> version1 = text(version1File);
        if (version1.isPresent()) {
            return line(version1.get(), device + " ").map(Counters::parse).orElse(OptionalLong.empty());
        }
        return Stream.of("io.max", CgroupReading.INNER + "io.max")
                .flatMap(file -> text(file).stream())
                .flatMap(text -> line(text, device + " ").stream())
                .flatMapToLong(rest -> parse(pairText(rest, version2Key)).stream())
                .min();
    }

    /** The tightest limit of the container's group and of that in it; absent where neither has one. */
    private OptionalLong tightest(String file) {
        return LongStream.concat(number(file).stream(), number(CgroupReading.INNER + file).stream())
                .min();
    }

    private static OptionalLong most(OptionalLong one, OptionalLong other) {
        return LongStream.concat(one.stream(), other.stream()).max();
    }

    private long blkio(String file, String device, String operation) {
        return line(text(file).orElse(""), device + " " + operation + " ")
                .map(Counters::parse)
                .orElse(OptionalLong.of(0))
                .orElse(0);
    }

    private static Optional<String> line(String text, String prefix) {
        return text.lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> line.substring(prefix.length()).strip());
    }

    private static long pair(String line, String key) {
        return parse(pairText(line, key)).orElse(0);
    }

    private static String pairText(String line, String key) {
        return Arrays.stream(SPACE.split(line))
                .filter(word -> word.startsWith(key + "="))
                .map(word -> word.substring(key.length() + 1))
                .findFirst()
                .orElse("");
    }

    private OptionalLong field(String file, String key) {
        return text(file)
                .flatMap(text -> line(text, key + " "))
                .map(Counters::parse)
                .orElse(OptionalLong.empty());
    }

    private OptionalLong number(String file) {
        return text(file).map(Counters::parse).orElse(OptionalLong.empty());
    }

    private OptionalLong first(String one, String other) {
        OptionalLong number = number(one);
        return number.isPresent() ? number : number(other);
    }

    private static OptionalLong limit(OptionalLong value) {
        return value.isPresent() && value.getAsLong() < NO_LIMIT ? value : OptionalLong.empty();
    }

    private static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(one.getAsLong() + other.getAsLong())
                : OptionalLong.empty();
    }

    private static OptionalLong scaled(OptionalLong value, long factor) {
        return value.isPresent() ? OptionalLong.of(value.getAsLong() * factor) : OptionalLong.empty();
    }

    /** A number as the kernel writes it, a uint64 above Long.MAX_VALUE as that; absent for anything else, such as {@code max}. */
    private static OptionalLong parse(String text) {
        String digits = text.strip();
        if (digits.startsWith("-")) {
            return digits.matches("-\\d{1,18}") ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
        }
        if (!digits.matches("\\d{1,20}")) {
            return OptionalLong.empty();
        }
        java.math.BigInteger number = new java.math.BigInteger(digits);
        return OptionalLong.of(number.bitLength() > 63 ? Long.MAX_VALUE : number.longValue());
    }

    private Optional<String> text(String file) {
        @Nullable String text = reading.files().get(file);
        return Optional.ofNullable(text);
    }
}
