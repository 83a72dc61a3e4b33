package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Bound.AtLeast;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Bound.Within;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads bounds of metrics as a policy has them. */
final class Bounds {
    private static final Pattern BOUND = Pattern.compile("(<=|≤|>=|≥) ?(\\S+(?: [kmgtKMGT]i?[bB])?)");
    private static final Pattern WITHIN = Pattern.compile("(\\S+) ?(?:±|\\+-|\\+/-) ?(\\S+)");
    private static final Pattern PART = Pattern.compile("(<=|≤|>=|≥) ?(\\S+ ?%)");

    private Bounds() {}

    /**
     * A bound.
     *
     * @throws IllegalArgumentException where the text is none
     */
    static Bound of(MetricKind metric, String text) {
        Matcher within = WITHIN.matcher(text.strip());
        if (within.matches()) {
            return new Within(
                    metric.dimension().parse(within.group(1)),
                    metric.dimension().parse(within.group(2)));
        }
        Matcher bound = BOUND.matcher(text.strip());
        if (!bound.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no bound, such as \"<= 100\", \">= 1.9\" or \"50% ± 10%\"");
        }
        return oneSided(bound.group(1), metric.dimension().parse(bound.group(2)));
    }

    /**
     * A claim of a load: a bound as any other, a count that must be met exactly ({@code exit: 0}), or a part of the limit that is measured by that metric
     * ({@code memory.peak: "<= 80%"}).
     *
     * @throws IllegalArgumentException where the text is none, or there is no such limit
     */
    static Expectation.Fits claimed(Place place, MetricKind metric, String text, Limits limits) {
        String claim = text.strip();
        if (metric.dimension() == Dimension.COUNT && claim.matches("\\d{1,15}")) {
            return new Expectation.Fits(
                    place, metric, new Within(metric.dimension().parse(claim), 0), Optional.empty(), text);
        }
        Matcher matcher = PART.matcher(claim);
        if (metric.dimension() == Dimension.RATIO || !matcher.matches()) {
            return new Expectation.Fits(place, metric, of(metric, claim), Optional.empty(), text);
        }
        double part = Dimension.percent(matcher.group(2));
        Bound bound = oneSided(matcher.group(1), part * whole(metric, limits));
        return new Expectation.Fits(
                place, metric, bound, Optional.of(part).filter(any -> part > 0 && bound instanceof AtMost), text);
    }

    private static double whole(MetricKind metric, Limits limits) {
        List<Double> edges = limits.limits().stream()
                .filter(limit -> limit.metric().equals(metric.limitedAs()))
                .map(Limit::limit)
                .map(Bound::edge)
                .filter(Double::isFinite)
                .distinct()
                .toList();
        if (edges.size() != 1) {
            throw new IllegalArgumentException(
                    edges.isEmpty()
                            ? "a percentage is of the limit, and the limits have none of " + metric.key()
                            : "a percentage is of the limit, and the limits have several of " + metric.key());
        }
        return edges.get(0);
    }

    private static Bound oneSided(String sign, double value) {
        return sign.equals("<=") || sign.equals("≤") ? new AtMost(value) : new AtLeast(value);
    }
}
