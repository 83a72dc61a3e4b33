package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Served;
import java.util.Optional;

/** A metric of the answers to an application's load over HTTP. */
sealed interface HttpMetric extends MetricKind permits HttpErrors, HttpLatency, HttpRate {
    /** Absent where nothing was asked, or the load goes on. */
    static Optional<Served> served(Observed observed) {
        return observed.measurement().life().flatMap(Life::served);
    }

    /** None: each request is counted, and each answer timed. */
    @Override
    default double tolerance() {
        return 0;
    }

    /** None: no limit sets it. */
    @Override
    default Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    /** Why nothing is known of the answers. */
    @Override
    default String lack(Observed observed) {
        return served(observed).map(HttpMetric::lack).orElse("nothing was asked of it");
    }

    private static String lack(Served served) {
        if (!served.isDelivered()) {
            Dimension rate = Dimension.COUNT_A_SECOND;
            return "the loader began only " + rate.print(served.begun()) + " of " + rate.print(served.asked())
                    + " requests on time";
        }
        return served.isTimed()
                ? "none of " + served.requests() + " requests was answered"
                : served.endless() + " of " + served.requests()
                        + " answers had no length, so that nobody knows when they ended";
    }

    @Override
    default boolean isOfLoad() {
        return true;
    }

    @Override
    default boolean isOfApplication() {
        return true;
    }

    @Override
    default boolean isOfHttp() {
        return true;
    }

    /** Who has no CPU is slow. */
    @Override
    default boolean isSlowness(Observed observed, double high) {
        return true;
    }
}
