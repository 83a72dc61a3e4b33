package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Served;
import java.util.Optional;
import java.util.OptionalDouble;

/** The part of the load's requests that an application did not answer, or with a status of 400 or more. */
public final class HttpErrors implements HttpMetric {
    public static final HttpErrors KIND = new HttpErrors();

    private static final double USUAL_MOST = 0.01;

    private HttpErrors() {}

    @Override
    public String key() {
        return "http.errors";
    }

    @Override
    public Dimension dimension() {
        return Dimension.RATIO;
    }

    @Override
    public String noun() {
        return "part of requests that failed";
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return HttpMetric.served(observed)
                .filter(Served::isDelivered)
                .map(served -> new Value(served.failures(), served.failures(), served.failuresAtMost(), true, false));
    }

    @Override
    public OptionalDouble usualMost() {
        return OptionalDouble.of(USUAL_MOST);
    }

    /** Who answers with a failure is there; who does not answer may have had no CPU. */
    @Override
    public boolean isSlowness(Observed observed, double high) {
        return HttpMetric.served(observed)
                .filter(served -> served.rejections() > high)
                .isEmpty();
    }
}
