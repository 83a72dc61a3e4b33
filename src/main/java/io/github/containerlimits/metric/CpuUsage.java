package io.github.containerlimits.metric;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Ancestors;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Durations;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** CPU time used a second, in CPUs. */
public final class CpuUsage implements MetricKind {
    public static final CpuUsage KIND = new CpuUsage();

    /** Windows shorter than this many seconds say nothing of a rate: a quota's period is 0.1 s if nobody says otherwise. */
    private static final double SHORTEST_WINDOW = 1;

    /** A rate is uncertain by what can pass at the window's two edges: one period of a quota, which is so many seconds at least. */
    private static final double EDGE_SECONDS = 0.1;

    static final double QUIET_SECONDS = 2.5;

    /** CPU time is counted at the scheduler's ticks: so many seconds of each CPU that is in use may not have been, when the window began. */
    private static final double TICK = 0.01;

    /** A quota is pressed once it ran out in this many periods. */
    private static final long THROTTLED_PERIODS = 3;

    /** A load that uses this part of its bound comes up to it. */
    static final double FILLED = 0.9;

    /** CPUs of the host that must have been idle for a load to have been kept back by something else than their want. */
    private static final double IDLE = 0.5;

    /** CPUs that others may have used beside a load that stayed below its bound. */
    private static final double OTHERS = 0.1;

    /** CPUs in use between two readings. */
    static final Trace TRACE = new Trace(
            "CPU use",
            Dimension.CPUS,
            Trace.Kind.RATE,
            Counters::cpuNanos,
            1e9,
            List.of(
                    CgroupFile.CPUACCT_USAGE,
                    CgroupFile.CPU_STAT,
                    CgroupFile.CPU_CFS_QUOTA_US,
                    CgroupFile.CPU_CFS_PERIOD_US,
                    CgroupFile.CPU_MAX));

    private CpuUsage() {}

    @Override
    public String key() {
        return "cpu.usage";
    }

    @Override
    public Dimension dimension() {
        return Dimension.CPUS;
    }

    @Override
    public String noun() {
        return "CPU use";
    }

    /**
     * 10 %: the scheduler settles its accounts once a period of 100 ms and hands out quota in slices of 5 ms a CPU, so that a window of a few
     * seconds can be off by some hundredths; the kernel's own selftest of cpu.max takes 20 %.
     */
    @Override
    public double tolerance() {
        return 0.10;
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(TRACE);
    }

    @Override
    public Optional<Value> read(Observed observed) {
        return of(observed.measurement().own());
    }

    /** The window in which CPU use is looked at; absent where it is still too short. */
    public static Optional<Window> window(Series series) {
        return series.steady(Counters::cpuNanos).filter(window -> window.shortest() >= SHORTEST_WINDOW);
    }

    /** CPUs that a container uses. */
    public static Optional<Value> of(Series series) {
        return window(series).flatMap(window -> {
            OptionalLong nanos = window.growth(Counters::cpuNanos);
            if (nanos.isEmpty()) {
                return Optional.empty();
            }
            double used = nanos.getAsLong() / 1e9;
            double cpus = used / window.seconds();
            return Optional.of(Value.rate(used, window, cpus * edgeSeconds(series), Math.ceil(cpus) * TICK));
        });
    }

    private static double edgeSeconds(Series series) {
        InForce limits = series.newest().inForce();
        return limits.cpus().isPresent()
                ? Math.max(EDGE_SECONDS, limits.cpuPeriod().orElse(0) / 1e6)
                : EDGE_SECONDS;
    }

    /** CPUs' worth of time that the host's CPUs were busy, whoever it was for. */
    private static OptionalDouble busy(Series series) {
        return inCpus(window(series)
                .map(window -> window.rate(counters -> counters.host().busyNanos()))
                .orElse(OptionalDouble.empty()));
    }

    /** The same of some of the host's CPUs. */
    public static OptionalDouble busy(Series series, CpuSet cpus) {
        return inCpus(window(series)
                .map(window -> window.rate(counters -> counters.host().busyNanos(cpus)))
                .orElse(OptionalDouble.empty()));
    }

    private static OptionalDouble inCpus(OptionalDouble nanosASecond) {
        return nanosASecond.isPresent() ? OptionalDouble.of(nanosASecond.getAsDouble() / 1e9) : nanosASecond;
    }

