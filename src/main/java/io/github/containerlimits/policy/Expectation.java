package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.verdict.Bound;

/** What a trial of the user's own must show. */
public sealed interface Expectation {
    Place place();

    /** A metric keeps to a bound: {@code disk.write.iops: "<= 100"}. */
    record Measured(Place place, MetricKind metric, Bound bound, String text) implements Expectation {}

    /** A limit of the trial holds, by that limit's own evidence: {@code mem_limit: held}. */
    record LimitHeld(Place place, String key) implements Expectation {}
}
