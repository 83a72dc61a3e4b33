package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Processes killed by the kernel because memory ran out. */
public final class OomKills implements MetricKind {
    public static final OomKills KIND = new OomKills();

    private OomKills() {}

    @Override
    public String key() {
        return "memory.oom_kills";
    }

    @Override
    public Dimension dimension() {
        return Dimension.COUNT;
    }

    @Override
    public String noun() {
        return "number of OOM kills";
    }

    /** None: each kill is counted. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        OptionalLong kills = observed.measurement().own().growth(Counters::oomKills);
        return kills.isPresent() ? Optional.of(Value.exact((double) kills.getAsLong())) : Optional.empty();
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(Trace.of(
                "OOM kills",
                Dimension.COUNT,
                Trace.Kind.TOTAL,
                Counters::oomKills,
                List.of(CgroupFile.MEMORY_OOM_CONTROL, CgroupFile.MEMORY_EVENTS)));
    }

    @Override
    public boolean onlyGrows() {
        return true;
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return MemoryPressure.onMemory(observed.measurement());
    }

    @Override
    public OptionalDouble usualMost() {
        return OptionalDouble.of(0);
    }
}
