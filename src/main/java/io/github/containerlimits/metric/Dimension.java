package io.github.containerlimits.metric;

import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.Durations;
import java.util.Locale;

/** What kind of number a metric is: how it is written in a policy, and printed. */
public enum Dimension {
    /** CPUs: {@code 0.503 CPUs}. */
    CPUS("%.3f CPUs", "%.6f CPUs", 1, ""),
    /** A part of 1, written and printed in percent: {@code 49.8%}. */
    RATIO("%.1f%%", "%.4f%%", 100, ""),
    /** Bytes: {@code 301.0 MiB}. */
    BYTES("", "%,.0f B", 1, ""),
    /** A count without unit: {@code 101.2}. */
    COUNT("%.1f", "%.6f", 1, ""),
    /** Seconds, written as a duration: {@code 3.4 s}. */
    SECONDS("%.1f s", "%.6f s", 1, ""),
    /** Bytes a second: {@code 1.0 MiB/s}. */
    BYTES_A_SECOND("", "%,.0f B", 1, "/s"),
    /** Operations a second: {@code 101.2/s}. */
    COUNT_A_SECOND("%.1f", "%.6f", 1, "/s");

    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private final String format;
    private final String exactFormat;
    private final double scale;
    private final String suffix;

    Dimension(String format, String exactFormat, double scale, String suffix) {
        this.format = format;
        this.exactFormat = exactFormat;
        this.scale = scale;
        this.suffix = suffix;
    }

    /** A value as a reader wants it, with its unit. */
    public String print(double value) {
        if (format.isEmpty()) {
            return bytes(value) + suffix;
        }
        boolean isWhole = (this == COUNT || this == COUNT_A_SECOND) && value == Math.rint(value);
        return String.format(Locale.ROOT, isWhole ? "%.0f" : format, value * scale) + suffix;
    }

    /** A measured value, with more digits where it is above its bound and would read the same. */
    public String printBeside(double value, double bound) {
        String text = print(value);
        return value <= bound || !text.equals(print(bound))
                ? text
                : String.format(Locale.ROOT, exactFormat, value * scale) + suffix;
    }

    /**
     * Reads a value as a policy has it: {@code 0.5}, {@code 10%}, {@code 512m}.
     *
     * @throws IllegalArgumentException where the text is none
     */
    public double parse(String text) {
        return switch (this) {
            case BYTES, BYTES_A_SECOND -> (double) Bytes.parse(text).value();
            case RATIO -> percent(text);
            case SECONDS -> Durations.parse(text).toNanos() / 1e9;
            case CPUS, COUNT, COUNT_A_SECOND -> {
                if (!text.matches("\\d{1,15}(\\.\\d{1,9})?")) {
                    throw new IllegalArgumentException("'" + text + "' is no number");
                }
                yield Double.parseDouble(text);
            }
        };
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

    private static String bytes(double value) {
        int unit = 0;
        double scaled = value;
        while (scaled >= 1024 && unit < UNITS.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f " : "%.1f ", scaled) + UNITS[unit];
    }
}
