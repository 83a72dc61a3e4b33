package io.github.containerlimits.measure;

import io.github.containerlimits.quantity.CpuSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the host's kernel counts, whoever it is for. A counter that it does not show is absent, never 0. */
public record HostCounters(CgroupText text) {
    private static final long NANOS_PER_JIFFY = 10_000_000;

    /** The unit of /proc/diskstats, whatever the disk's own sectors are. */
    private static final long SECTOR = 512;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The field of /proc/diskstats with the time of all requests, in milliseconds. */
    private static final int REQUEST_TIME = 13;

    /** CPU time that all of the host's CPUs spent on anything, stolen time included, in nanoseconds, in steps of 10 ms. */
    public OptionalLong busyNanos() {
        return busyNanos("cpu ");
    }

    /** The same of some of the host's CPUs, together. */
    public OptionalLong busyNanos(CpuSet cpus) {
        List<OptionalLong> each = cpus.cpus().stream()
                .map(number -> busyNanos("cpu" + number + " "))
                .toList();
        return each.stream().allMatch(OptionalLong::isPresent)
                ? OptionalLong.of(
                        each.stream().mapToLong(OptionalLong::getAsLong).sum())
                : OptionalLong.empty();
    }

    private OptionalLong busyNanos(String beginning) {
        return text.text("host:stat")
                .flatMap(text ->
                        text.lines().filter(line -> line.startsWith(beginning)).findFirst())
                .map(line -> {
                    String[] fields = CgroupText.SPACE.split(line.strip());
                    long busy = 0;
                    for (int i : new int[] {1, 2, 3, 6, 7, 8}) {
                        busy += i < fields.length ? CgroupText.parse(fields[i]).orElse(0) : 0;
                    }
                    return OptionalLong.of(busy * NANOS_PER_JIFFY);
                })
                .orElse(OptionalLong.empty());
    }

    /**
     * The time that all requests to a whole disk took together, in its scheduler's queue and in the disk, whoever they were for, in nanoseconds: what it grows by in a second is how many of them
     * there were at a time.
     */
    public OptionalLong requestNanos(String number) {
        return disk(number)
                .filter(fields -> fields.length > REQUEST_TIME)
                .map(fields -> CgroupText.scaled(CgroupText.parse(fields[REQUEST_TIME]), NANOS_PER_MILLI))
                .orElse(OptionalLong.empty());
    }

    /** What the host's kernel counted of a whole disk, whoever it was for. */
    public Optional<DeviceIo> io(String number) {
        return disk(number)
                .map(fields -> new DeviceIo(
                        CgroupText.parse(fields[5]).orElse(0) * SECTOR,
                        CgroupText.parse(fields[9]).orElse(0) * SECTOR,
                        CgroupText.parse(fields[3]).orElse(0),
                        CgroupText.parse(fields[7]).orElse(0)));
    }

    /** The fields of a disk's line. */
    private Optional<String[]> disk(String number) {
        return text.text("host:diskstats")
                .flatMap(text -> text.lines()
                        .map(line -> CgroupText.SPACE.split(line.strip()))
                        .filter(fields -> fields.length > 9 && (fields[0] + ":" + fields[1]).equals(number))
                        .findFirst());
    }
}
