package io.github.containerlimits.verdict;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.DeviceIo;
import io.github.containerlimits.measure.FioResult;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.Unit;
import io.github.containerlimits.policy.Metric;
import io.github.containerlimits.quantity.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a metric off a measurement. */
final class Meter {
    /** Windows shorter than this say nothing of a rate: a quota's period and a throttle's slice are 0.1 s. */
    private static final double SHORTEST_WINDOW = 1;

    /** A rate is uncertain by what can pass at the window's two edges: one period of a quota, or one slice of a throttle. */
    private static final double EDGE_SECONDS = 0.1;

    /** Where this part of what a load wrote through the page cache is on its account, the kernel's counters tell its rate. */
    private static final double CHARGED = 0.9;

    private static final Pattern DD_BYTES = Pattern.compile("^(\\d{1,18}) bytes", Pattern.MULTILINE);
    private static final Pattern DD_RECORDS =
            Pattern.compile("^(\\d{1,15})\\+\\d{1,15} records out", Pattern.MULTILINE);
    private static final long DD_DEFAULT_BLOCK = 512;
    private static final Pattern HELD_BLOCKS =
            Pattern.compile("^held (\\d{1,15}) blocks of (\\d{1,6})$", Pattern.MULTILINE);
    private static final Pattern FLUSHED =
            Pattern.compile("^flushed from (\\d+\\.\\d+) to (\\d+\\.\\d+)$", Pattern.MULTILINE);
    /** /proc/uptime counts in hundredths of a second. */
    private static final double UPTIME_STEP = 0.01;

    static final int NO_SPACE = 28;
    static final int OVER_QUOTA = 122;

    private Meter() {}

    /**
     * A metric's value.
     *
     * @param uncertainty by how much the true value may differ from this one, as far as the way of measuring goes
     * @param isFinal whether it will not change any more, but for getting more certain
     * @param isSampled whether it is the highest of some readings, where the kernel keeps no mark of the highest: the true value may be higher
     */
    record Value(double value, double uncertainty, boolean isFinal, boolean isSampled) {
        Value(double value, double uncertainty, boolean isFinal) {
            this(value, uncertainty, isFinal, false);
        }

        static Value exact(double value) {
            return new Value(value, 0, true);
        }

        double low() {
            return value - uncertainty;
        }

        double high() {
            return value + uncertainty;
        }
    }

    /** The metric's value as far as it is known; absent where there is no data, or not yet enough. */
    static Optional<Value> read(
            Metric metric, Measurement measurement, Optional<Disk> disk, boolean buffered, Command command) {
        Series own = measurement.own();
        return switch (metric) {
            case CPU_USAGE -> cpuUsage(own);
            case CPU_SHARE -> cpuShare(measurement);
            case MEMORY_PEAK -> highest(own, Counters::memoryPeak, Counters::memoryNow);
            case SWAP_PEAK -> highest(own, Counters::swapPeak, Counters::swapNow);
            case MEMSW_PEAK -> highest(own, Counters::memswPeak, Counters::memswNow);
            case OOM_KILLS -> {
                OptionalLong kills = own.growth(Counters::oomKills);
                yield kills.isPresent() ? Optional.of(Value.exact((double) kills.getAsLong())) : Optional.empty();
            }
            case PIDS_PEAK -> highest(own, Counters::pidsPeak, Counters::pidsNow);
            case LOG_SIZE -> measurement.log().map(log -> Value.exact((double) log.kept()));
            case DISK_SIZE, SHM_SIZE -> measurement.exit().flatMap(exit -> filled(exit, command));
            case DISK_READ_IOPS -> diskRate(measurement, disk, Direction.READ, Unit.IOPS, buffered);
            case DISK_WRITE_IOPS -> diskRate(measurement, disk, Direction.WRITE, Unit.IOPS, buffered);
            case DISK_READ_BPS -> diskRate(measurement, disk, Direction.READ, Unit.BPS, buffered);
            case DISK_WRITE_BPS -> diskRate(measurement, disk, Direction.WRITE, Unit.BPS, buffered);
            case DISK_READ_BYTES -> diskBytes(measurement, disk, Direction.READ);
            case DISK_WRITE_BYTES -> diskBytes(measurement, disk, Direction.WRITE);
        };
    }

    /** The window in which CPU use is looked at; absent where it is still too short. */
    static Optional<Window> cpuWindow(Series series) {
        return series.steady(Counters::cpuNanos).filter(window -> window.seconds() >= SHORTEST_WINDOW);
    }

    /** CPUs that a container uses. */
    static Optional<Value> cpuUsage(Series own) {
        return cpuWindow(own).flatMap(window -> {
            OptionalDouble rate = window.rate(Counters::cpuNanos);
            return rate.isPresent() ? Optional.of(rate(rate.getAsDouble() / 1e9, window)) : Optional.empty();
        });
    }