    /** By what presses a quota; by processes that waited in a set of CPUs no larger than the bound, or while CPUs were idle that the load might have had. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return throttled(observed)
                .or(() -> window(observed.measurement().own()).flatMap(window -> whereWaiting(observed, window, bound)))
                .or(() -> filled(observed, bound));
    }

    private static Optional<String> whereWaiting(Observed observed, Window window, double bound) {
        Series own = observed.measurement().own();
        Optional<CpuSet> set = own.newest()
                .inForce()
                .cpuset()
                .filter(cpus -> cpus.size() <= bound && Waiting.isThroughout(own, window));
        if (set.isPresent()) {
            return Optional.of("the load waited all the time for CPU " + set.get() + ", all that it may use");
        }
        OptionalDouble waited = Waiting.besideIdle(own, window, observed.host().cpus());
        return waited.isPresent() && observed.workload().workers() > bound
                ? Optional.of("the load waited for CPUs in " + Durations.print(waited.getAsDouble()) + " while "
                        + Dimension.CPUS.print(idle(observed)) + " of the host were idle")
                : Optional.empty();
    }

    private static double idle(Observed observed) {
        return observed.host().cpus().size()
                - busy(observed.measurement().own()).orElse(Double.MAX_VALUE);
    }

    /** The periods in which a quota ran out, where those are enough. */
    public static Optional<String> throttled(Observed observed) {
        long throttled =
                observed.measurement().own().growth(Counters::throttledPeriods).orElse(0);
        return throttled >= THROTTLED_PERIODS
                ? Optional.of("the quota ran out in " + throttled + " periods (nr_throttled)")
                : Optional.empty();
    }

    /** CPUs that were idle beside more workers than the bound, all of which was used: it was not the want of CPUs that kept the load back. */
    public static Optional<String> filled(Observed observed, double bound) {
        Series own = observed.measurement().own();
        int workers = observed.workload().workers();
        double idle = idle(observed);
        return of(own).filter(usage -> usage.value() >= bound * FILLED && workers > bound && idle > IDLE)
                .map(usage -> workers + (workers == 1 ? " worker" : " workers") + " used no more while "
                        + Dimension.CPUS.print(idle) + " of the host were idle");
    }

    @Override
    public boolean isSettled(Observed observed, Value value) {
        return true;
    }

    @Override
    public boolean isCapped(Observed observed, double high) {
        InForce limits = observed.measurement().own().newest().inForce();
        return Math.min(
                        limits.cpus().orElse(Double.MAX_VALUE),
                        limits.cpuset().orElse(observed.host().cpus()).size())
                <= high;
    }

    /** The groups that the container is in leave no more. */
    @Override
    public Optional<String> outOfReach(Observed observed, double bound) {
        return Ancestors.of(observed.host())
                .keepWithin(bound)
                .map(reason -> reason + ", too few to go above the bound");
    }

    /** Others, by what they used, or by what the load waited for although no limit of its own kept it back. */
    @Override
    public Optional<Excuse> heldBack(Observed observed, double bound) {
        Series own = observed.measurement().own();
        Optional<String> kept = Ancestors.of(observed.host()).keepWithin(bound);
        if (kept.isPresent()) {
            return kept.map(reason -> Excuse.host(reason + ", which keeps the load below it"));
        }
        InForce limits = own.newest().inForce();
        boolean isFree = limits.cpus().orElse(Double.MAX_VALUE) > bound
                && limits.cpuset().orElse(observed.host().cpus()).size() >= bound;
        if (!isFree) {
            return Optional.empty(); // its own limits keep it below
        }
        OptionalDouble waited = observed.measurement().rivals().isEmpty()
                ? window(own).map(Waiting::seconds).orElse(OptionalDouble.empty())
                : OptionalDouble.empty();
        return others(observed)
                .or(() -> waited.isPresent()
                        ? Optional.of(Excuse.neighbours("the load waited " + Durations.print(waited.getAsDouble())
                                + " for CPUs that others had"))
                        : Optional.empty());
    }

    @Override
    public Optional<Excuse> unpressed(Observed observed) {
        return others(observed);
    }

    /** Whether others used CPUs beside the container and its rivals. */
    static Optional<Excuse> others(Observed observed) {
        OptionalDouble contended = CpuShare.contendedUsage(observed.measurement());
        OptionalDouble busy = busy(observed.measurement().own());
        double others = contended.isPresent() && busy.isPresent() ? busy.getAsDouble() - contended.getAsDouble() : 0;
        return others > OTHERS
                ? Optional.of(
                        Excuse.neighbours("others used " + Dimension.CPUS.print(others) + " of the host at that time"))
                : Optional.empty();
    }

    /** Enough for the window that a rate is taken over. */
    @Override
    public OptionalDouble quietSeconds() {
        return OptionalDouble.of(QUIET_SECONDS);
    }

    @Override
    public boolean isOfHost() {
        return true;
    }
}
