package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.verdict.Bound;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a trial of the user's own must show. */
public sealed interface Expectation {
    Place place();

    /** A metric keeps to a bound: {@code disk.write.iops: "<= 100"}. */
    record Measured(Place place, MetricKind metric, Bound bound, String text) implements Expectation {}

    /**
     * A load fits: what it takes, and how it ends, keeps to a bound, by the load having run to its end.
     *
     * @param part of the limit that it may take at most, above 0; absent where the bound is no part of one
     */
    record Fits(Place place, MetricKind metric, Bound bound, Optional<Double> part, String text)
            implements Expectation {}

    /** A load that ran to its end has printed what a regular expression finds. */
    record Prints(Place place, Pattern pattern) implements Expectation {}

    /** A limit of the trial holds, by that limit's own evidence: {@code mem_limit: held}. */
    record LimitHeld(Place place, String key) implements Expectation {}
}
