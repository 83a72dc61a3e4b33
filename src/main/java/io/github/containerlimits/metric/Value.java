package io.github.containerlimits.metric;

/**
 * What was measured of a metric, in its base unit (CPUs, parts of 1, bytes, a count).
 *
 * @param uncertainty by how much the true value may differ from this one, as far as the way of measuring goes
 * @param isFinal whether it will not change any more, but for getting more certain
 * @param isSampled whether it is the highest of some readings, where the kernel keeps no mark of the highest: the true value may be higher
 */
public record Value(double value, double uncertainty, boolean isFinal, boolean isSampled) {
    /** A value that is known exactly and changes no more. */
    public static Value exact(double value) {
        return new Value(value, 0, true, false);
    }

    /** A value that may still move. */
    static Value moving(double value, double uncertainty) {
        return new Value(value, uncertainty, false, false);
    }

    public double low() {
        return value - uncertainty;
    }

    public double high() {
        return value + uncertainty;
    }
}
