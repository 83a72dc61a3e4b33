package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The limits that the kernel shows for a control group, the same for cgroup v1 and v2. */
public record InForce(CgroupText text) {
    /** Above this, v1 means that there is no limit: it shows the largest multiple of a page that a long can hold. */
    private static final long NO_LIMIT = Long.MAX_VALUE / 2;

    /** The quota in force, in CPUs; absent where none is. */
    public OptionalDouble cpus() {
        OptionalLong quota = text.number(CgroupFile.CPU_CFS_QUOTA_US);
        if (quota.isPresent()) {
            return quota.getAsLong() <= 0
                    ? OptionalDouble.empty()
                    : OptionalDouble.of((double) quota.getAsLong()
                            / text.number(CgroupFile.CPU_CFS_PERIOD_US).orElse(100_000));
        }
        return text.both(CgroupFile.CPU_MAX)
                .map(text -> CgroupText.SPACE.split(text.strip()))
                .filter(max -> !max[0].equals("max"))
                .mapToDouble(max -> Double.parseDouble(max[0]) / Double.parseDouble(max[1]))
                .min();
    }

    /** The period of a quota, in microseconds, whether or not there is one. */
    public OptionalLong cpuPeriod() {
        OptionalLong version1 = text.number(CgroupFile.CPU_CFS_PERIOD_US);
        return version1.isPresent()
                ? version1
                : text.both(CgroupFile.CPU_MAX)
                        .map(text -> CgroupText.SPACE.split(text.strip()))
                        .sorted(Comparator.comparing(max -> max[0].equals("max")))
                        .limit(1)
                        .mapToLong(max -> Long.parseLong(max[1]))
                        .findFirst();
    }

    /** The CPUs in force. */
    public Optional<CpuSet> cpuset() {
        return text.text(CgroupFile.CPUSET_EFFECTIVE_CPUS)
                .or(() -> text.inner(CgroupFile.CPUSET_CPUS_EFFECTIVE))
                .or(() -> text.text(CgroupFile.CPUSET_CPUS_EFFECTIVE))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(CpuSet::parse);
    }

    /** The nodes of memory in force, by their numbers. */
    public Optional<CpuSet> memoryNodes() {
        return text.text(CgroupFile.CPUSET_EFFECTIVE_MEMS)
                .or(() -> text.inner(CgroupFile.CPUSET_MEMS_EFFECTIVE))
                .or(() -> text.text(CgroupFile.CPUSET_MEMS_EFFECTIVE))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .map(CpuSet::parse);
    }

    /** The weight in force: shares on v1, a weight of 1 to 10000 on v2. */
    public OptionalLong shares() {
        return text.first(CgroupFile.CPU_SHARES, CgroupFile.CPU_WEIGHT);
    }

    /** The limit on memory in force, in bytes; absent where none is. */
    public OptionalLong memory() {
        OptionalLong version1 = text.number(CgroupFile.MEMORY_LIMIT_IN_BYTES);
        return orNone(version1.isPresent() ? version1 : text.tightest(CgroupFile.MEMORY_MAX));
    }

    /** The limit on memory and swap together in force, in bytes; absent where none is. */
    public OptionalLong memorySwap() {
        OptionalLong version1 = text.number(CgroupFile.MEMORY_MEMSW_LIMIT_IN_BYTES);
        return orNone(
                version1.isPresent()
                        ? version1
                        : CgroupText.sum(
                                text.tightest(CgroupFile.MEMORY_MAX), text.tightest(CgroupFile.MEMORY_SWAP_MAX)));
    }

    /** The memory that a group keeps to on v1, or may keep on v2, where the host is short of it, in bytes; absent where there is no such size. */
    public OptionalLong memoryReservation() {
        OptionalLong version2 = text.number(CgroupFile.MEMORY_LOW);
        return version2.isPresent() && version2.getAsLong() == 0
                ? OptionalLong.empty()
                : orNone(version2.isPresent() ? version2 : text.number(CgroupFile.MEMORY_SOFT_LIMIT_IN_BYTES));
    }

    /** The swappiness in force; absent on v2, which has none. */
    public OptionalLong swappiness() {
        return text.number(CgroupFile.MEMORY_SWAPPINESS);
    }

    /** Whether killing is disabled; absent on v2, which cannot. */
    public Optional<Boolean> oomKillDisable() {
        OptionalLong disabled = text.field(CgroupFile.MEMORY_OOM_CONTROL, "oom_kill_disable");
        return disabled.isPresent() ? Optional.of(disabled.getAsLong() == 1) : Optional.empty();
    }

    /** The limit on processes and threads in force; absent where none is. */
    public OptionalLong pids() {
        return orNone(text.tightest(CgroupFile.PIDS_MAX));
    }

    /**
     * The cap in force on a device.
     *
     * @param device "major:minor"
     * @return absent where none is
     */
    public OptionalLong throttle(String device, Direction direction, RateUnit unit) {
        Optional<String> version1 = text.text(CgroupFile.throttle(direction, unit));
        if (version1.isPresent()) {
            return CgroupText.line(version1.get(), device + " ")
                    .map(CgroupText::parse)
                    .orElse(OptionalLong.empty());
        }
        String key = direction.toString().charAt(0) + unit.toString();
        return text.both(CgroupFile.IO_MAX)
                .flatMap(text -> CgroupText.line(text, device + " ").stream())
                .flatMapToLong(rest -> CgroupText.parse(CgroupText.pairText(rest, key)).stream())
                .min();
    }

    /** The weights of disks, in all files that have some. */
    public List<DiskWeight> diskWeights() {
        return DiskWeight.all(text);
    }

    private static OptionalLong orNone(OptionalLong value) {
        return value.isPresent() && value.getAsLong() < NO_LIMIT ? value : OptionalLong.empty();
    }
}
