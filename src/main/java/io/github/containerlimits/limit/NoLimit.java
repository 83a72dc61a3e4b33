package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A value that asks an engine for no limit, such as {@code cpus: 0}: it has its line, so that nothing declared is left out.
 *
 * @param kind of the limit that it is none of
 * @param written as the policy has it
 * @param asked what an engine is told of it
 * @param metric what a limit of that kind would bound
 * @param shows what is shown where there is a limit of that kind in force
 * @param note what else is to be said of such a value, as the tail of a sentence; empty where nothing is
 */
record NoLimit(
        Place place,
        LimitKind kind,
        String written,
        Settings asked,
        MetricKind metric,
        Function<InForce, Optional<String>> shows,
        String note)
        implements Limit {
    /** One of which an engine need not be told. */
    static NoLimit untold(
            Place place, LimitKind kind, String written, MetricKind metric, Function<InForce, Optional<String>> shows) {
        return new NoLimit(place, kind, written, Settings.NONE, metric, shows, "");
    }

    /** That of a size in bytes. */
    static Function<InForce, Optional<String>> size(Function<InForce, OptionalLong> shown) {
        return limits -> shown.apply(limits).stream()
                .mapToObj(bytes -> Bytes.of(bytes).toString())
                .findFirst();
    }

    @Override
    public String value() {
        return "none asked for (" + written + ")";
    }

    @Override
    public Settings settings(Host host) {
        return asked;
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return asked.words().isEmpty() ? Optional.of(List.of()) : Optional.empty();
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return List.of(Press.With.of(Workload.of(Scripts.script("true")).shownAs("a process that ends at once")));
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost(Double.MAX_VALUE);
    }

    /** Nothing can be escaped: what another key or the engine sets all the same is told. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        if (!evidence.observed().measurement().ended()) {
            return Optional.empty();
        }
        Counters newest = evidence.observed().measurement().own().newest();
        if (!newest.isOfSomething()) {
            return Optional.of(
                    Conclusion.unproven(value(), Excuse.engine("the container's control group could not be read")));
        }
        Optional<String> shown = shows.apply(newest.inForce());
        return Optional.of(Conclusion.of("limit in force", Figure.of(shown.orElse("none")), Figure.of(value()))
                .as(
                        Outcome.HELD,
                        written + " asks for no limit, and the control group shows "
                                + shown.map(limit -> limit + " all the same").orElse("none")
                                + note));
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }
}
