package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Served;
import java.util.Optional;

/** Requests a second of the load that began when they were to. */
public final class HttpRate implements MetricKind {
    public static final HttpRate KIND = new HttpRate();

    private HttpRate() {}

    static Optional<Served> served(Observed observed) {
        return observed.measurement().life().flatMap(Life::served);
    }

    /** Why nothing is known of the answers. */
    static String lackOfLoad(Observed observed) {
        return served(observed)
                .map(served -> served.isDelivered() && !served.isTimed()
                        ? served.endless() + " of " + served.requests()
                                + " answers had no length, so that nobody knows when they ended"
                        : served.isDelivered()
                                ? "none of " + served.requests() + " requests was answered"
                                : "the loader began only " + KIND.dimension().print(served.begun()) + " of "
                                        + KIND.dimension().print(served.asked()) + " requests on time")
                .orElse("nothing was asked of it");
    }

    @Override
    public String key() {
        return "http.rate";
    }

    @Override
    public Dimension dimension() {
        return Dimension.COUNT_A_SECOND;
    }

    @Override
    public String noun() {
        return "rate at which requests began on time";
    }

    /** None: each request is counted. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return served(observed).map(Served::begun).map(Value::exact);
    }

    /** None: no limit sets it. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public String lack(Observed observed) {
        return lackOfLoad(observed);
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

    /** Who has no CPU is slow. */
    @Override
    public boolean isSlowness(Observed observed, double high) {
        return true;
    }
}
