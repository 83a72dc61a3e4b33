package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.Dimension;
import java.util.Optional;

/**
 * A measured value, or a bound, as a reader wants it.
 *
 * @param text with its unit; {@code -} where there is none
 * @param amount the number itself; absent where it is none, as for a set of CPUs
 */
public record Figure(String text, Optional<Amount> amount) {
    /** Nothing was measured. */
    public static final Figure NONE = new Figure("-", Optional.empty());

    /** A number of a metric's base unit. */
    public record Amount(double value, Dimension dimension) {}

    /** What is no number. */
    public static Figure of(String text) {
        return new Figure(text, Optional.empty());
    }

    /** A measured value that has no bound beside it. */
    public static Figure of(Dimension dimension, double value) {
        return new Figure(dimension.print(value), Optional.of(new Amount(value, dimension)));
    }

    static Figure of(String text, Dimension dimension, double value) {
        return new Figure(text, Optional.of(new Amount(value, dimension)));
    }

    @Override
    public String toString() {
        return text;
    }
}
