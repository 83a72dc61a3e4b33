package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Ancestors;
import io.github.containerlimits.measure.Counters;
import java.util.List;
import java.util.Optional;

/** The highest number of processes and threads. */
public final class PidsPeak implements MetricKind {
    public static final PidsPeak KIND = new PidsPeak();

    private PidsPeak() {}

    @Override
    public String key() {
        return "pids.peak";
    }

    @Override
    public Dimension dimension() {
        return Dimension.COUNT;
    }

    @Override
    public String noun() {
        return "peak of processes";
    }

    /** None: the kernel counts each process, and refuses the one too many. */
    @Override
    public double tolerance() {
        return 0;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return observed.highest(Counters::pidsPeak, Counters::pidsNow);
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(Trace.of(
                "processes and threads",
                Dimension.COUNT,
                Trace.Kind.LEVEL,
                Counters::pidsNow,
                List.of(CgroupFile.PIDS_CURRENT, CgroupFile.PIDS_PEAK, CgroupFile.PIDS_MAX, CgroupFile.PIDS_EVENTS)));
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        long hits = observed.measurement().own().growth(Counters::pidsLimitHits).orElse(0);
        return hits > 0
                ? Optional.of(hits + (hits == 1 ? " fork was" : " forks were") + " refused (pids.events max)")
                : Optional.empty();
    }

    /** The groups that the container is in leave no more. */
    @Override
    public Optional<String> outOfReach(Observed observed, double bound) {
        return Ancestors.of(observed.host())
                .keepProcessesWithin((long) bound)
                .map(reason -> reason + ", too few to go above the bound");
    }

    @Override
    public boolean isCapped(Observed observed, double high) {
        return observed.measurement().own().newest().inForce().pids().orElse(Long.MAX_VALUE) <= high;
    }

    @Override
    public boolean isHighWaterMark() {
        return true;
    }
}
