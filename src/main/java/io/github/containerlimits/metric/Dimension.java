package io.github.containerlimits.metric;

import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.quantity.Printed;
import java.util.Arrays;

/** What kind of number a metric is: how it is written in a policy, and {@linkplain Printed printed}. */
public enum Dimension {
    /** CPUs: {@code 0.503 CPUs}. */
    CPUS("CPUs", " CPUs"),
    /** A part of 1, written and printed in percent: {@code 49.8%}. */
    RATIO("ratio", "%"),
    /** Bytes: {@code 301 MiB}. */
    BYTES("bytes", ""),
    /** A count without unit, printed exactly: {@code 1024}. */
    COUNT("count", ""),
    /** Seconds, written as a duration: {@code 3.40 s}. */
    SECONDS("seconds", " s"),
    /** Seconds, written as a duration and printed in milliseconds where they are less than one: {@code 12.3 ms}. */
    LATENCY("seconds", ""),
    /** Bytes a second: {@code 1.02 MiB/s}. */
    BYTES_A_SECOND("bytes/s", "/s"),
    /** Operations a second: {@code 19,700/s}. */
    COUNT_A_SECOND("count/s", "/s");

    private final String unit;
    private final String suffix;

    Dimension(String unit, String suffix) {
        this.unit = unit;
        this.suffix = suffix;
    }

    /** What a value is a number of, for programs: {@code bytes}. That of parts of 1 is {@code ratio}. */
    public String unit() {
        return unit;
    }

    /**
     * The first dimension of a unit.
     *
     * @throws IllegalArgumentException where it is none of {@link #unit()}
     */
    public static Dimension of(String unit) {
        return Arrays.stream(values())
                .filter(dimension -> dimension.unit.equals(unit))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + unit + "' is no unit"));
    }

    /** A measured value as a reader wants it, with its unit. */
    public String print(double value) {
        return measured(value, Printed.DIGITS).toString();
    }

    /** A value that somebody declared, as exact as that. */
    public String printDeclared(double value) {
        return declared(value, Printed.DIGITS).toString();
    }

    /**
     * A measured value.
     *
     * @param digits significant ones, which a whole count does not need
     */
    public Printed measured(double value, int digits) {
        return switch (this) {
            case RATIO -> Printed.percent(value, digits);
            case BYTES, BYTES_A_SECOND -> Printed.bytes(value, digits, suffix);
            case COUNT -> value == Math.rint(value) ? Printed.exact(value, suffix) : Printed.of(value, digits, suffix);
            case LATENCY -> Printed.latency(value, digits);
            case CPUS, SECONDS, COUNT_A_SECOND -> Printed.of(value, digits, suffix);
        };
    }

    /**
     * A value that somebody declared.
     *
     * @param least significant digits where it can't be exact
     */
    public Printed declared(double value, int least) {
        return Printed.declared(value, least, digits -> measured(value, digits));
    }

    /**
     * Reads a value as a policy has it: {@code 0.5}, {@code 10%}, {@code 512m}. Of a metric that has seconds in its name, a number without a unit is in
     * seconds.
     *
     * @throws IllegalArgumentException where the text is none
     */
    public double parse(String text) {
        return switch (this) {
            case BYTES, BYTES_A_SECOND -> (double) Bytes.parse(text).value();
            case RATIO -> percent(text);
            case SECONDS ->
                isNumber(text)
                        ? Double.parseDouble(text)
                        : Durations.parse(text).toNanos() / 1e9;
            case LATENCY -> Durations.parse(text).toNanos() / 1e9;
            case CPUS, COUNT, COUNT_A_SECOND -> {
                if (!isNumber(text)) {
                    throw new IllegalArgumentException("'" + text + "' is no number");
                }
                yield Double.parseDouble(text);
            }
        };
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,15}(\\.\\d{1,9})?");
    }

    /**
     * Reads a part of 1 that is written in percent: {@code 10%}.
     *
     * @throws IllegalArgumentException where the text is none
     */
    public static double percent(String text) {
        if (!text.matches("\\d{1,3}(\\.\\d{1,3})? ?%")) {
            throw new IllegalArgumentException("'" + text + "' is no percentage, such as 10%");
        }
        return Double.parseDouble(text.replace("%", "").strip()) / 100;
    }
}
