package io.github.containerlimits.metric;

import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import java.util.List;
import java.util.Optional;

/** Seconds from the load's start to its end. */
public final class RunTime implements MetricKind {
    public static final RunTime KIND = new RunTime();

    private RunTime() {}

    @Override
    public String key() {
        return "seconds";
    }

    @Override
    public Dimension dimension() {
        return Dimension.SECONDS;
    }

    @Override
    public String noun() {
        return "run time";
    }

    /** None: what a reading took is in the interval. */
    @Override
    public double tolerance() {
        return 0;
    }

    /** It began after the first reading, and ended between the last one that found it running and the one after its end. */
    @Override
    public Optional<Value> read(Observed observed) {
        Series own = observed.measurement().own();
        if (observed.measurement().exit().isEmpty()) {
            return Optional.empty();
        }
        List<Counters> running = own.running();
        Counters lastRunning = running.isEmpty() ? own.first() : running.get(running.size() - 1);
        double least = Math.max(0, (lastRunning.nanos() - own.first().until()) / 1e9);
        double most = own.whole().longest();
        return Optional.of(new Value((least + most) / 2, least, most, true, false));
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
}
