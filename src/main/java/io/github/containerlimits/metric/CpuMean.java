package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series.Window;
import java.util.Optional;
import java.util.OptionalLong;

/** CPU time over the time of the whole load, in CPUs. */
public final class CpuMean implements MetricKind {
    public static final CpuMean KIND = new CpuMean();

    private CpuMean() {}

    @Override
    public String key() {
        return "cpu.mean";
    }

    @Override
    public Dimension dimension() {
        return Dimension.CPUS;
    }

    @Override
    public String noun() {
        return "mean CPU time";
    }

    /** None: what the readings took is in the interval. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        Window whole = observed.measurement().own().whole();
        OptionalLong nanos = whole.growth(Counters::cpuNanos);
        return nanos.isEmpty() || whole.shortest() <= 0
                ? Optional.empty()
                : Optional.of(Value.rate(nanos.getAsLong() / 1e9, whole, 0, 0));
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return CpuUsage.KIND.trace(disk);
    }

    /** None: a mean says nothing of what was there at one time. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public MetricKind limitedAs() {
        return CpuUsage.KIND;
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }

    @Override
    public boolean isOfHost() {
        return true;
    }
}
