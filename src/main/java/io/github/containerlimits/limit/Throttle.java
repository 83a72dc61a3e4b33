package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.FioLoad;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.metric.DiskRate;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.quantity.RateUnit;
import io.github.containerlimits.verdict.Bound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A rate of a block device.
 *
 * @param on the device by its name, or what lies on it
 * @param rate bytes or operations a second, above 0
 */
public record Throttle(Place place, Direction direction, RateUnit unit, Target on, long rate) implements Limit {
    /** One for each direction and unit, in that order. */
    public static final List<LimitKind> KINDS = Arrays.stream(Direction.values())
            .flatMap(direction -> Arrays.stream(RateUnit.values()).map(unit -> kind(direction, unit)))
            .toList();

    /** Bytes of the smallest operation. */
    private static final long BLOCK = 4 << 10;

    /** Rates below which a handful of operations takes longer than a trial. */
    private static final Bytes LEAST_TRIED = Bytes.of(4 * BLOCK);

    private static final long LEAST_OPERATIONS = 4;

    private static final Pattern DEVICE = Pattern.compile("/dev/[A-Za-z0-9_/.-]{1,100}");
    private static final String VOLUME = "volume:";

    private static LimitKind kind(Direction direction, RateUnit unit) {
        String key = key(direction, unit);
        return new LimitKind(
                key,
                List.of("blkio_config", key),
                entry -> read(entry, direction, unit),
                Pattern.compile("blkio|io\\.max|throttle|bps|iops"),
                Pattern.compile(
                        "(?=.*" + unit + ")(?=.*" + direction + ")" + (unit == RateUnit.BPS ? "(?!.*iops)" : "")));
    }

    /** The key inside {@code blkio_config} for this direction and unit. */
    private static String key(Direction direction, RateUnit unit) {
        return "device_" + direction + "_" + unit;
    }

    private static List<Throttle> read(Entry entry, Direction direction, RateUnit unit) {
        Map<Target, Place> seen = new HashMap<>();
        List<Throttle> throttles = new ArrayList<>();
        for (Entry item : entry.items()) {
            readOne(item, direction, unit).ifPresent(throttle -> {
                Place first = seen.putIfAbsent(throttle.on(), throttle.place());
                if (first == null) {
                    throttles.add(throttle);
                } else {
                    item.add(throttle.key() + " of " + throttle.on() + " is given twice, first at " + first
                            + ": an engine takes the last");
                }
            });
        }
        return throttles;
    }

    private static Optional<Throttle> readOne(Entry item, Direction direction, RateUnit unit) {
        Map<String, Entry> entries = item.entries(Set.of("path", "rate"));
        @Nullable Entry path = entries.get("path");
        @Nullable Entry rate = entries.get("rate");
        if (path == null || rate == null) {
            item.add(key(direction, unit) + " needs a path and a rate, such as { path: rootfs, rate: "
                    + (unit == RateUnit.BPS ? "1m }" : "100 }"));
            return Optional.empty();
        }
        Optional<Target> target = path.value(Throttle::target);
        Optional<Long> value = unit == RateUnit.BPS
                ? rate.value(text -> Bytes.parse(text, Bytes.of(1), "the least that an engine takes"))
                        .map(Bytes::value)
                : rate.number(1, Integer.MAX_VALUE);
        return target.isPresent() && value.isPresent()
                ? Optional.of(new Throttle(rate.place(), direction, unit, target.get(), value.get()))
                : Optional.empty();
    }

    static Target target(String text) {
        if (text.equals("rootfs")) {
            return new Target.Rootfs();
        }
        if (text.startsWith(VOLUME)) {
            return new Target.Volume(Limits.path(text.substring(VOLUME.length())));
        }
        if (DEVICE.matcher(text).matches() && !text.contains("..")) {
            return new Target.Device(text);
        }
        throw new IllegalArgumentException("'" + text + "' is none of rootfs, volume:/path and /dev/name");
    }

