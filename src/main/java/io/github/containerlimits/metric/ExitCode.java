package io.github.containerlimits.metric;

import java.util.Optional;
import java.util.OptionalDouble;

/** The load's exit code, 128 + n where signal n ended it. */
public final class ExitCode implements MetricKind {
    public static final ExitCode KIND = new ExitCode();

    private ExitCode() {}

    @Override
    public String key() {
        return "exit";
    }

    @Override
    public Dimension dimension() {
        return Dimension.COUNT;
    }

    @Override
    public String noun() {
        return "exit code";
    }

    /** None: it is a name and no amount. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return observed.measurement().exit().map(exit -> Value.exact(exit.code()));
    }

    /** None: no limit sets it. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }

    @Override
    public boolean isOfEnd() {
        return true;
    }

    @Override
    public OptionalDouble usualMost() {
        return OptionalDouble.of(0);
    }
}
