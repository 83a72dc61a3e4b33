package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of a metric, in its base unit (CPUs, parts of 1, bytes, a count).
 *
 * @param low what the true value is not below, as far as the way of measuring goes
 * @param high what it is not above
 * @param isFinal whether it will not change any more, but for getting more certain
 * @param isSampled whether it is the highest of some readings, where the kernel keeps no mark of the highest: the true value may be higher
 */
public record Value(double value, double low, double high, boolean isFinal, boolean isSampled) {
    /** A value that is known exactly and changes no more. */
    public static Value exact(double value) {
        return new Value(value, value, value, true, false);
    }

    /** By the kernel's mark of the highest; where it keeps none, by the highest of the readings. */
    static Optional<Value> highest(
            Series own, Function<Counters, OptionalLong> mark, Function<Counters, OptionalLong> now) {
        OptionalLong marked = own.highest(mark);
        OptionalLong found = marked.isPresent() ? marked : own.highest(now);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        double highest = (double) found.getAsLong();
        return Optional.of(new Value(highest, highest, highest, true, marked.isEmpty()));
    }

    /**
     * The same of an application, whose control group the runtime was in before: the mark counts where it rose after the first reading; otherwise the
     * highest of the readings does, and the mark is but what it was not above.
     */
    static Optional<Value> highestOfApplication(
            Series own, Function<Counters, OptionalLong> mark, Function<Counters, OptionalLong> now) {
        OptionalLong begin = own.running().stream().findFirst().map(mark).orElse(OptionalLong.empty());
        OptionalLong marked = own.highest(mark);
        OptionalLong sampled = own.highest(now);
        if (begin.isEmpty() || sampled.isEmpty() || marked.getAsLong() > begin.getAsLong()) {
            return highest(own, mark, now);
        }
        double highest = (double) sampled.getAsLong();
        return Optional.of(new Value(highest, highest, Math.max(highest, (double) marked.getAsLong()), true, true));
    }

    /** A value that may still move. */
    static Value moving(double value, double low, double high) {
        return new Value(value, low, high, false, false);
    }

    /**
     * A rate that may still move: what a counter grew by in a window, in which it may have been read at any moment of the first and of the last
     * reading.
     *
     * @param edge by how much more or less than at the rate itself may have passed at the window's edges
     * @param behind what may have passed before the window but was counted in it
     */
    static Value rate(double growth, Window window, double edge, double behind) {
        return moving(
                growth / window.seconds(),
                Math.max(0, growth - edge - behind) / window.longest(),
                (growth + edge) / window.shortest());
    }

    /** By how many seconds a counter of nanoseconds grew in each second of a window; absent where the counter is, or where no time passed. */
    static Optional<Value> ofTime(Window window, Function<Counters, OptionalLong> nanos) {
        OptionalLong growth = window.growth(nanos);
        return growth.isEmpty() || window.shortest() <= 0
                ? Optional.empty()
                : Optional.of(rate(growth.getAsLong() / 1e9, window, 0, 0));
    }

    /** This one's part of all, 0 to 1: at its lowest where the others were at their highest, and the other way round. */
    Value partBeside(List<Value> others) {
        return moving(
                part(value, others, Value::value), part(low, others, Value::high), part(high, others, Value::low));
    }

    private static double part(double own, List<Value> others, ToDoubleFunction<Value> of) {
        return own / (own + others.stream().mapToDouble(of).sum());
    }

    /** The same in another unit. */
    Value times(double factor) {
        return new Value(value * factor, low * factor, high * factor, isFinal, isSampled);
    }

    /** By how much the true value may differ from this one at most. */
    public double uncertainty() {
        return Math.max(high - value, value - low);
    }
}
