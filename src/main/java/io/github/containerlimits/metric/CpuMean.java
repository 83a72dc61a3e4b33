package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import java.util.Optional;

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
        return Value.ofTime(observed.measurement().own().whole(), Counters::cpuNanos);
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
