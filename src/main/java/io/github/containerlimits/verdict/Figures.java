package io.github.containerlimits.verdict;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.quantity.Printed;
import java.util.List;

/** A measured value and what it must keep to, in as many digits as it takes to see on which side the value is. */
public record Figures(Figure measured, Figure bound) {
    /** Significant digits in which no two values are the same. */
    private static final int MOST_DIGITS = 18;

    /**
     * Of a metric of the dimension.
     *
     * @param tolerance a part of the bound
     */
    public static Figures of(Dimension dimension, double value, Bound bound, double tolerance) {
        int digits = Printed.DIGITS;
        while (digits < MOST_DIGITS && !isSeen(dimension, value, bound, tolerance, digits)) {
            digits++;
        }
        return new Figures(
                Figure.of(dimension.measured(value, digits).toString(), dimension, value),
                bound.figure(dimension, tolerance, digits));
    }

    private static boolean isSeen(Dimension dimension, double value, Bound bound, double tolerance, int digits) {
        double seen = dimension.measured(value, digits).inBase().doubleValue();
        Bound beside = bound.printed(dimension, tolerance, digits).rounded();
        return sides(seen, beside, tolerance).equals(sides(value, bound, tolerance));
    }

    /** Whether the value is within the bound itself, and within its tolerance. */
    private static List<Boolean> sides(double value, Bound bound, double tolerance) {
        return List.of(isWithin(value, bound, 0), isWithin(value, bound, tolerance));
    }

    private static boolean isWithin(double value, Bound bound, double tolerance) {
        return bound.low(tolerance) <= value && value <= bound.high(tolerance);
    }
}