    /** CPUs that the container and its rivals used together; absent where one of them has no data. */
    static OptionalDouble contendedUsage(Measurement measurement) {
        double sum = 0;
        for (Series series : all(measurement)) {
            Optional<Value> usage = cpuUsage(series);
            if (usage.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += usage.get().value();
        }
        return OptionalDouble.of(sum);
    }

    private static List<Series> all(Measurement measurement) {
        return java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(measurement.own()), measurement.rivals().stream())
                .toList();
    }

    private static Optional<Value> cpuShare(Measurement measurement) {
        OptionalDouble together = contendedUsage(measurement);
        Optional<Value> own = cpuUsage(measurement.own());
        if (together.isEmpty() || own.isEmpty() || together.getAsDouble() <= 0) {
            return Optional.empty();
        }
        return Optional.of(new Value(
                own.get().value() / together.getAsDouble(), own.get().uncertainty() / together.getAsDouble(), false));
    }

    private static Value rate(double value, Window window) {
        return new Value(value, value * EDGE_SECONDS / window.seconds(), false);
    }

    /** By the kernel's mark of the highest; where it keeps none, by the highest of the readings. */
    private static Optional<Value> highest(
            Series own, Function<Counters, OptionalLong> mark, Function<Counters, OptionalLong> now) {
        OptionalLong marked = own.highest(mark);
        OptionalLong found = marked.isPresent() ? marked : own.highest(now);
        return found.isPresent()
                ? Optional.of(new Value((double) found.getAsLong(), 0, true, marked.isEmpty()))
                : Optional.empty();
    }

    /** Bytes that a load wrote before the file system was full, by its own count and by the blocks that the file holds. */
    private static Optional<Value> filled(Exit exit, Command command) {
        long bytes = 0;
        Matcher written = DD_BYTES.matcher(exit.stderr());
        while (written.find()) {
            bytes = Math.max(bytes, Long.parseLong(written.group(1)));
        }
        // busybox leaves the line on bytes out where it ends with an error.
        Matcher records = DD_RECORDS.matcher(exit.stderr());
        if (bytes == 0 && records.find()) {
            bytes = Long.parseLong(records.group(1)) * ddBlock(command);
        }
        bytes = Math.max(bytes, held(exit));
        long byFio =
                FioResult.parse(exit.stdout()).map(fio -> fio.written().bytes()).orElse(0L);
        bytes = Math.max(bytes, byFio);
        return bytes == 0 ? Optional.empty() : Optional.of(Value.exact((double) bytes));
    }

    /** Bytes of the blocks that files hold, as stat counted them. */
    private static long held(Exit exit) {
        return HELD_BLOCKS
                .matcher(exit.stdout())
                .results()
                .mapToLong(held -> Long.parseLong(held.group(1)) * Long.parseLong(held.group(2)))
                .sum();
    }

    /** The block size that dd is told; its default where it is told none. */
    private static long ddBlock(Command command) {
        return command.arguments().stream()
                .filter(argument -> argument.matches("o?bs=\\d{1,9}[kKmMgG]?"))
                .map(argument -> Bytes.parse(argument.substring(argument.indexOf('=') + 1))
                        .value())
                .findFirst()
                .orElse(DD_DEFAULT_BLOCK);
    }

    /** Whether the kernel told the load that a file system was full. */
    static Optional<String> fullDisk(Measurement measurement) {
        return measurement.exit().flatMap(exit -> {
            int error = FioResult.parse(exit.stdout()).map(FioResult::error).orElse(0);
            String said = exit.stderr() + exit.stdout();
            if (error == NO_SPACE || said.contains("No space left on device")) {
                return Optional.of("ENOSPC");
            }
            return error == OVER_QUOTA || said.contains("Disk quota exceeded") || said.contains("Quota exceeded")
                    ? Optional.of("EDQUOT")
                    : Optional.empty();
        });
    }

    private static Optional<Value> diskRate(
            Measurement measurement, Optional<Disk> disk, Direction direction, Unit unit, boolean buffered) {
        Optional<Value> counted = !buffered
                ? countedRate(measurement.own(), disk, direction, unit)
                : isCharged(measurement, disk, direction)
                        ? flushedRate(measurement, disk, direction, unit)
                        : Optional.empty();
        return counted.isPresent()
                ? counted
                : reportedRate(measurement.own(), measurement.exit(), disk, direction, unit);
    }

    /**
     * The mean rate from a load's start to the end of its flush, by the kernel's counters. The kernel writes the page cache back in pieces of up to
     * a MiB, so that a window within that time may have one more or less.
     */
    private static Optional<Value> flushedRate(
            Measurement measurement, Optional<Disk> disk, Direction direction, Unit unit) {
        OptionalLong counted = measurement.own().growth(counter(disk, direction, unit));
        OptionalDouble seconds = flushedSeconds(measurement.exit(), direction);
        return counted.isPresent() && seconds.isPresent()
                ? Optional.of(Value.exact(counted.getAsLong() / seconds.getAsDouble()))
                : Optional.empty();
    }

