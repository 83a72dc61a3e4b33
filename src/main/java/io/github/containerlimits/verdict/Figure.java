package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.Dimension;
import java.util.Optional;

/**
 * A measured value, or a bound, as a reader wants it.
 *
 * @param text with its unit; {@code -} where there is none
 * @param amount the number itself; absent where it is none, as for a set of CPUs
 * @param within the values that keep to it, where it is the bound of a number
 */
public record Figure(String text, Optional<Amount> amount, Optional<Range> within) {
    /** Nothing was measured. */
    public static final Figure NONE = of("-");

    /** A number of a metric's base unit. */
    public record Amount(double value, Dimension dimension) {}

    /**
     * Values from the lowest to the highest, tolerance included, in a metric's base unit.
     *
     * @param low negative infinity where there is none
     * @param high infinity where there is none
     */
    public record Range(double low, double high) {}

    /** What is no number. */
    public static Figure of(String text) {
        return new Figure(text, Optional.empty(), Optional.empty());
    }

    /** A measured value that has no bound beside it. */
    public static Figure of(Dimension dimension, double value) {
        return of(dimension.print(value), dimension, value);
    }

    static Figure of(String text, Dimension dimension, double value) {
        return new Figure(text, Optional.of(new Amount(value, dimension)), Optional.empty());
    }

    /** The same as a bound, which these values keep to. */
    Figure keptBy(Range values) {
        return new Figure(text, amount, Optional.of(values));
    }

    @Override
    public String toString() {
        return text;
    }
}
