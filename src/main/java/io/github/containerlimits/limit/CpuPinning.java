package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.Value;
import io.github.containerlimits.metric.Waiting;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/** The CPUs that may be used. */
public record CpuPinning(Place place, CpuSet cpus) implements Limit {
    public static final LimitKind KIND = LimitKind.of(
            "cpuset",
            entry -> entry.value(CpuSet::parse).map(set -> new CpuPinning(entry.place(), set)),
            "cpuset|cpus available",
            "cpuset");

    /** CPU time outside the set, in seconds, that the engine's own start of a process may take before it joins the group. */
    private static final double OUTSIDE = 0.05;

    /** The set is pressed where this part of it is used. */
    private static final double FILLED = 0.9;

    /** Where others fill the rest of the set, the load must have had at least this part of it. */
    private static final double MOST = 0.6;

    /** CPUs outside the set that must have been idle for workers that had to share one inside to be kept from them. */
    private static final double ROOM = 0.25;

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return cpus.toString();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("CpusetCpus", cpus.toString());
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--cpuset-cpus=" + cpus));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        Workload workload = Workload.cpus(cpus.size() + 1);
        CpuSet onHost = places.host().cpus();
        if (!onHost.cpus().containsAll(cpus.cpus())) {
            return List.of(Press.None.unsupported(workload.shown(), "the engine's host has only the CPUs " + onHost));
        }
        CpuSet available = places.ancestors().cpus();
        Optional<String> pinned = places.ancestors()
                .pinned()
                .filter(sets -> cpus.cpus().containsAll(available.cpus())
                        || !available.cpus().containsAll(cpus.cpus()));
        if (pinned.isPresent()) {
            return List.of(Press.None.unproven(
                    workload.shown(), Excuse.host(pinned.get() + ", so there is no other to keep the container from")));
        }
        return List.of(
                cpus.cpus().containsAll(onHost.cpus())
                        ? Press.None.unproven(
                                workload.shown(),
                                Excuse.host(
                                        "the set holds every CPU of the engine's host, so there is none outside it to use"))
                        : Press.With.of(workload).claiming(Claims.HOST));
    }

    /** No larger than a quota, it keeps the load below that. */
    @Override
    public boolean masks(Limit other, Workload workload, Limits all) {
        return other instanceof Quota quota && cpus.size() <= quota.cpus().value();
    }

    @Override
    public MetricKind metric() {
        return CpuUsage.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost(cpus.size());
    }

    @Override
    public Optional<Shown> shown(Observed observed, Counters now) {
        return now.inForce()
                .cpuset()
                .map(set -> new Shown("CPU " + set, !cpus.cpus().containsAll(set.cpus())));
    }

    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        double outside = outside(evidence.observed().measurement().own());
        return outside > OUTSIDE
                ? Optional.of(Conclusion.of(
                                "CPU time outside the set",
                                Figure.of(Dimension.SECONDS.print(outside)),
                                Figure.of("CPU " + cpus))
                        .as(
                                Outcome.ESCAPED,
                                "the kernel counted it CPU by CPU"
                                        + mismatch(evidence.observed())
                                                .map(other -> "; " + other)
                                                .orElse("")))
                : Limit.super.conclude(evidence);
    }

    /** Seconds of CPU time that the container used outside the set; 0 where the kernel does not count it CPU by CPU. */
    private double outside(Series own) {
        List<Long> before = own.first().cpuNanosPerCpu();
        List<Long> after = own.newest().cpuNanosPerCpu();
        double outside = 0;
        for (int cpu = 0; cpu < Math.min(before.size(), after.size()); cpu++) {
            outside += cpus.cpus().contains(cpu) ? 0 : (after.get(cpu) - before.get(cpu)) / 1e9;
        }
        return outside;
    }

    /**
     * By a set that is full. Where others take a part of it, by processes that waited in it all the time, and used nothing outside although they could not
     * have been kept from there by others; or by CPUs outside that they left idle.
     */
    @Override
    public Optional<String> pressure(Observed observed) {
        Series own = observed.measurement().own();
        Optional<Double> usage = CpuUsage.of(own).map(Value::value);
        if (usage.filter(used -> used >= cpus.size() * FILLED).isPresent()) {
            return Optional.of("more workers than CPUs filled CPU " + cpus);
        }
        Optional<Window> window = CpuUsage.window(own);
        if (window.isEmpty()) {
            return Optional.empty();
        }
        if (!own.newest().cpuNanosPerCpu().isEmpty() && Waiting.isThroughout(own, window.get())) {
            return Optional.of("more workers than CPUs waited for CPU " + cpus + ", and used none outside");
        }
        Set<Integer> others = new TreeSet<>(observed.host().cpus().cpus());
        others.removeAll(cpus.cpus());
        OptionalDouble waited = others.isEmpty()
                ? OptionalDouble.empty()
                : Waiting.besideIdle(own, window.get(), new CpuSet(new TreeSet<>(others)));
        if (waited.isPresent()) {
            return Optional.of("more workers than CPUs waited for CPU " + cpus + " in "
                    + Durations.print(waited.getAsDouble()) + " while CPUs outside were idle");
        }
        CpuSet onHost = observed.host().cpus();
        double inside = CpuUsage.busy(own, cpus).orElse(0);
        double idleOutside =
                onHost.size() - cpus.size() - (CpuUsage.busy(own, onHost).orElse(Double.MAX_VALUE) - inside);
        return usage.filter(used -> used >= cpus.size() * MOST)
                .filter(used -> inside >= cpus.size() * FILLED && idleOutside > ROOM)
                .map(used -> "more workers than CPUs and others filled CPU " + cpus + " while "
                        + Dimension.CPUS.print(idleOutside) + " outside were idle");
    }
}
