package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.FilledSize;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a tmpfs may hold.
 *
 * @param tmpfs with a size
 */
public record TmpfsSize(Place place, Tmpfs tmpfs) implements Limit {
    /** Read from one tmpfs, in either form. */
    public static final LimitKind KIND = new LimitKind(
            "tmpfs.size",
            List.of("tmpfs"),
            entry -> TmpfsForms.read(entry)
                    .filter(tmpfs -> tmpfs.size().isPresent())
                    .map(tmpfs -> List.of(new TmpfsSize(entry.place(), tmpfs)))
                    .orElse(List.of()),
            Pattern.compile("tmpfs"),
            Pattern.compile("tmpfs"));

    private static final Bytes MORE = Bytes.ofMebibytes(16);

    /** The kernel rounds a size up to whole pages. */
    private static final long PAGE = 4096;

    public TmpfsSize {
        TmpfsForms.count(tmpfs.size());
    }

    Bytes bytes() {
        return Bytes.of(TmpfsForms.count(tmpfs.size()));
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return bytes() + " on " + tmpfs.target();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("Tmpfs", Map.of(tmpfs.target(), tmpfs.words()));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--tmpfs=" + tmpfs));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        Bytes load = bytes().plus(MORE);
        String shown = "dd of " + load + " to " + tmpfs.target();
        return List.of(
                tmpfs.isReadOnly()
                        ? Press.None.unproven(
                                shown, Excuse.load("it is mounted read-only, nothing can be written to it"))
                        : Press.With.of(
                                Workload.of(Scripts.onMount(tmpfs.target(), Scripts.fill(tmpfs.target(), load.value())))
                                        .shownAs(shown)
                                        .withNeeds(Needs.memory(load.value()))));
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return Halves.below(
                bytes().value(),
                MORE.value(),
                places,
                size -> TmpfsForms.with(all, tmpfs.withSize(size)),
                size -> Needs.memory(Bytes.of(size).plus(MORE).value()));
    }

    @Override
    public Optional<Command> look() {
        return Optional.of(Scripts.sizeOf(tmpfs.target()));
    }

    @Override
    public Conclusion asDeclared(Observed observed) {
        return StorageSize.asDeclared(bytes(), true, observed);
    }

    @Override
    public MetricKind metric() {
        return FilledSize.OF_TMPFS;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) (bytes().value() + PAGE - 1) / PAGE * PAGE);
    }

    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        return TmpfsOptions.notFilled(this, tmpfs, evidence)
                .or(() -> Limit.super.conclude(evidence).map(word -> TmpfsOptions.seen(tmpfs, word, evidence)));
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }

    @Override
    public String remark(Observed observed) {
        return StorageSize.smaller(this, bytes(), observed);
    }
}
