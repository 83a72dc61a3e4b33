package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.measure.Counters;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * How a metric looks over the time of a load.
 *
 * @param noun what the values are, in words: {@code memory in use}
 * @param dimension of the values
 * @param kind what a value is made of
 * @param counter what it is read off in each reading
 * @param base how much of the counter is one of the dimension's base unit: 1e9 where nanoseconds make CPUs
 * @param files those of the control group that have it, of both versions
 */
public record Trace(
        String noun,
        Dimension dimension,
        Kind kind,
        Function<Counters, OptionalLong> counter,
        double base,
        List<CgroupFile> files) {
    public Trace {
        files = List.copyOf(files);
    }

    /** What a value is made of. */
    public enum Kind {
        /** What the counter shows in a reading. */
        LEVEL,
        /** By how much it grew since the reading before the load. */
        TOTAL,
        /** By how much it grew a second since the reading before. */
        RATE
    }

    static Trace of(
            String noun,
            Dimension dimension,
            Kind kind,
            Function<Counters, OptionalLong> counter,
            List<CgroupFile> files) {
        return new Trace(noun, dimension, kind, counter, 1, files);
    }
}
