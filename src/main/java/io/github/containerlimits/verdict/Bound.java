package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.MetricKind;
import java.util.Locale;

/** What a measured value must keep to, in the metric's base unit (CPUs, parts of 1, bytes, a count). */
public sealed interface Bound {
    /** The value that a load presses against: the highest that is allowed, or the lowest where only that is bounded. */
    double edge();

    /**
     * As a reader wants it: {@code ≤ 0.500 CPUs (±10%)}.
     *
     * @param tolerance a part of the bound
     */
    Figure figure(MetricKind metric, double tolerance);

    /** At most the value: {@code <= 100}. */
    record AtMost(double value) implements Bound {
        @Override
        public double edge() {
            return value;
        }

        @Override
        public Figure figure(MetricKind metric, double tolerance) {
            return oneSided("≤ ", value, metric, tolerance);
        }
    }

    /** At least the value: {@code >= 1.9}. */
    record AtLeast(double value) implements Bound {
        @Override
        public double edge() {
            return value;
        }

        @Override
        public Figure figure(MetricKind metric, double tolerance) {
            return oneSided("≥ ", value, metric, tolerance);
        }
    }

    /** Within the distance of the value: {@code 50% ± 10%}, which is 40 % to 60 %. */
    record Within(double value, double distance) implements Bound {
        @Override
        public double edge() {
            return value + distance;
        }

        @Override
        public Figure figure(MetricKind metric, double tolerance) {
            Figure middle = Figure.of(metric.dimension(), value);
            return new Figure(middle.text() + " ± " + metric.dimension().print(distance), middle.amount());
        }
    }

    private static Figure oneSided(String sign, double value, MetricKind metric, double tolerance) {
        Figure figure = Figure.of(metric.dimension(), value);
        String slack = tolerance == 0 ? "" : String.format(Locale.ROOT, " (±%.0f%%)", tolerance * 100);
        return new Figure(sign + figure.text() + slack, figure.amount());
    }
}
