package io.github.containerlimits.limit;

import io.github.containerlimits.quantity.Printed;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What the kernel shows of a limit that is a number.
 *
 * @param asked what it should show
 * @param value what it shows; absent where it shows no such limit
 * @param text the value with its unit
 * @param rounding by how much what is shown may be off what was asked for, as a part of it, and still be that
 */
public record Applied(double asked, OptionalDouble value, String text, double rounding) {
    /** What the kernel rounds. */
    static final double ROUNDING = 0.01;

    /** What a calculation rounds. */
    private static final double EXACT = 1e-9;

    static Applied of(double asked, OptionalDouble shown, String unit) {
        return printed(
                asked,
                shown,
                shown.isPresent() ? Printed.declared(shown.getAsDouble(), unit).toString() : "none" + unit);
    }

    static Applied of(double asked, OptionalLong shown, String unit) {
        return printed(asked, toDouble(shown), (shown.isPresent() ? String.valueOf(shown.getAsLong()) : "none") + unit);
    }

    /** @param text the value with its unit */
    static Applied printed(double asked, OptionalDouble shown, String text) {
        return new Applied(asked, shown, text, ROUNDING);
    }

    /** One that is rounded by up to that part of it, where that is more than the kernel does. */
    Applied roundedBy(double part) {
        return new Applied(asked, value, text, part);
    }

    static OptionalDouble toDouble(OptionalLong number) {
        return number.isPresent() ? OptionalDouble.of((double) number.getAsLong()) : OptionalDouble.empty();
    }

    /** The limit in force, which is the lower of what was asked for and what is shown. */
    double inForce() {
        return Math.min(asked, value.orElse(asked));
    }

    boolean isLooser() {
        return value.isEmpty() || value.getAsDouble() > asked * (1 + rounding + EXACT);
    }

    /** What is to be said beside that it is in force, as the tail of a sentence; empty where it is as asked. */
    String remark() {
        if (value.isPresent() && value.getAsDouble() < asked * (1 - ROUNDING)) {
            return Limit.TIGHTER + text;
        }
        return !isLooser() && value.orElse(0) > asked * (1 + EXACT)
                ? "; the limit in force is rounded up: the control group shows " + text
                : "";
    }
}
