package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Served;
import java.util.Optional;
import java.util.OptionalDouble;

/** The part of the load's requests that an application did not answer, or with a status of 400 or more. */
public final class HttpErrors implements MetricKind {
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

    /** None: each request is counted. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return HttpRate.served(observed)
                .filter(Served::isDelivered)
                .map(served -> new Value(served.failures(), served.failures(), served.failuresAtMost(), true, false));
    }

    /** None: no limit sets it. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public String lack(Observed observed) {
        return HttpRate.lackOfLoad(observed);
    }

    @Override
    public OptionalDouble usualMost() {
        return OptionalDouble.of(USUAL_MOST);
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }

    @Override
    public boolean isOfApplication() {
        return true;
    }

    @Override
    public boolean isOfHttp() {
        return true;
    }

    /** Who answers with a failure is there; who does not answer may have had no CPU. */
    @Override
    public boolean isSlowness(Observed observed, double high) {
        return HttpRate.served(observed)
                .filter(served -> served.rejections() > high)
                .isEmpty();
    }
}
