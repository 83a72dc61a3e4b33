package io.github.containerlimits.report.html;

import io.github.containerlimits.quantity.Durations;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** Numbers as a page has them. */
final class Numbers {
    private static final int DIGITS = 7;

    private static final double EXACT = 9e15;

    private Numbers() {}

    /** A place in a drawing, with one digit after the point. */
    static String place(double number) {
        return plain(BigDecimal.valueOf(number).setScale(1, RoundingMode.HALF_UP));
    }

    /** A whole number as it is, any other with seven significant digits. */
    static String exact(double number) {
        return number == Math.rint(number) && Math.abs(number) < EXACT
                ? String.valueOf((long) number)
                : plain(new BigDecimal(number, new MathContext(DIGITS)));
    }

    /** Milliseconds are the last digit. */
    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    /** {@code 1.2 s}. */
    static String text(Duration duration) {
        return Durations.print(duration);
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
