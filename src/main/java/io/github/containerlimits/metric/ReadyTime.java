package io.github.containerlimits.metric;

import java.util.Optional;

/** Seconds from an application's start to when it was seen to be ready, as the line of its readiness has it. */
public final class ReadyTime implements MetricKind {
    public static final ReadyTime KIND = new ReadyTime();

    private ReadyTime() {}

    @Override
    public String key() {
        return "ready.seconds";
    }

    @Override
    public Dimension dimension() {
        return Dimension.SECONDS;
    }

    @Override
    public String noun() {
        return "time until it was ready";
    }

    /** None: what lies between two looks is in the interval. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return observed.measurement()
                .life()
                .flatMap(life -> life.ready())
                .map(ready -> new Value(ready.high(), ready.low(), ready.high(), true, false));
    }

    /** None: no limit sets it. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public String lack(Observed observed) {
        return "it was never ready";
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }

    @Override
    public boolean isOfApplication() {
        return true;
    }

    /** Who has no CPU is slow. */
    @Override
    public boolean isSlowness(Observed observed, double high) {
        return true;
    }
}
