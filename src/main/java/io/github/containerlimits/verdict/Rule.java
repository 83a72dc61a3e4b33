package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.Value;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.verdict.Bound.AtLeast;
import io.github.containerlimits.verdict.Bound.AtMost;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides what follows from a measurement of one metric. The same rule serves while a load runs and after it: a conclusion is given as soon as no
 * further measuring could turn it, and always once the trial has ended.
 *
 * <p>In this order: measured outside the bound is {@linkplain Outcome#ESCAPED escaped}; a limit that the kernel does not show as asked for is
 * {@linkplain Outcome#DISCARDED discarded}; within the bound and pressed is {@linkplain Outcome#HELD held}; anything else
 * {@linkplain Outcome#UNPROVEN unproven}.
 *
 * @param tolerance by how much a value may be above its bound, as a part of it; the metric's own where absent
 * @param enforcement of the limit whose bound it is; absent where a user claims something of a load
 */
public record Rule(MetricKind metric, Bound bound, OptionalDouble tolerance, Optional<Enforcement> enforcement) {
    /**
     * What was only sampled must stay below a bound by this part of it: a spike between two readings may have been higher. A limit needs none: the
     * kernel enforces it, shows it, and counts what met it, and a load that it did not hold would stay above it.
     */
    private static final double SAMPLED_MARGIN = 0.2;

    /**
     * The conclusion; absent while more measuring could turn it. Where others on the host can take from a load what it needs to press its bound, it is
     * enough that they leave it alone for the last few seconds.
     */
    public Optional<Conclusion> decide(Observed observed) {
        Optional<Conclusion> whole = decideOnAll(observed);
        boolean isOpen = whole.isEmpty() || whole.get().outcome() == Outcome.UNPROVEN;
        return metric.quietSeconds().isPresent() && isOpen
                ? new Rule(metric, bound, tolerance, enforcement.map(limit -> new Throughout(limit, observed)))
                        .decideOnAll(observed.recent(metric.quietSeconds().getAsDouble()))
                        .filter(recent -> recent.outcome() == Outcome.HELD)
                        .or(() -> whole)
                : whole;
    }

    /** A limit that must have been in force over the whole of a load, whatever part of that is looked at. */
    private record Throughout(Enforcement limit, Observed whole) implements Enforcement {
        @Override
        public Optional<String> mismatch(Observed part) {
            return limit.mismatch(whole);
        }

        @Override
        public String remark(Observed part) {
            return limit.remark(whole);
        }

        @Override
        public Optional<String> pressure(Observed part) {
            return limit.pressure(part);
        }
    }

    private double slack() {
        return tolerance.orElse(metric.tolerance());
    }

    private Optional<Conclusion> decideOnAll(Observed observed) {
        Optional<Value> read = metric.read(observed);
        Figure boundFigure = bound.figure(metric.dimension(), slack());
        boolean ended = observed.measurement().ended();
        Optional<String> outOfReach =
                bound instanceof AtMost ? metric.outOfReach(observed, bound.edge()) : Optional.empty();
        if (outOfReach.isPresent() && !ended && mismatch(observed).isEmpty()) {
            return Optional.of(Conclusion.of("", Figure.NONE, boundFigure).excused(Excuse.host(outOfReach.get())));
        }
        if (read.isEmpty()) {
            return ended
                    ? Optional.of(Conclusion.unproven(Figure.NONE, boundFigure, metric.lack(observed)))
                    : Optional.empty();
        }
        Value value = read.get();
        Conclusion conclusion =
                Conclusion.of(metric.noun(), Figures.of(metric.dimension(), value.value(), bound, slack()));
        return bound instanceof AtLeast
                ? reaches(bound.low(slack()), conclusion, value, observed)
                : keepsWithin(conclusion, value, observed);
    }

    private Optional<Conclusion> keepsWithin(Conclusion conclusion, Value value, Observed observed) {
        double low = bound.low(slack());
        double high = bound.high(slack());
        boolean ended = observed.measurement().ended();
        Optional<String> mismatch = mismatch(observed);
        // The tolerance is for how an enforced limit is measured: one that is not in force has none.
        boolean clearlyOutside = value.low() > (mismatch.isPresent() ? bound.edge() : high) || value.high() < low;
        double margin = value.isSampled() && enforcement.isEmpty() ? SAMPLED_MARGIN : 0;
        boolean clearlyWithin = value.high() <= high * (1 - margin) && value.low() >= low;
        Optional<String> pressure = pressure(observed);
        if (clearlyOutside) {
            Optional<Excuse> doubt = metric.doubt(observed);
            if (doubt.isPresent()) {
                return ended ? Optional.of(conclusion.excused(doubt.get())) : Optional.empty();
            }
            return Optional.of(conclusion.as(
                    Outcome.ESCAPED, mismatch.or(() -> pressure).orElse("nothing kept the load within it")));
        }
        if (clearlyWithin && pressure.isPresent() && isSettled(observed, value, high)) {
            return Optional.of(mismatch.map(other -> conclusion.as(Outcome.DISCARDED, other))
                    .orElseGet(() ->
                            conclusion.as(Outcome.HELD, pressure.get() + remark(observed) + sampled(value, observed))));
        }
        return ended ? Optional.of(undecided(conclusion, value, pressure, observed)) : Optional.empty();
    }

    /**
     * Whether nothing that the load may still do can break an upper bound. A limit that was pressed and held goes on to hold: the kernel enforces it. What a
     * user claims of a load is broken by whatever the load does later, unless a limit in force keeps it from that.
     */
    private boolean isSettled(Observed observed, Value value, double high) {
        return metric.isSettled(observed, value)
                && (enforcement.isPresent() || observed.measurement().ended() || metric.isCapped(observed, high));
    }

    private Conclusion undecided(Conclusion conclusion, Value value, Optional<String> pressure, Observed observed) {
        Optional<String> mismatch = mismatch(observed);
        if (mismatch.isPresent()) {
            return conclusion.as(Outcome.DISCARDED, mismatch.get());
        }
        if (pressure.isEmpty()) {
            return unpressed(conclusion, observed);
        }
        return conclusion.excused(Excuse.host(
                value.isSampled()
                        ? "too near to the bound to tell" + sampled(value, observed)
                        : "measured " + conclusion.measured() + " give or take "
                                + metric.dimension().print(value.uncertainty()) + ", too near to the bound to tell"));
    }

    private Conclusion unpressed(Conclusion conclusion, Observed observed) {
        String what = metric.noun() + " is " + conclusion.measured() + observed.failure();
        return metric.unpressed(observed)
                .map(excuse -> conclusion.excused(
                        excuse.cause() == Cause.NEIGHBOURS ? Excuse.neighbours(excuse.reason() + ", " + what) : excuse))
                .orElseGet(() -> conclusion.as(Outcome.UNPROVEN, "the load did not press it, " + what));
    }

    private Optional<Conclusion> reaches(double least, Conclusion conclusion, Value value, Observed observed) {
        if (value.low() >= least) {
            return Optional.of(conclusion.as(Outcome.HELD, "the load reached it"));
        }
        if (!observed.measurement().ended()) {
            return Optional.empty();
        }
        return Optional.of(metric.heldBack(observed, least)
                .map(conclusion::excused)
                .orElseGet(() -> conclusion.as(Outcome.ESCAPED, "the load stayed below it" + observed.failure())));
    }

    private Optional<String> pressure(Observed observed) {
        return enforcement.isPresent() ? enforcement.get().pressure(observed) : metric.pressure(observed, bound.edge());
    }

    private Optional<String> mismatch(Observed observed) {
        return enforcement.flatMap(limit -> limit.mismatch(observed));
    }

    private String remark(Observed observed) {
        return enforcement.map(limit -> limit.remark(observed)).orElse("");
    }

    /** A remark where the kernel keeps no mark of the highest value. */
    private static String sampled(Value value, Observed observed) {
        return value.isSampled()
                ? "; sampled "
                        + (observed.measurement().own().running().size() + 1) + " times in "
                        + Durations.print(observed.measurement().own().whole().seconds())
                        + ", this kernel marks no peak, and a shorter spike could be missed"
                : "";
    }
}
