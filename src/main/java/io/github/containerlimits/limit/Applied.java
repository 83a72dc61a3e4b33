package io.github.containerlimits.limit;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the kernel shows of a limit that is a number.
 *
 * @param asked what it should show
 * @param value what it shows; absent where it shows no such limit
 * @param text the value with its unit
 */
public record Applied(double asked, OptionalDouble value, String text) {
    /** What the kernel rounds. */
    static final double ROUNDING = 0.01;

    static Applied of(double asked, OptionalDouble shown, String unit) {
        return new Applied(asked, shown, (shown.isPresent() ? String.valueOf(shown.getAsDouble()) : "none") + unit);
    }

    static Applied of(double asked, OptionalLong shown, String unit) {
        return new Applied(
                asked, toDouble(shown), (shown.isPresent() ? String.valueOf(shown.getAsLong()) : "none") + unit);
    }

    static OptionalDouble toDouble(OptionalLong number) {
        return number.isPresent() ? OptionalDouble.of((double) number.getAsLong()) : OptionalDouble.empty();
    }

    /** The limit in force, which is the lower of what was asked for and what is shown. */
    double inForce() {
        return Math.min(asked, value.orElse(asked));
    }

    boolean isLooser() {
        return value.isEmpty() || value.getAsDouble() > asked * (1 + ROUNDING);
    }

    boolean isTighter() {
        return value.isPresent() && value.getAsDouble() < asked * (1 - ROUNDING);
    }
}
