package io.github.containerlimits.metric;

import java.util.Optional;

/** Bytes of the container's output that the engine keeps. */
public final class LogBytes implements MetricKind {
    public static final LogBytes KIND = new LogBytes();

    private LogBytes() {}

    @Override
    public String key() {
        return "log.size";
    }

    @Override
    public Dimension dimension() {
        return Dimension.BYTES;
    }

    @Override
    public String noun() {
        return "what the engine kept of the output";
    }

    /** 2 %: what an engine's driver adds, or has still on its way. */
    @Override
    public double tolerance() {
        return 0.02;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return observed.measurement().log().map(log -> Value.exact((double) log.kept()));
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return observed.measurement()
                .log()
                .filter(log -> log.printed() > log.kept())
                .map(log -> dimension().print((double) log.printed()) + " were printed");
    }

    @Override
    public boolean isOfLog() {
        return true;
    }
}
