package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.FioResult;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Bytes or operations a second that are read from a disk, or written to it. */
public final class DiskRate implements MetricKind {
    public static final DiskRate READ_IOPS = new DiskRate(Direction.READ, RateUnit.IOPS);
    public static final DiskRate WRITE_IOPS = new DiskRate(Direction.WRITE, RateUnit.IOPS);
    public static final DiskRate READ_BPS = new DiskRate(Direction.READ, RateUnit.BPS);
    public static final DiskRate WRITE_BPS = new DiskRate(Direction.WRITE, RateUnit.BPS);

    /** Above a contrast of this many times the bound, the load without the cap counts as far above it. */
    static final double CONTRAST = 1.5;

    /** Windows shorter than this many seconds say nothing of a rate: a throttle's slice is 0.1 s. */
    private static final double SHORTEST_WINDOW = 1;

    /** A rate is uncertain by what can pass at the window's two edges: one slice of a throttle, in seconds. */
    private static final double EDGE_SECONDS = 0.1;

    /** The part of what a disk moved that others may have had beside a load that stayed below its bound. */
    private static final double OTHERS = 0.1;

    /** Where this part of what a load wrote through the page cache is on its account, the kernel's counters tell its rate. */
    private static final double CHARGED = 0.9;

    private static final Pattern FLUSHED =
            Pattern.compile("^flushed from (\\d+\\.\\d+) to (\\d+\\.\\d+)$", Pattern.MULTILINE);

    /** /proc/uptime counts in hundredths of a second. */
    private static final double UPTIME_STEP = 0.01;

    private final Direction direction;
    private final RateUnit unit;

    private DiskRate(Direction direction, RateUnit unit) {
        this.direction = direction;
        this.unit = unit;
    }

