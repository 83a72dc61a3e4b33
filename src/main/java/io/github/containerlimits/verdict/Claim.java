package io.github.containerlimits.verdict;

import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Ending;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.Value;
import java.util.Optional;

/**
 * Decides what a user claims of a load, whatever limits it runs in: that it needs no more than this, ends well, ends in time. It is proven by the load having
 * run to its own end, or for the whole time that it was given by name, and needs no pressure. A load that was cut short proves nothing.
 *
 * @param tolerance by how much a value may be outside its bound, as a part of it
 * @param isTimed whether its trial says for how long it runs
 */
public record Claim(MetricKind metric, Bound bound, double tolerance, boolean isTimed) {
    /** The conclusion; absent while the load runs, but for an upper bound that can't be kept any more. */
    public Optional<Conclusion> decide(Observed observed) {
        Figure boundFigure = bound.figure(metric.dimension(), tolerance);
        Optional<Value> read = metric.read(observed);
        boolean ended = observed.measurement().ended();
        if (!ended && (read.isEmpty() || !metric.onlyGrows() || read.get().low() <= high())) {
            return Optional.empty();
        }
        if (ended) {
            Optional<Conclusion> unknown = cutShort(observed, isTimed, boundFigure)
                    .or(() -> read.isPresent() ? Optional.empty() : Optional.of(unknown(observed, boundFigure)));
            if (unknown.isPresent()) {
                return unknown;
            }
        }
        Value value = read.orElseThrow();
        Conclusion conclusion =
                Conclusion.of(metric.noun(), Figures.of(metric.dimension(), value.value(), bound, tolerance));
        if (value.low() > high() || value.high() < low()) {
            return Optional.of(conclusion.as(Outcome.ESCAPED, howItRan(observed) + observed.failure()));
        }
        return Optional.of(
                value.high() <= high() && value.low() >= low()
                        ? conclusion.as(Outcome.HELD, howItRan(observed))
                        : conclusion.as(
                                Outcome.UNPROVEN,
                                "measured " + conclusion.measured() + " give or take "
                                        + metric.dimension().print(value.uncertainty())
                                        + ", too near to the bound to tell"));
    }

    private Conclusion unknown(Observed observed, Figure bound) {
        Conclusion conclusion = Conclusion.unproven(Figure.NONE, bound, metric.lack(observed));
        return metric.untold(observed).map(conclusion::excused).orElse(conclusion);
    }

    /** The conclusion on a load that did not come to its own end and was not to run for a time; absent on any other that is over. */
    public static Optional<Conclusion> cutShort(Observed observed, boolean isTimed, Figure bound) {
        Measurement measurement = observed.measurement();
        boolean isWhole = measurement.exit().isPresent() && !measurement.stopped()
                || isTimed && measurement.ending() == Ending.TIME;
        return isWhole
                ? Optional.empty()
                : Optional.of(Conclusion.unproven(
                        Figure.NONE,
                        bound,
                        "the load was cut short: give it more time with 'for', or say with it for how long it runs"));
    }

    /** What proves the claim. */
    public static String howItRan(Observed observed) {
        if (!observed.measurement().ended()) {
            return "seen while the load ran, and it can only grow";
        }
        return observed.measurement().stopped() ? "the load ran for all of its time" : "the load ran to its own end";
    }

    private double high() {
        return bound.high(tolerance);
    }

    private double low() {
        return bound.low(tolerance);
    }
}
