package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.DeviceIo;
import io.github.containerlimits.measure.FioResult;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Bytes read from a disk, or written to it, in the whole trial. */
public final class DiskBytes implements MetricKind {
    public static final DiskBytes READ = new DiskBytes(Direction.READ, DiskRate.READ_BPS);
    public static final DiskBytes WRITTEN = new DiskBytes(Direction.WRITE, DiskRate.WRITE_BPS);

    /** What counts input and output, and caps its rates. */
    static final List<CgroupFile> FILES = List.of(
            CgroupFile.BLKIO_THROTTLE_IO_SERVICE_BYTES,
            CgroupFile.BLKIO_THROTTLE_IO_SERVICED,
            CgroupFile.BLKIO_THROTTLE_READ_BPS_DEVICE,
            CgroupFile.BLKIO_THROTTLE_WRITE_BPS_DEVICE,
            CgroupFile.BLKIO_THROTTLE_READ_IOPS_DEVICE,
            CgroupFile.BLKIO_THROTTLE_WRITE_IOPS_DEVICE,
            CgroupFile.IO_STAT,
            CgroupFile.IO_MAX);

    private final Direction direction;
    private final DiskRate rate;

    private DiskBytes(Direction direction, DiskRate rate) {
        this.direction = direction;
        this.rate = rate;
    }

    @Override
    public String key() {
        return "disk." + direction + ".bytes";
    }

    @Override
    public Dimension dimension() {
        return Dimension.BYTES;
    }

    @Override
    public String noun() {
        return direction == Direction.READ ? "amount read" : "amount written";
    }

    /** None: each byte is counted. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(
                Trace.of(noun(), dimension(), Trace.Kind.TOTAL, counter(disk, direction, RateUnit.BPS), FILES));
    }

    @Override
    public Optional<Value> read(Observed observed) {
        Measurement measurement = observed.measurement();
        OptionalLong counted = measurement.own().growth(counter(observed.disk(), direction, RateUnit.BPS));
        long reported = reported(measurement.exit(), direction);
        if (counted.isEmpty() && reported == 0) {
            return Optional.empty();
        }
        double bytes = (double) Math.max(counted.orElse(0), reported);
        return Optional.of(measurement.ended() ? Value.exact(bytes) : Value.moving(bytes, bytes, bytes));
    }

    /** By what the same load would have done in that time without the cap. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return rate.free(observed)
                .map(free -> free.value() * observed.measurement().own().whole().seconds())
                .filter(amount -> amount > bound * DiskRate.CONTRAST)
                .map(amount -> "without the cap the same load would have done "
                        + dimension().print(amount) + " in that time");
    }

    @Override
    public Optional<Excuse> heldBack(Observed observed, double bound) {
        double seconds = observed.measurement().own().whole().seconds();
        return DiskRate.others(observed)
                .or(() -> rate.free(observed)
                        .map(free -> free.value() * seconds)
                        .filter(amount -> amount < bound)
                        .map(amount -> Excuse.host("the disk does no more, without a cap the same load would have done "
                                + dimension().print(amount) + " in that time")));
    }

    @Override
    public boolean onlyGrows() {
        return true;
    }

    @Override
    public boolean isOfDisk() {
        return true;
    }

    /** What a control group moved from or to a disk, or all of them. */
    static Function<Counters, OptionalLong> counter(Optional<Disk> disk, Direction direction, RateUnit unit) {
        return counters -> part(disk.isPresent() ? counters.io(disk.get().number()) : counters.io(), direction, unit);
    }

    /** What anybody moved from or to a disk. */
    static Function<Counters, OptionalLong> hostCounter(Disk disk, Direction direction, RateUnit unit) {
        return counters -> part(counters.host().io(disk.number()), direction, unit);
    }

    /** The same both ways together. */
    static Function<Counters, OptionalLong> hostCounter(Disk disk, RateUnit unit) {
        return counters -> {
            Optional<DeviceIo> io = counters.host().io(disk.number());
            return io.isPresent()
                    ? OptionalLong.of(
                            io.get().of(Direction.READ, unit) + io.get().of(Direction.WRITE, unit))
                    : OptionalLong.empty();
        };
    }

    private static OptionalLong part(Optional<DeviceIo> io, Direction direction, RateUnit unit) {
        return io.isPresent() ? OptionalLong.of(io.get().of(direction, unit)) : OptionalLong.empty();
    }

    /** Bytes that fio says it moved; 0 where it says nothing. */
    static long reported(Optional<Exit> exit, Direction direction) {
        return exit.flatMap(ended -> FioResult.parse(ended.stdout()))
                .map(fio -> fio.of(direction).bytes())
                .orElse(0L);
    }
}
