package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.FilledSize;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import java.util.List;
import java.util.Optional;

/** The size of /dev/shm. */
public record ShmSize(Place place, Bytes bytes) implements Limit {
    public static final LimitKind KIND = LimitKind.of(
            "shm_size",
            entry -> entry.value(text -> Bytes.parse(text, Bytes.of(1), "the least that an engine takes"))
                    .map(bytes -> new ShmSize(entry.place(), bytes)),
            "shm",
            "shm");

    private static final String DIRECTORY = "/dev/shm";

    private static final Bytes MORE = Bytes.ofMebibytes(16);

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
        return Settings.of("ShmSize", bytes.value());
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--shm-size=" + bytes.value()));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        Bytes load = bytes.plus(MORE);
        return List.of(Press.With.of(Workload.of(Scripts.fill(DIRECTORY, load.value()))
                .shownAs("dd of " + load + " to " + DIRECTORY)
                .withNeeds(Needs.memory(load.value()))));
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return Halves.below(
                bytes.value(),
                MORE.value(),
                places,
                size -> all.with(new ShmSize(place, Bytes.of(size))),
                size -> Needs.memory(Bytes.of(size).plus(MORE).value()));
    }

    @Override
    public Optional<Command> look() {
        return Optional.of(Scripts.sizeOf(DIRECTORY));
    }

    @Override
    public Conclusion asDeclared(Observed observed) {
        return StorageSize.asDeclared(bytes, true, observed);
    }

    @Override
    public MetricKind metric() {
        return FilledSize.OF_SHM;
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
    public String remark(Observed observed) {
        return StorageSize.smaller(this, bytes, observed);
    }
}
