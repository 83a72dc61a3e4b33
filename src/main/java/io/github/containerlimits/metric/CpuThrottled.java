package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The part of the quota's periods in which it ran out (nr_throttled / nr_periods). Periods in which nothing wanted to run are not counted by the kernel. */
public final class CpuThrottled implements MetricKind {
    public static final CpuThrottled KIND = new CpuThrottled();

    private CpuThrottled() {}

    @Override
    public String key() {
        return "cpu.throttled";
    }

    @Override
    public Dimension dimension() {
        return Dimension.RATIO;
    }

    @Override
    public String noun() {
        return "part of periods in which the CPU quota ran out";
    }

    /** None: each period is counted. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        Series own = observed.measurement().own();
        OptionalLong periods = own.growth(Counters::periods);
        OptionalLong throttled = own.growth(Counters::throttledPeriods);
        return periods.isEmpty() || throttled.isEmpty()
                ? Optional.empty()
                : Optional.of(Value.exact(
                        periods.getAsLong() == 0 ? 0 : (double) throttled.getAsLong() / periods.getAsLong()));
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(Trace.of(
                "throttled periods",
                Dimension.COUNT,
                Trace.Kind.TOTAL,
                Counters::throttledPeriods,
                List.of(CgroupFile.CPU_STAT)));
    }

    /** None: it is pressure itself. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }
}
