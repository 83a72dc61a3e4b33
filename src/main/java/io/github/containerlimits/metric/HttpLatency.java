package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Served;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What an application took to answer the requests of its load, from the moment at which each was to begin.
 *
 * @param name behind {@code http.}
 * @param part that took no longer; 1 for all
 */
public record HttpLatency(String name, double part) implements HttpMetric {
    public static final HttpLatency P50 = new HttpLatency("p50", 0.5);
    public static final HttpLatency P95 = new HttpLatency("p95", 0.95);
    public static final HttpLatency P99 = new HttpLatency("p99", 0.99);
    public static final HttpLatency MAX = new HttpLatency("max", 1);

    @Override
    public String key() {
        return "http." + name;
    }

    @Override
    public Dimension dimension() {
        return Dimension.LATENCY;
    }

    @Override
    public String noun() {
        return part == 1
                ? "longest time of an answer"
                : "time within which " + Dimension.RATIO.printDeclared(part) + " were answered";
    }

    @Override
    public OptionalDouble partOfAnswers() {
        return OptionalDouble.of(part);
    }

    /** Of a load that did not come about nothing is known. */
    @Override
    public Optional<Value> read(Observed observed) {
        return HttpMetric.served(observed)
                .filter(Served::isTimed)
                .flatMap(served -> served.quantile(part))
                .map(Value::exact);
    }
}
