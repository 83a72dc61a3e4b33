package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.FilledSize;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the container's root file system may hold on disk. */
public record StorageSize(Place place, Bytes bytes) implements Limit {
    private static final Bytes LEAST = Bytes.ofMebibytes(1);

    public static final LimitKind KIND = LimitKind.at(
            List.of("storage_opt", "size"),
            "storage_opt.size",
            entry -> entry.value(text -> Bytes.parse(text, LEAST, "the least that an engine takes"))
                    .map(bytes -> new StorageSize(entry.place(), bytes)),
            "storage|quota",
            "storage");

    private static final Bytes LEAST_MORE = Bytes.ofMebibytes(16);

    /** A file system that was full below this part of its size has less room than the limit gives. */
    private static final double NEARLY = 0.9;

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return bytes.toString();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("StorageOpt", Map.of("size", String.valueOf(bytes.value())));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--storage-opt", "size=" + bytes.value()));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        Bytes load = load(bytes);
        String shown = "dd of " + load + " to the root file system";
        return List.of(
                all.readOnly()
                        ? Press.None.unproven(
                                shown, Excuse.load("the root file system is read-only, nothing can be written to it"))
                        : Press.With.of(Workload.of(Scripts.fill(Container.SCRATCH, load.value()))
                                .shownAs(shown)
                                .withNeeds(Needs.disk(load.value(), "/"))));
    }

    private static Bytes load(Bytes size) {
        return size.plus(Bytes.of(Math.max(LEAST_MORE.value(), size.value() / 8)));
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return all.readOnly()
                ? Optional.empty()
                : Halves.below(
                        bytes.value(),
                        LEAST_MORE.value(),
                        places,
                        size -> all.with(new StorageSize(place, Bytes.of(size))),
                        size -> Needs.disk(load(Bytes.of(size)).value(), "/"));
    }

    @Override
    public Optional<Command> look() {
        return Optional.of(Scripts.sizeOf("/"));
    }

    @Override
    public Conclusion asDeclared(Observed observed) {
        return asDeclared(bytes, false, observed);
    }

    /**
     * By the size that a file system says it has.
     *
     * @param isOwn whether it is the container's own, and another size is another limit; a quota on a larger one may not be shown
     */
    static Conclusion asDeclared(Bytes asked, boolean isOwn, Observed observed) {
        Optional<Bytes> size = observed.measurement()
                .exit()
                .flatMap(exit -> Scripts.sizeIn(exit.stdout()))
                .map(Bytes::of);
        String text = size.map(Bytes::toString).orElse("nothing");
        boolean isAsAsked = size.filter(
                        shown -> Math.abs(shown.value() - asked.value()) <= asked.value() * Applied.ROUNDING)
                .isPresent();
        if (isAsAsked) {
            return Conclusion.of("", Figure.NONE, Figure.of(asked.toString()))
                    .as(Outcome.HELD, "as declared, the file system has " + text);
        }
        return isOwn && size.isPresent()
                ? Conclusion.discarded(
                        asked.toString(), "the file system has " + text + " in the container as declared")
                : Conclusion.unproven(
                        asked.toString(), Excuse.engine("the file system of the container as declared shows " + text));
    }

    @Override
    public MetricKind metric() {
        return FilledSize.OF_DISK;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) bytes.value());
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }

    @Override
    public String remedy(Route route) {
        return "Only storage drivers with quotas take a size: overlay2 on xfs with pquota, btrfs, zfs. The image store of containerd ignores it.";
    }

    @Override
    public String remark(Observed observed) {
        return smaller(this, bytes, observed);
    }

    /** Where a file system was full long before the policy's limit: no file of the control group tells its size. */
    static String smaller(Limit limit, Bytes asked, Observed observed) {
        return limit.metric()
                .read(observed)
                .filter(value -> value.value() < asked.value() * NEARLY)
                .map(value ->
                        TIGHTER + limit.metric().dimension().print(value.value()) + ", or part of it was taken before")
                .orElse("");
    }

    @Override
    public String enabledBy(EngineFacts engine) {
        String onXfs = "put " + engine.dataRoot()
                + " on xfs that is mounted with pquota (mkfs.xfs DISK; mount -o pquota DISK " + engine.dataRoot()
                + "; where it is the root file system, rootflags=pquota on the kernel's command line)";
        return switch (engine.storageDriver()) {
            case "overlayfs" ->
                "Images are in the store of containerd, which ignores it: set \"features\": {\"containerd-snapshotter\": false} in /etc/docker/daemon.json, "
                        + onXfs + ", and start the engine anew; images have to be built or pulled again.";
            case "overlay2", "overlay" ->
                "Stop the engine, " + onXfs + ", and start it; the storage drivers btrfs and zfs take a size as well.";
            default -> "Use a storage driver with quotas: overlay2 on xfs that is mounted with pquota, btrfs or zfs.";
        };
    }
}
