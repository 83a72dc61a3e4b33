package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.quantity.Printed;

/** What a measured value must keep to, in the metric's base unit (CPUs, parts of 1, bytes, a count). */
public sealed interface Bound {
    /** The value that a load presses against: the highest that is allowed, or the lowest where only that is bounded. */
    double edge();

    /**
     * The lowest value that counts as within; negative infinity where there is none.
     *
     * @param tolerance a part of the bound
     */
    double low(double tolerance);

    /**
     * The highest value that counts as within; infinity where there is none.
     *
     * @param tolerance a part of the bound
     */
    double high(double tolerance);

    /**
     * As a reader wants it: {@code ≤ 0.5 CPUs (±10%)}.
     *
     * @param tolerance a part of the bound
     */
    default Figure figure(Dimension dimension, double tolerance) {
        return figure(dimension, tolerance, Printed.DIGITS);
    }

    /**
     * The same in so many digits.
     *
     * @param digits significant ones, where it can't be exact
     */
    default Figure figure(Dimension dimension, double tolerance, int digits) {
        return printed(dimension, tolerance, digits).figure().keptBy(new Figure.Range(low(tolerance), high(tolerance)));
    }

    /**
     * As a reader sees it.
     *
     * @param digits significant ones, where it can't be exact
     */
    Shown printed(Dimension dimension, double tolerance, int digits);

    /**
     * A bound as a reader sees it.
     *
     * @param rounded what is taken from it
     */
    record Shown(Figure figure, Bound rounded) {}

    /** At most the value: {@code <= 100}. */
    record AtMost(double value) implements Bound {
        @Override
        public double edge() {
            return value;
        }

        @Override
        public double low(double tolerance) {
            return Double.NEGATIVE_INFINITY;
        }

        @Override
        public double high(double tolerance) {
            return value * (1 + tolerance);
        }

        @Override
        public Shown printed(Dimension dimension, double tolerance, int digits) {
            Printed printed = dimension.declared(value, digits);
            return new Shown(
                    oneSided("≤ ", printed, value, dimension, tolerance),
                    new AtMost(printed.inBase().doubleValue()));
        }
    }

    /** At least the value: {@code >= 1.9}. */
    record AtLeast(double value) implements Bound {
        @Override
        public double edge() {
            return value;
        }

        @Override
        public double low(double tolerance) {
            return value * (1 - tolerance);
        }

        @Override
        public double high(double tolerance) {
            return Double.POSITIVE_INFINITY;
        }

        @Override
        public Shown printed(Dimension dimension, double tolerance, int digits) {
            Printed printed = dimension.declared(value, digits);
            return new Shown(
                    oneSided("≥ ", printed, value, dimension, tolerance),
                    new AtLeast(printed.inBase().doubleValue()));
        }
    }

    /** Within the distance of the value: {@code 50% ± 10%}, which is 40 % to 60 %; the value itself where the distance is 0. */
    record Within(double value, double distance) implements Bound {
        @Override
        public double edge() {
            return value + distance;
        }

        @Override
        public double low(double tolerance) {
            return value - distance;
        }

        @Override
        public double high(double tolerance) {
            return value + distance;
        }

        @Override
        public Shown printed(Dimension dimension, double tolerance, int digits) {
            Printed middle = dimension.declared(value, digits);
            Printed about = dimension.declared(distance, digits);
            return new Shown(
                    Figure.of(distance == 0 ? middle.toString() : middle + " ± " + about, dimension, value),
                    new Within(middle.inBase().doubleValue(), about.inBase().doubleValue()));
        }
    }

    private static Figure oneSided(String sign, Printed printed, double value, Dimension dimension, double tolerance) {
        String slack = tolerance == 0 ? "" : " (±" + Dimension.RATIO.printDeclared(tolerance) + ")";
        return Figure.of(sign + printed + slack, dimension, value);
    }
}
