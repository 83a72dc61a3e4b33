package io.github.containerlimits.limit;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.FioLoad;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.DiskWeight;
import io.github.containerlimits.metric.DiskShare;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The weight of a container where it and others want more of a disk than that has. Only a scheduler that weighs makes anything of it: where the disk has none, that and what the control group shows is
 * looked at.
 *
 * @param on absent for all disks
 * @param weight 10 to 1000
 */
public record BlkioWeight(Place place, Optional<Target> on, long weight) implements Limit {
    private static final long LEAST = 10;
    private static final long MOST = 1000;
    private static final long USUAL = 100;
    private static final String LOOK = "a look at the disk's scheduler";
    private static final String ALL_DISKS = "weight";
    private static final String ONE_DISK = "weight_device";

    /** What an engine says of it says less than the files do. */
    private static final Pattern NEVER = Pattern.compile("(?!)");

    /** One of all disks, and one of each. */
    public static final List<LimitKind> KINDS = List.of(
            new LimitKind(
                    "blkio_config.weight",
                    List.of("blkio_config", ALL_DISKS),
                    entry -> entry.number(LEAST, MOST)
                            .map(weight -> new BlkioWeight(entry.place(), Optional.empty(), weight))
                            .map(List::of)
                            .orElse(List.of()),
                    Pattern.compile("weight"),
                    NEVER),
            new LimitKind(
                    "blkio_config.weight_device",
                    List.of("blkio_config", ONE_DISK),
                    BlkioWeight::read,
                    Pattern.compile("weight"),
                    NEVER));

    private static List<BlkioWeight> read(Entry entry) {
        List<BlkioWeight> weights = new ArrayList<>();
        for (Entry item : entry.items()) {
            Map<String, Entry> entries = item.entries(Set.of("path", "weight"));
            @Nullable Entry path = entries.get("path");
            @Nullable Entry weight = entries.get("weight");
            if (path == null || weight == null) {
                item.add("weight_device needs a path and a weight, such as { path: rootfs, weight: 300 }");
            } else {
                Optional<Target> target = path.value(Throttle::target);
                weight.number(LEAST, MOST)
                        .filter(number -> target.isPresent())
                        .ifPresent(number -> weights.add(new BlkioWeight(weight.place(), target, number)));
            }
        }
        return weights;
    }

    @Override
    public LimitKind kind() {
        return KINDS.get(on.isPresent() ? 1 : 0);
    }

    @Override
    public String value() {
        return weight + on.map(target -> " on " + target).orElse("");
    }

    @Override
    public Settings settings(Host host) throws NoDiskException {
        return on.isPresent()
                ? Settings.of(
                        "BlkioWeightDevice",
                        List.of(Map.of("Path", host.disk(on.get()).path(), "Weight", weight)))
                : Settings.of("BlkioWeight", weight);
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return on.isEmpty()
                ? Optional.of(List.of("--blkio-weight=" + weight))
                : disk.map(known -> List.of("--blkio-weight-device=" + known.path() + ":" + weight));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        List<Target> targets = on.map(List::of).orElseGet(() -> ofAll(all));
        List<Disk> disks = targets.stream()
                .flatMap(target -> places.find(target).stream())
                .distinct()
                .toList();
        if (disks.isEmpty()) {
            return List.of(Press.None.unsupported(LOOK, lack(targets.get(0), places.host())));
        }
        Optional<Disk> weighing =
                disks.stream().filter(places.host()::isWeighing).findFirst();
        return List.of(
                weighing.isPresent()
                        ? contended(weighing.get(), targets, all, places)
                        : Press.With.of(Workload.of(Scripts.script("true")).shownAs(LOOK))
                                .on(disks.get(0)));
    }

    /** The places of a container where a load can write, of which each may lie on another disk. */
    private static List<Target> ofAll(Limits all) {
        return Stream.concat(
                        Stream.<Target>of(new Target.Rootfs()),
                        all.volumes().stream()
                                .filter(mount -> !mount.readOnly())
                                .map(mount -> new Target.Volume(mount.target())))
                .toList();
    }

