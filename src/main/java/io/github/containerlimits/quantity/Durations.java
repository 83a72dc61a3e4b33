package io.github.containerlimits.quantity;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Compose writes them: {@code 10s}, {@code 1m30s}, {@code 500ms}. */
public final class Durations {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9}(?:h|ms|m|s))+");
    private static final Pattern PART = Pattern.compile("(\\d{1,9})(h|ms|m|s)");

    private Durations() {}

    /** How long something took: {@code 0.1 s}, {@code 23.4 s}. */
    public static String print(Duration duration) {
        return seconds(duration) + " s";
    }

    /** The same of seconds. */
    public static String print(double seconds) {
        return print(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    /** The same without its unit. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1e3);
    }

    /**
     * Reads numbers each with a unit of h, m, s or ms.
     *
     * @throws IllegalArgumentException where the text is no duration
     */
    public static Duration parse(String text) {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no duration, such as 10s or 1m30s");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "h" -> Duration.ofHours(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "s" -> Duration.ofSeconds(number);
                        default -> Duration.ofMillis(number);
                    });
        }
        return sum;
    }
}