    @Override
    public LimitKind kind() {
        return KINDS.stream()
                .filter(kind -> kind.key().equals(key(direction, unit)))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String value() {
        return (unit == RateUnit.BPS ? Bytes.of(rate) + "/s" : rate + " operations/s") + " on " + on;
    }

    /** {@code BlkioDeviceReadBps}, {@code BlkioDeviceWriteIOps} … with the whole disk behind the target. */
    @Override
    public Settings settings(Host host) throws NoDiskException {
        String key = "BlkioDevice" + (direction == Direction.READ ? "Read" : "Write")
                + (unit == RateUnit.BPS ? "Bps" : "IOps");
        return Settings.of(key, List.of(Map.of("Path", host.disk(on).path(), "Rate", rate)));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return disk.map(
                known -> List.of("--" + key(direction, unit).replace('_', '-') + "=" + known.path() + ":" + rate));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        Disk disk;
        try {
            disk = places.host().disk(on);
        } catch (NoDiskException e) {
            return List.of(Press.None.unsupported("fio", String.valueOf(e.getMessage())));
        }
        Optional<Throttle> later = replacing(all, places, disk);
        if (later.isPresent()) {
            return List.of(new Press.None(
                    Route.STRAIGHT,
                    Optional.of(disk),
                    "fio",
                    true,
                    Excuse.engine(on + " and " + later.get().on + " are one disk, " + disk.path()
                            + ", and of its rates an engine takes the last, "
                            + later.get().value() + " at "
                            + later.get().place)));
        }
        Optional<String> mountPoint = places.mountOn(all, on, disk);
        if (mountPoint.isEmpty()) {
            return List.of(none(disk, disk.path() + " holds neither the root file system nor a volume"));
        }
        if (mountPoint.get().equals("/") && all.readOnly()) {
            return List.of(none(disk, "the root file system is read-only"));
        }
        if (isTiny()) {
            double seconds = unit == RateUnit.BPS ? (double) BLOCK / rate : 1.0 / rate;
            return List.of(none(
                    disk,
                    "one operation of 4 KiB takes " + Durations.print(seconds)
                            + " at this rate, too long for enough of them to be counted"));
        }
        String directory = places.scratch(mountPoint.get());
        FioLoad load = FioLoad.pressing(direction, unit, rate);
        Press direct = press(load.directly(directory, mountPoint.get()), disk);
        return direction == Direction.READ
                ? List.of(direct)
                : List.of(
                        direct,
                        press(load.throughPageCache(directory, mountPoint.get()), disk)
                                .by(Route.BUFFERED));
    }

    /** The last rate for the same disk by another name, where it is another and comes later. */
    private Optional<Throttle> replacing(Limits all, Places places, Disk disk) {
        List<Throttle> same = all.all(Throttle.class).stream()
                .filter(other -> other.kind().equals(kind())
                        && places.find(other.on).filter(disk::equals).isPresent())
                .toList();
        return same.isEmpty()
                ? Optional.empty()
                : Optional.of(same.get(same.size() - 1)).filter(last -> last.rate != rate);
    }

    private static Press none(Disk disk, String reason) {
        return new Press.None(Route.STRAIGHT, Optional.of(disk), "fio", true, Excuse.load(reason));
    }

    private static Press.With press(Workload workload, Disk disk) {
        return Press.With.of(workload).on(disk).contrasted(KINDS).claiming(Claims.disks(Set.of(disk.number())));
    }

    /**
     * A cap on writes holds up what fills a disk for longer than a trial lasts; a weight counts for who wants more of a disk than a cap lets through; of two caps on one direction the other may be met first; and under a tiny
     * one not even a program can be read from the disk.
     */
    @Override
    public boolean masks(Limit other, Workload workload, Limits all) {
        return other instanceof StorageSize
                || other instanceof BlkioWeight
                || other instanceof Throttle throttle && isMetBefore(throttle)
                || isTiny();
    }

    private boolean isTiny() {
        return rate < (unit == RateUnit.BPS ? LEAST_TRIED.value() : LEAST_OPERATIONS);
    }

    private boolean isMetBefore(Throttle pressed) {
        if (pressed.direction != direction || pressed.unit == unit) {
            return false;
        }
        long block = FioLoad.pressing(direction, pressed.unit, pressed.rate).block();
        return pressed.unit == RateUnit.IOPS ? rate < 2 * pressed.rate * block : rate < 2 * pressed.rate / block;
    }

    @Override
    public void contradictions(Limits all, Consumer<String> findings) {
        if (on instanceof Target.Volume volume
                && all.volumes().stream().noneMatch(mount -> mount.target().equals(volume.mountPoint()))) {
            findings.accept("no volume is mounted at " + volume.mountPoint());
        }
    }

    @Override
    public MetricKind metric() {
        return DiskRate.of(direction, unit);
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) rate);
    }

    @Override
    public Optional<Applied> applied(Observed observed, Counters now) {
        return observed.disk()
                .map(disk -> now.inForce().throttle(disk.number(), direction, unit))
                .map(shown -> Applied.printed(
                        (double) rate,
                        Applied.toDouble(shown),
                        shown.isPresent() ? metric().dimension().printDeclared((double) shown.getAsLong()) : "none"));
    }

    /** The kernel limits whole disks alone: an engine that is told of a partition makes no container. */
    @Override
    public String remark(Observed observed) {
        return Limit.super.remark(observed)
                + observed.disk()
                        .filter(disk ->
                                on instanceof Target.Device && observed.host().isPartition(on))
                        .map(disk -> "; " + on + " is a partition, which an engine refuses, and this was tried on its"
                                + " disk: name " + disk.path())
                        .orElse("");
    }

    @Override
    public Optional<Target> target() {
        return Optional.of(on);
    }

    @Override
    public boolean isOfWrites() {
        return direction == Direction.WRITE;
    }

    /** The same of another target. */
    public Throttle withTarget(Target other) {
        return new Throttle(place, direction, unit, other, rate);
    }

    /** All rates of writes, in the policy's order. */
    public static Stream<Throttle> ofWrites(Limits limits) {
        return limits.all(Throttle.class).stream().filter(Throttle::isOfWrites);
    }

    @Override
    public String remedy(Route route) {
        return route == Route.BUFFERED
                ? "cgroup v1 throttles only direct I/O: run on a host with cgroup v2."
                : "Name the whole disk that holds the data: rootfs, volume:/path or its /dev path.";
    }
}
