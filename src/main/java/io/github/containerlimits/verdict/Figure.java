package io.github.containerlimits.verdict;

import io.github.containerlimits.policy.Metric;
import java.util.Locale;

/** Prints measured values and bounds in their units. */
final class Figure {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Figure() {}

    /** A value as a reader wants it: {@code 301.0 MiB}, {@code 0.503 CPUs}, {@code 49.8%}, {@code 101.2}. */
    static String print(Metric metric, double value) {
        return switch (metric.dimension()) {
            case CPUS -> String.format(Locale.ROOT, "%.3f CPUs", value);
            case RATIO -> String.format(Locale.ROOT, "%.1f%%", value * 100);
            case BYTES -> bytes(value) + (isPerSecond(metric) ? "/s" : "");
            case COUNT -> count(value) + (isPerSecond(metric) ? "/s" : "");
        };
    }

    /** A measured value, with more digits where it is above its bound and would read the same. */
    static String printBeside(Metric metric, double value, double bound) {
        String text = print(metric, value);
        if (value <= bound || !text.equals(print(metric, bound))) {
            return text;
        }
        return switch (metric.dimension()) {
            case CPUS -> String.format(Locale.ROOT, "%.6f CPUs", value);
            case RATIO -> String.format(Locale.ROOT, "%.4f%%", value * 100);
            case BYTES -> String.format(Locale.ROOT, "%,.0f B", value) + (isPerSecond(metric) ? "/s" : "");
            case COUNT -> String.format(Locale.ROOT, "%.6f", value) + (isPerSecond(metric) ? "/s" : "");
        };
    }

    private static boolean isPerSecond(Metric metric) {
        return switch (metric) {
            case DISK_READ_IOPS, DISK_WRITE_IOPS, DISK_READ_BPS, DISK_WRITE_BPS -> true;
            default -> false;
        };
    }

    private static String count(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    private static String bytes(double value) {
        int unit = 0;
        double scaled = value;
        while (scaled >= 1024 && unit < UNITS.length - 1) {
            scaled /= 1024;
            unit++;
        }
        return (unit == 0 ? String.format(Locale.ROOT, "%.0f ", scaled) : String.format(Locale.ROOT, "%.1f ", scaled))
                + UNITS[unit];
    }
}
