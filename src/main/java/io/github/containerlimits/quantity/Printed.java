package io.github.containerlimits.quantity;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.IntFunction;

/**
 * A number as a reader sees it. What was measured has three significant digits, {@code 0.504 CPUs}, {@code 19,700/s}, and more only where three would hide
 * on which side of a bound it is. What somebody declared is as exact as it was declared, without zeros at its end: {@code 0.5 CPUs}, {@code 256 MiB}.
 * Whole counts, and bytes below 1 KiB, are exact.
 *
 * @param number of the unit, rounded to the digits that are shown
 * @param unit how much of the base unit it is
 * @param name of the unit, with the space before it where there is one
 */
public record Printed(BigDecimal number, BigDecimal unit, String name) {
    /** Significant digits of what was measured. */
    public static final int DIGITS = 3;

    /** More than so many significant digits are not read: a number that was declared with more has three. */
    private static final int MOST_DECLARED = 6;

    /** A thousand's digits. */
    private static final int THOUSAND = 3;

    private static final BigDecimal KIBI = BigDecimal.valueOf(1024);
    private static final String[] SIZES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    /**
     * A number of base units.
     *
     * @param digits significant ones, 1 or more
     */
    public static Printed of(double value, int digits, String name) {
        return new Printed(rounded(BigDecimal.valueOf(value), digits), BigDecimal.ONE, name);
    }

    /** A whole number, with all of its digits. */
    public static Printed exact(double value, String name) {
        return new Printed(BigDecimal.valueOf(value).setScale(0, RoundingMode.HALF_UP), BigDecimal.ONE, name);
    }

    /** A part of 1 in percent. */
    public static Printed percent(double value, int digits) {
        return new Printed(rounded(BigDecimal.valueOf(value).movePointRight(2), digits), new BigDecimal("0.01"), "%");
    }

    /** Seconds, in milliseconds where they are less than one. */
    public static Printed latency(double seconds, int digits) {
        BigDecimal unit = Math.abs(seconds) < 1 ? new BigDecimal("0.001") : BigDecimal.ONE;
        return new Printed(
                rounded(BigDecimal.valueOf(seconds).divide(unit, MathContext.DECIMAL64), digits),
                unit,
                Math.abs(seconds) < 1 ? " ms" : " s");
    }

    /**
     * Bytes with the largest binary unit that leaves at least 1; digits before the point are never rounded.
     *
     * @param suffix behind the unit: {@code /s}
     */
    public static Printed bytes(double value, int digits, String suffix) {
        return bytes(BigDecimal.valueOf(value), digits, suffix);
    }

    private static Printed bytes(BigDecimal value, int digits, String suffix) {
        BigDecimal unit = BigDecimal.ONE;
        int size = 0;
        while (value.abs().compareTo(unit.multiply(KIBI)) >= 0 && size < SIZES.length - 1) {
            unit = unit.multiply(KIBI);
            size++;
        }
        BigDecimal exact = value.divide(unit, MathContext.DECIMAL128);
        boolean isWhole = size == 0 && exact.stripTrailingZeros().scale() <= 0;
        BigDecimal number = isWhole
                ? exact.setScale(0, RoundingMode.UNNECESSARY)
                : rounded(exact, Math.max(digits, exact.precision() - exact.scale()));
        return number.compareTo(KIBI) == 0 && size < SIZES.length - 1
                ? new Printed(rounded(BigDecimal.ONE, digits), unit.multiply(KIBI), " " + SIZES[size + 1] + suffix)
                : new Printed(number, unit, " " + SIZES[size] + suffix);
    }

    /** A size that was declared. */
    static Printed declared(Bytes bytes) {
        BigDecimal exact = BigDecimal.valueOf(bytes.value());
        return declared(exact, DIGITS, digits -> bytes(exact, digits, ""));
    }

    /** A number of base units that was declared. */
    public static Printed declared(double value, String name) {
        return declared(value, DIGITS, digits -> of(value, digits, name));
    }

    /**
     * A number that was declared: as exact as it is, where that can be read.
     *
     * @param least significant digits where it can't
     * @param digits prints the number in so many significant digits
     */
    public static Printed declared(double value, int least, IntFunction<Printed> digits) {
        return declared(BigDecimal.valueOf(value), least, digits);
    }

    private static Printed declared(BigDecimal exact, int least, IntFunction<Printed> digits) {
        for (int i = least; i <= Math.max(least, MOST_DECLARED); i++) {
            Printed printed = digits.apply(i);
            if (printed.inBase().compareTo(exact) == 0) {
                return printed.withoutZeros();
            }
        }
        return digits.apply(least);
    }

    private static BigDecimal rounded(BigDecimal exact, int digits) {
        if (exact.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_UP));
        int before = rounded.precision() - rounded.scale();
        return rounded.setScale(Math.max(0, digits - before), RoundingMode.UNNECESSARY);
    }

    private Printed withoutZeros() {
        BigDecimal stripped = number.stripTrailingZeros();
        return new Printed(stripped.setScale(Math.max(0, stripped.scale()), RoundingMode.UNNECESSARY), unit, name);
    }

    /** What a reader takes it for, in the base unit. */
    public BigDecimal inBase() {
        return number.multiply(unit);
    }

    /** {@code 19,700/s}; counts have no commas, as where they were declared. */
    @Override
    public String toString() {
        String plain = number.toPlainString();
        return name.isEmpty() ? plain : withCommas(plain) + name;
    }

    private static String withCommas(String plain) {
        StringBuilder text = new StringBuilder(plain);
        int first = plain.startsWith("-") ? 1 : 0;
        int point = plain.indexOf('.');
        for (int i = (point < 0 ? plain.length() : point) - THOUSAND; i > first; i -= THOUSAND) {
            text.insert(i, ',');
        }
        return text.toString();
    }
}
