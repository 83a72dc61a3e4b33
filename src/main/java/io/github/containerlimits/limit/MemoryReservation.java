package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.ExitCode;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Memory that counts where the host is short of it: on cgroup v1 what a group is brought down to, on v2 what it may keep. No load presses it. */
public record MemoryReservation(Place place, Bytes bytes) implements Limit {
    public static final LimitKind KIND = LimitKind.of(
            "mem_reservation",
            entry -> entry.value(text -> read(text, entry.place())),
            "memoryreservation|memory reservation|soft_limit|memory\\.low",
            "soft limit|memoryreservation");

    private static Limit read(String text, Place place) {
        return Memory.isZero(text)
                ? NoLimit.untold(place, KIND, text, ExitCode.KIND, NoLimit.size(InForce::memoryReservation))
                : new MemoryReservation(place, Memory.parse(text));
    }

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
        return Settings.of("MemoryReservation", bytes.value());
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--memory-reservation=" + bytes.value()));
    }

    @Override
    public void contradictions(Limits all, Consumer<String> findings) {
        all.find(Memory.class)
                .filter(memory -> memory.bytes().compareTo(bytes) < 0)
                .ifPresent(
                        memory -> findings.accept(
                                "mem_reservation of " + value() + " is above the mem_limit of "
                                        + memory.value()
                                        + ": an engine refuses it, \"Minimum memory limit can not be less than memory reservation limit\""));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return List.of(Press.With.of(Workload.of(Scripts.script("true")).shownAs("a process that ends at once")));
    }

    /** Nothing is measured: what the control group shows is looked at. */
    @Override
    public MetricKind metric() {
        return ExitCode.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) bytes.value());
    }

    @Override
    public Optional<Applied> applied(Observed observed, Counters now) {
        return Optional.of(Memory.applied(bytes, now.inForce().memoryReservation()));
    }

    /** A lower one is another: on v2 less is kept then. */
    @Override
    public Optional<Shown> shown(Observed observed, Counters now) {
        return applied(observed, now)
                .map(applied -> new Shown(
                        applied.value().isEmpty() ? "no such size" : applied.text(),
                        applied.isLooser() || !applied.remark().isEmpty()));
    }

    /** Discarded where it is not shown; never held, since only a host that is short of memory would press it. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Observed observed = evidence.observed();
        if (!observed.measurement().ended()) {
            return Optional.empty();
        }
        OptionalLong shown = observed.measurement().own().newest().inForce().memoryReservation();
        Figure figure =
                shown.isPresent() ? Figure.of(Bytes.of(shown.getAsLong()).toString()) : Figure.NONE;
        Conclusion conclusion = Conclusion.of("size in force", figure, Figure.of(value()));
        return Optional.of(mismatch(observed)
                .map(other -> conclusion.as(Outcome.DISCARDED, other))
                .orElseGet(() -> conclusion.excused(Excuse.host("the control group shows " + figure
                        + ", but it counts only while the host is short of memory, which no trial brings about"))));
    }
}