    private static String lack(Target target, Host host) {
        try {
            return target + " is " + host.disk(target).path();
        } catch (NoDiskException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Beside a rival of twice the weight, or half of it where there is no more, that asks for as much of the disk. */
    private Press contended(Disk disk, List<Target> targets, Limits all, Places places) {
        Optional<String> mountPoint = targets.stream()
                .filter(target -> places.find(target).filter(disk::equals).isPresent())
                .flatMap(target -> places.mountOn(all, target, disk).stream())
                .filter(point -> !point.equals("/") || !all.readOnly())
                .findFirst();
        if (mountPoint.isEmpty()) {
            return new Press.None(
                    Route.STRAIGHT,
                    Optional.of(disk),
                    "fio",
                    true,
                    Excuse.load(disk.path() + " holds neither a root file system that can be written to nor a volume"));
        }
        long rival = weight > MOST / 2 ? weight / 2 : weight * 2;
        return Press.With.of(FioLoad.contending(places.scratch(mountPoint.get()), mountPoint.get(), 2))
                .on(disk)
                .beside(List.of(), List.of(new BlkioWeight(place, on, rival)))
                .claiming(Claims.HOST);
    }

    /** The weight of one disk counts there instead of that of all. */
    @Override
    public boolean masks(Limit other, Workload workload, Limits all) {
        return on.isPresent() && other instanceof BlkioWeight weights && weights.on.isEmpty();
    }

    @Override
    public MetricKind metric() {
        return DiskShare.KIND;
    }

    /** A weight binds nothing by itself: see {@link #conclude}. */
    @Override
    public Bound limit() {
        return new Bound.AtMost(1);
    }

    /** Any other weight is another, be it lower: what it gives depends on those of others. */
    @Override
    public Optional<Shown> shown(Observed observed, Counters now) {
        List<DiskWeight> weights = now.inForce().diskWeights();
        String text = weights.stream().map(DiskWeight::toString).collect(Collectors.joining(", "));
        return Optional.of(new Shown(
                text.isEmpty() ? "no weight of a disk" : text,
                weights.stream().noneMatch(shown -> isAsAsked(shown, observed.disk()))));
    }

    private boolean isAsAsked(DiskWeight shown, Optional<Disk> disk) {
        boolean isOfDisk =
                disk.filter(known -> shown.of().equals(known.number())).isPresent();
        return (on.isPresent() ? isOfDisk : shown.isOfAll())
                && (shown.weight() == weight
                        || shown.file() == CgroupFile.IO_WEIGHT && shown.weight() == converted(weight));
    }

    /** As runtimes make 1 to 10000 of 10 to 1000 (runc: {@code ConvertBlkIOToIOWeightValue}). */
    private static long converted(long weight) {
        return 1 + (weight - LEAST) * 9999 / (MOST - LEAST);
    }

    /** Discarded where the control group does not show it, or no scheduler weighs; otherwise by the part that it gives beside the rivals. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Observed observed = evidence.observed();
        Conclusion open = Conclusion.of("weight", Figure.NONE, Figure.of(value()));
        Optional<String> other = mismatch(observed);
        Optional<String> unweighed = unweighed(observed);
        if (other.isPresent()) {
            return Optional.of(open.as(
                    Outcome.DISCARDED,
                    other.get() + unweighed.map(text -> ", and " + text).orElse("")));
        }
        String shown = History.of(this, observed).text();
        if (unweighed.isPresent()) {
            boolean mayCost = observed.measurement().own().newest().inForce().diskWeights().stream()
                    .anyMatch(weight -> weight.file() == CgroupFile.IO_WEIGHT);
            return Optional.of(
                    mayCost
                            ? open.excused(Excuse.host(shown + ", but " + unweighed.get()
                                    + "; whether the kernel's io.cost does can't be seen from a container"))
                            : open.as(Outcome.DISCARDED, shown + ", but " + unweighed.get()));
        }
        if (evidence.rivals().isEmpty()) {
            return observed.measurement().ended()
                    ? Optional.of(open.as(Outcome.UNPROVEN, shown + ", but no rival wanted the disk at the same time"))
                    : Optional.empty();
        }
        double rivals = evidence.rivals().stream()
                .mapToLong(rival -> ofRival(rival, observed))
                .sum();
        double part = weight / (weight + rivals);
        Bound bound = new Bound.Within(part, part * evidence.tolerance().orElse(metric().tolerance()));
        return new Rule(metric(), bound, evidence.tolerance(), Optional.of(this)).decide(observed);
    }

    /** That no scheduler of the disk weighs, a sentence without a full stop; absent where one does. */
    private static Optional<String> unweighed(Observed observed) {
        return observed.disk().filter(disk -> !observed.host().isWeighing(disk)).map(disk -> {
            String shown = observed.host().schedulers(disk);
            return "no scheduler of " + disk.path() + " weighs: /sys/block/"
                    + disk.path().replaceFirst("^/dev/", "").replace('/', '!') + "/queue/scheduler shows "
                    + (shown.isEmpty() ? "nothing" : shown);
        });
    }

    /** Of the disk, or else of all. */
    private static long ofRival(Limits rival, Observed observed) {
        Places places = new Places(observed.host(), "");
        List<BlkioWeight> weights = rival.all(BlkioWeight.class);
        return weights.stream()
                .filter(other -> other.on.flatMap(places::find).equals(observed.disk()))
                .findFirst()
                .or(() -> weights.stream().filter(other -> other.on.isEmpty()).findFirst())
                .map(BlkioWeight::weight)
                .orElse(USUAL);
    }

    @Override
    public Optional<Target> target() {
        return on;
    }

    @Override
    public String enabledBy(EngineFacts engine) {
        return "Let the disk have a scheduler that weighs: modprobe bfq; echo bfq > /sys/block/DISK/queue/scheduler.";
    }
}