    public static DiskRate of(Direction direction, RateUnit unit) {
        return Arrays.asList(READ_IOPS, WRITE_IOPS, READ_BPS, WRITE_BPS).stream()
                .filter(rate -> rate.direction == direction && rate.unit == unit)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String key() {
        return "disk." + direction + "." + unit;
    }

    @Override
    public Dimension dimension() {
        return unit == RateUnit.BPS ? Dimension.BYTES_A_SECOND : Dimension.COUNT_A_SECOND;
    }

    @Override
    public String noun() {
        return "rate of " + direction + "s";
    }

    /** 10 %: the throttle hands out a slice of 100 ms at a time, and the kernel's documentation allows short bursts. */
    @Override
    public double tolerance() {
        return 0.10;
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(Trace.of(
                noun(), dimension(), Trace.Kind.RATE, DiskBytes.counter(disk, direction, unit), DiskBytes.FILES));
    }

    @Override
    public Optional<Value> read(Observed observed) {
        Measurement measurement = observed.measurement();
        Optional<Value> counted = !observed.isBuffered()
                ? counted(measurement.own(), observed.disk())
                : isCharged(measurement, observed.disk()) ? flushed(measurement, observed.disk()) : Optional.empty();
        return counted.isPresent() ? counted : reported(measurement.own(), measurement.exit(), observed.disk());
    }

    /** The rate by the kernel's counters of the control group. */
    private Optional<Value> counted(Series series, Optional<Disk> disk) {
        Function<Counters, OptionalLong> counter = DiskBytes.counter(disk, direction, unit);
        return series.steady(counter)
                .filter(window -> window.shortest() >= SHORTEST_WINDOW)
                .flatMap(window -> {
                    OptionalLong growth = window.growth(counter);
                    return growth.isPresent()
                            ? Optional.of(lumpy(
                                    (double) growth.getAsLong(), window, series.lump(window, counter, EDGE_SECONDS)))
                            : Optional.empty();
                });
    }

    /** A throttle can let a whole queue of operations through at a time: one such lump more or less may be in the window. */
    private static Value lumpy(double growth, Window window, double lump) {
        return Value.rate(growth, window, Math.max(growth * EDGE_SECONDS / window.seconds(), lump), 0);
    }

    /**
     * The mean rate from a load's start to the end of its flush, by the kernel's counters. The kernel writes the page cache back in pieces of up to
     * a MiB, so that a window within that time may have one more or less.
     */
    private Optional<Value> flushed(Measurement measurement, Optional<Disk> disk) {
        OptionalLong counted = measurement.own().growth(DiskBytes.counter(disk, direction, unit));
        OptionalDouble seconds = flushedSeconds(measurement.exit());
        return counted.isPresent() && seconds.isPresent()
                ? Optional.of(Value.exact(counted.getAsLong() / seconds.getAsDouble()))
                : Optional.empty();
    }

    /** Seconds from a load's start to the end of its flush; absent where there was none. */
    private OptionalDouble flushedSeconds(Optional<Exit> exit) {
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
    private boolean isCharged(Measurement measurement, Optional<Disk> disk) {
        long reported = DiskBytes.reported(measurement.exit(), direction);
        long counted = measurement
                .own()
                .growth(DiskBytes.counter(disk, direction, RateUnit.BPS))
                .orElse(0);
        return reported > 0 && counted >= reported * CHARGED;
    }

    /** Whether a load wrote and flushed, and the host's kernel did not count that much on the disk: the flush did nothing. */
    private static boolean isUnflushed(Series series, Optional<Exit> exit, Optional<Disk> disk) {
        if (exit.isEmpty()
                || disk.isEmpty()
                || !FLUSHED.matcher(exit.get().stdout()).find()) {
            return false;
        }
        long onDisk = series.growth(DiskBytes.hostCounter(disk.get(), Direction.WRITE, RateUnit.BPS))
                .orElse(0);
        return onDisk < CHARGED * DiskBytes.reported(exit, Direction.WRITE);
    }

    /** The rate by fio's own report, with the time of the flush after it where there was one; absent where that flush did nothing. */
    private Optional<Value> reported(Series series, Optional<Exit> exit, Optional<Disk> disk) {
        if (direction == Direction.WRITE && isUnflushed(series, exit, disk)) {
            return Optional.empty();
        }
        return exit.flatMap(ended -> FioResult.parse(ended.stdout())
                .map(fio -> fio.of(direction))
                .filter(flow -> flow.bytes() > 0)
                .map(flow -> {
                    OptionalDouble seconds =
                            direction == Direction.READ ? OptionalDouble.empty() : flushedSeconds(exit);
                    double amount = unit == RateUnit.BPS ? (double) flow.bytes() : (double) flow.operations();
                    return Value.exact(seconds.isPresent() ? amount / seconds.getAsDouble() : flow.rate(unit));
                }));
    }

    /** By the same load without the cap. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return free(observed)
                .filter(value -> value.value() > bound * CONTRAST)
                .map(value -> "without the cap "
                        + observed.measurement()
                                .contrast()
                                .flatMap(Measurement.Contrast::trial)
                                .map(trial -> "the load of " + trial)
                                .orElse("the same load")
                        + " did " + dimension().print(value.value()));
    }

    /** The rate of the same load without the cap; absent where there is no contrast, or no data on it. */
    Optional<Value> free(Observed observed) {
        return observed.measurement().contrast().flatMap(contrast -> {
            Optional<Value> reported = reported(contrast.series(), contrast.exit(), observed.disk());
            return reported.isPresent() || observed.isBuffered()
                    ? reported
                    : counted(contrast.series(), observed.disk());
        });
    }

    @Override
    public boolean isCapped(Observed observed, double high) {
        return observed.disk()
                .map(disk -> observed.measurement().own().newest().inForce().throttle(disk.number(), direction, unit))
                .filter(cap -> cap.isPresent() && cap.getAsLong() <= high)
                .isPresent();
    }

    /** Where the same load without the cap stays below it. */
    @Override
    public Optional<String> outOfReach(Observed observed, double bound) {
        return free(observed)
                .filter(value -> value.high() <= bound * CONTRAST)
                .map(value -> "without the cap the same load did only "
                        + dimension().print(value.value()) + ", too little to press it");
    }

    /** By others on the disk, or by a disk that is no faster. */
    @Override
    public Optional<Excuse> heldBack(Observed observed, double bound) {
        if (isCapped(observed, bound)) {
            return Optional.empty(); // its own cap keeps it below
        }
        return others(observed)
                .or(() -> free(observed)
                        .filter(rate -> rate.value() < bound)
                        .map(rate -> Excuse.host("the disk does no more, without a cap the same load did "
                                + dimension().print(rate.value()))));
    }

    @Override
    public Optional<Excuse> unpressed(Observed observed) {
        return others(observed);
    }

    /** Whether others moved data from or to the disk beside the container. */
    static Optional<Excuse> others(Observed observed) {
        return others(observed, List.of());
    }

    /** The same beside the container and those, which are not among the others. */
    static Optional<Excuse> others(Observed observed, List<Series> beside) {
        if (observed.disk().isEmpty() || observed.isBuffered()) {
            return Optional.empty();
        }
        Series own = observed.measurement().own();
        long anybody = own.growth(DiskBytes.hostCounter(observed.disk().get(), RateUnit.BPS))
                .orElse(0);
        long ours = Stream.concat(Stream.of(own), beside.stream())
                .mapToLong(series -> bothWays(series, observed.disk()))
                .sum();
        long others = anybody - ours;
        return others > OTHERS * anybody
                ? Optional.of(Excuse.neighbours("others moved " + Dimension.BYTES.print((double) others)
                        + " from and to the disk at that time"))
                : Optional.empty();
    }

    private static long bothWays(Series series, Optional<Disk> disk) {
        return series.growth(DiskBytes.counter(disk, Direction.READ, RateUnit.BPS))
                        .orElse(0)
                + series.growth(DiskBytes.counter(disk, Direction.WRITE, RateUnit.BPS))
                        .orElse(0);
    }

    @Override
    public boolean isSettled(Observed observed, Value value) {
        return true;
    }

    @Override
    public String lack(Observed observed) {
        Measurement measurement = observed.measurement();
        return isUnflushed(measurement.own(), measurement.exit(), observed.disk())
                ? "what was written did not reach the disk when it was flushed"
                : MetricKind.super.lack(observed);
    }

    @Override
    public boolean isOfDisk() {
        return true;
    }
}