    /** Seconds from a load's start to the end of its flush; absent where there was none. */
    private static OptionalDouble flushedSeconds(Optional<Exit> exit, Direction direction) {
        return exit.stream()
                .flatMapToDouble(ended -> FioResult.parse(ended.stdout()).map(fio -> fio.of(direction)).stream()
                        .flatMapToDouble(flow -> FLUSHED.matcher(ended.stdout())
                                .results()
                                .mapToDouble(flush -> Math.max(
                                        UPTIME_STEP,
                                        flow.seconds()
                                                + Double.parseDouble(flush.group(2))
                                                - Double.parseDouble(flush.group(1))))))
                .findFirst();
    }

    /** Whether what went through the page cache was charged to the container when it was written, as cgroup v2 does and v1 does not. */
    private static boolean isCharged(Measurement measurement, Optional<Disk> disk, Direction direction) {
        long reported = reportedBytes(measurement.exit(), direction);
        long counted =
                measurement.own().growth(counter(disk, direction, Unit.BPS)).orElse(0);
        return reported > 0 && counted >= reported * CHARGED;
    }

    private static long reportedBytes(Optional<Exit> exit, Direction direction) {
        return exit.flatMap(ended -> FioResult.parse(ended.stdout()))
                .map(fio -> fio.of(direction).bytes())
                .orElse(0L);
    }

    /** Whether a load wrote and flushed, and the host's kernel did not count that much on the disk: the flush did nothing. */
    static boolean isUnflushed(Series series, Optional<Exit> exit, Optional<Disk> disk) {
        boolean flushed =
                exit.filter(ended -> FLUSHED.matcher(ended.stdout()).find()).isPresent();
        return flushed
                && disk.filter(whole -> series.growth(counters -> counters.hostIo(whole.number())
                                                .map(io -> OptionalLong.of(io.of(Direction.WRITE, Unit.BPS)))
                                                .orElse(OptionalLong.empty()))
                                        .orElse(0)
                                < CHARGED * reportedBytes(exit, Direction.WRITE))
                        .isPresent();
    }

    /** The rate by the kernel's counters of the control group. */
    static Optional<Value> countedRate(Series series, Optional<Disk> disk, Direction direction, Unit unit) {
        Function<Counters, OptionalLong> counter = counter(disk, direction, unit);
        return series.steady(counter)
                .filter(window -> window.seconds() >= SHORTEST_WINDOW)
                .flatMap(window -> {
                    OptionalDouble rate = window.rate(counter);
                    return rate.isPresent()
                            ? Optional.of(lumpy(rate.getAsDouble(), window, series.lump(window, counter)))
                            : Optional.empty();
                });
    }

    /** A throttle can let a whole queue of operations through at a time: one such lump more or less may be in the window. */
    private static Value lumpy(double rate, Window window, long lump) {
        double edge = Math.max(rate * EDGE_SECONDS, (double) lump);
        return new Value(rate, edge / window.seconds(), false);
    }

    /** The rate by fio's own report, with the time of the flush after it where there was one; absent where that flush did nothing. */
    static Optional<Value> reportedRate(
            Series series, Optional<Exit> exit, Optional<Disk> disk, Direction direction, Unit unit) {
        if (direction == Direction.WRITE && isUnflushed(series, exit, disk)) {
            return Optional.empty();
        }
        return exit.flatMap(ended -> FioResult.parse(ended.stdout())
                .map(fio -> fio.of(direction))
                .filter(flow -> flow.bytes() > 0)
                .map(flow -> {
                    OptionalDouble seconds =
                            direction == Direction.READ ? OptionalDouble.empty() : flushedSeconds(exit, direction);
                    double amount = unit == Unit.BPS ? (double) flow.bytes() : (double) flow.operations();
                    return Value.exact(seconds.isPresent() ? amount / seconds.getAsDouble() : flow.rate(unit));
                }));
    }

    private static Optional<Value> diskBytes(Measurement measurement, Optional<Disk> disk, Direction direction) {
        OptionalLong counted = measurement.own().growth(counter(disk, direction, Unit.BPS));
        long reported = reportedBytes(measurement.exit(), direction);
        return counted.isEmpty() && reported == 0
                ? Optional.empty()
                : Optional.of(new Value((double) Math.max(counted.orElse(0), reported), 0, measurement.ended()));
    }

    private static Function<Counters, OptionalLong> counter(Optional<Disk> disk, Direction direction, Unit unit) {
        return counters -> {
            Optional<DeviceIo> io = disk.isPresent() ? counters.io(disk.get().number()) : counters.io();
            return io.isPresent() ? OptionalLong.of(io.get().of(direction, unit)) : OptionalLong.empty();
        };
    }
}
