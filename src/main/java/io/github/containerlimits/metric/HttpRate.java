package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Served;
import java.util.Optional;

/** Requests a second of the load that began when they were to. */
public final class HttpRate implements HttpMetric {
    public static final HttpRate KIND = new HttpRate();

    private HttpRate() {}

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

    @Override
    public Optional<Value> read(Observed observed) {
        return HttpMetric.served(observed).map(Served::begun).map(Value::exact);
    }
}
