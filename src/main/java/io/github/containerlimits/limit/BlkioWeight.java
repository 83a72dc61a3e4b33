package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.DiskRate;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The weight of a container where it and others want more of a disk than that has. Only a scheduler that weighs makes anything of it, so that is looked at, and what the control group shows; no rival is run
 * beside it, and it is never held.
 *
 * @param on absent for all disks
 * @param weight 10 to 1000
 */
public record BlkioWeight(Place place, Optional<Target> on, long weight) implements Limit {
    private static final long LEAST = 10;
    private static final long MOST = 1000;
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

    private static final Pattern SCHEDULER = Pattern.compile("^scheduler (.*)$", Pattern.MULTILINE);
    private static final Pattern SHOWN = Pattern.compile("^(\\S*weight\\S*) (\\S+) ?(\\S*)$", Pattern.MULTILINE);

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
        String shown = "a look at the disk's scheduler";
        try {
            Disk disk = places.host().disk(on.orElseGet(Target.Rootfs::new));
            return List.of(Press.With.of(Workload.of(look(disk)).shownAs(shown)).on(disk));
        } catch (NoDiskException e) {
            return List.of(Press.None.unsupported(shown, String.valueOf(e.getMessage())));
        }
    }

    /** Says which schedulers the disk can have, with the one that it has in brackets, and each line of the control group's weights after its file's name. */
    private static Command look(Disk disk) {
        return Scripts.script(
                "echo \"scheduler $(\"$0\" cat \"/sys/block/$1/queue/scheduler\")\"; cd /sys/fs/cgroup;"
                        + " for f in blkio/blkio.bfq.weight blkio/blkio.bfq.weight_device blkio/blkio.weight"
                        + " blkio/blkio.weight_device io.bfq.weight io.weight; do"
                        + " [ -e $f ] && while read -r a b; do echo \"${f#blkio/} $a $b\"; done <$f; done; true",
                disk.path().replaceFirst("^/dev/", "").replace('/', '!'));
    }

    @Override
    public MetricKind metric() {
        return DiskRate.READ_BPS;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) weight);
    }

    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Optional<String> said = evidence.observed().measurement().exit().map(exit -> exit.stdout());
        Optional<Disk> disk = evidence.observed().disk();
        if (said.isEmpty() || disk.isEmpty()) {
            return evidence.observed().measurement().ended()
                    ? Optional.of(Conclusion.unproven(
                            value(),
                            "the scheduler was not looked at"
                                    + evidence.observed().failure()))
                    : Optional.empty();
        }
        Matcher found = SCHEDULER.matcher(said.get());
        return Optional.of(decided(said.get(), found.find() ? found.group(1).strip() : "", disk.get()));
    }

    private Conclusion decided(String said, String scheduler, Disk disk) {
        Conclusion open = Conclusion.of("weight", Figure.NONE, Figure.of(value()));
        String queue = "/sys/block/" + disk.path().replaceFirst("^/dev/", "").replace('/', '!') + "/queue/scheduler";
        boolean weighs = scheduler.contains("[bfq]") || scheduler.contains("[cfq]");
        List<Line> lines = SHOWN.matcher(said)
                .results()
                .map(line -> new Line(line.group(1), line.group(2), line.group(3)))
                .toList();
        String files = lines.isEmpty()
                ? "the control group has no file of a weight"
                : "the control group shows "
                        + String.join(", ", lines.stream().map(Line::toString).toList());
        if (lines.stream().noneMatch(line -> line.isAsAsked(this, disk))) {
            return open.as(
                    Outcome.DISCARDED,
                    files
                            + (weighs
                                    ? ""
                                    : ", and no scheduler of " + disk.path() + " weighs: " + queue + " shows "
                                            + (scheduler.isEmpty() ? "nothing" : scheduler)));
        }
        if (weighs) {
            return open.excused(
                    Excuse.engine(files + " and the scheduler weighs, but no rival was run that shows what it does"));
        }
        boolean mayCost = lines.stream().anyMatch(line -> line.file().equals("io.weight"));
        String unweighed = "no scheduler of " + disk.path() + " weighs, " + queue + " shows "
                + (scheduler.isEmpty() ? "nothing" : scheduler);
        return mayCost
                ? open.excused(Excuse.host(files + ", but " + unweighed
                        + "; whether the kernel's io.cost does can't be seen from a container"))
                : open.as(Outcome.DISCARDED, files + ", but " + unweighed);
    }

    /** One line of a file: a weight, or what it is of and a weight. */
    private record Line(String file, String first, String second) {
        boolean isAsAsked(BlkioWeight asked, Disk disk) {
            boolean isOfDisk = first.equals(disk.number());
            boolean isOfAll = second.isEmpty() || first.equals("default");
            String number = second.isEmpty() ? first : second;
            return (asked.on.isPresent() ? isOfDisk : isOfAll)
                    && (number.equals(String.valueOf(asked.weight))
                            || file.equals("io.weight") && number.equals(String.valueOf(converted(asked.weight))));
        }

        /** As runtimes make 1 to 10000 of 10 to 1000 (runc: {@code ConvertBlkIOToIOWeightValue}). */
        private static long converted(long weight) {
            return 1 + (weight - LEAST) * 9999 / (MOST - LEAST);
        }

        @Override
        public String toString() {
            return (file + " " + first + " " + second).strip();
        }
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
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
