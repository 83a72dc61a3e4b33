package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Processes and threads that could not begin because of a limit on pids. */
public final class RefusedForks implements MetricKind {
    public static final RefusedForks KIND = new RefusedForks();

    private RefusedForks() {}

    @Override
    public String key() {
        return "pids.refused";
    }

    @Override
    public Dimension dimension() {
        return Dimension.COUNT;
    }

    @Override
    public String noun() {
        return "number of refused forks";
    }

    /** None: each is counted. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        OptionalLong refused = observed.measurement().own().growth(Counters::pidsLimitHits);
        return refused.isPresent() ? Optional.of(Value.exact((double) refused.getAsLong())) : Optional.empty();
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(Trace.of(
                "refused forks",
                Dimension.COUNT,
                Trace.Kind.TOTAL,
                Counters::pidsLimitHits,
                List.of(CgroupFile.PIDS_EVENTS)));
    }

    @Override
    public boolean onlyGrows() {
        return true;
    }

    /** None: what is refused shows that the limit is there, but none is a fact about the load. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }

    @Override
    public MetricKind limitedAs() {
        return PidsPeak.KIND;
    }

    @Override
    public OptionalDouble usualMost() {
        return OptionalDouble.of(0);
    }
}
