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

    public static Figure of(Dimension dimension, double value) {
        return new Figure(dimension.print(value), Optional.of(new Amount(value, dimension)));
    }

    /** A measured value, with more digits where it is above its bound and would read the same. */
    static Figure beside(Dimension dimension, double value, double bound) {
        return new Figure(dimension.printBeside(value, bound), Optional.of(new Amount(value, dimension)));
    }

    @Override
    public String toString() {
        return text;
    }
}
