package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** The limits that the kernel shows for a control group, the same for cgroup v1 and v2. */
public record InForce(CgroupText text) {
    /** Above this, v1 means that there is no limit: it shows the largest multiple of a page that a long can hold. */
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    /** The quota in force, in CPUs; absent where none is. */
    public OptionalDouble cpus() {
        OptionalLong quota = text.number("cpu.cfs_quota_us");
        if (quota.isPresent()) {
            return quota.getAsLong() <= 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) quota.getAsLong()
                            / text.number("cpu.cfs_period_us").orElse(100_000));
        }
        return Stream.of("cpu.max", CgroupReading.INNER + "cpu.max")
                .flatMap(file -> text.text(file).stream())
                .map(text -> CgroupText.SPACE.split(text.strip()))
                .filter(max -> !max[0].equals("max"))
                .mapToDouble(max -> Double.parseDouble(max[0]) / Double.parseDouble(max[1]))
                .min();
    }

    /** The CPUs in force. */
    public Optional<CpuSet> cpuset() {
        return text.text("cpuset.effective_cpus")
                .or(() -> text.text(CgroupReading.INNER + "cpuset.cpus.effective"))
                .or(() -> text.text("cpuset.cpus.effective"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(CpuSet::parse);
    }

    /** The weight in force: shares on v1, a weight of 1 to 10000 on v2. */
    public OptionalLong shares() {
        return text.first("cpu.shares", "cpu.weight");
    }

    /** The limit on memory in force, in bytes; absent where none is. */
    public OptionalLong memory() {
        OptionalLong version1 = text.number("memory.limit_in_bytes");
        return orNone(version1.isPresent() ? version1 : text.tightest("memory.max"));
    }

    /** The limit on memory and swap together in force, in bytes; absent where none is. */
    public OptionalLong memorySwap() {
        OptionalLong version1 = text.number("memory.memsw.limit_in_bytes");
        return orNone(
                version1.isPresent()
                        ? version1
                        : CgroupText.sum(text.tightest("memory.max"), text.tightest("memory.swap.max")));
    }

    /** The swappiness in force; absent on v2, which has none. */
    public OptionalLong swappiness() {
        return text.number("memory.swappiness");
    }

    /** Whether killing is disabled; absent on v2, which cannot. */
    public Optional<Boolean> oomKillDisable() {
        OptionalLong disabled = text.field("memory.oom_control", "oom_kill_disable");
        return disabled.isPresent() ? Optional.of(disabled.getAsLong() == 1) : Optional.empty();
    }

    /** The limit on processes and threads in force; absent where none is. */
    public OptionalLong pids() {
        return orNone(text.tightest("pids.max"));
    }

    /**
     * The cap in force on a device.
     *
     * @param device "major:minor"
     * @return absent where none is
     */
    public OptionalLong throttle(String device, Direction direction, RateUnit unit) {
        Optional<String> version1 = text.text("blkio.throttle." + direction + "_" + unit + "_device");
        if (version1.isPresent()) {
            return CgroupText.line(version1.get(), device + " ")
                    .map(CgroupText::parse)
                    .orElse(OptionalLong.empty());
        }
        String key = direction.toString().charAt(0) + unit.toString();
        return Stream.of("io.max", CgroupReading.INNER + "io.max")
                .flatMap(file -> text.text(file).stream())
                .flatMap(text -> CgroupText.line(text, device + " ").stream())
                .flatMapToLong(rest -> CgroupText.parse(CgroupText.pairText(rest, key)).stream())
                .min();
    }

    private static OptionalLong orNone(OptionalLong value) {
        return value.isPresent() && value.getAsLong() < NO_LIMIT ? value : OptionalLong.empty();
    }
}
