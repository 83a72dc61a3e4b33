package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that asks for no limit, such as {@code cpus: 0}: it has its line, so that nothing declared is left out.
 *
 * @param kind of the limit that it is none of
 * @param written as the policy has it
 * @param asked what an engine is told of it
 * @param metric what a limit of that kind would bound
 * @param shows what is shown where there is a limit of that kind in force
 */
record NoLimit(
        Place place,
        LimitKind kind,
        String written,
        Settings asked,
        MetricKind metric,
        Function<InForce, Optional<String>> shows)
        implements Limit {
    @Override
    public String value() {
        return "no limit (" + written + ")";
    }

    @Override
    public Settings settings(Host host) {
        return asked;
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
                        shown.map(limit ->
                                        written + " asks for no limit, but something else sets one: the control group"
                                                + " shows " + limit)
                                .orElse(written + " is no limit, and the control group shows none")));
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }
}
