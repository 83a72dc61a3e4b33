package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.metric.CpuShare;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Rule;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The weight under contention.
 *
 * @param shares 2 to 262144, the engine's default being 1024
 */
public record CpuShares(Place place, long shares) implements Limit {
    /** The kernel's own bounds on cpu.shares. */
    private static final long LEAST = 2;

    private static final long MOST = 262_144;
    private static final double USUAL = 1024;
    private static final int WORKERS = 2;

    public static final LimitKind KIND = LimitKind.of(
            "cpu_shares",
            entry -> entry.number(LEAST, MOST).map(shares -> new CpuShares(entry.place(), shares)),
            "shares|cpu\\.weight",
            "shares");

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return String.valueOf(shares);
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("CpuShares", shares);
    }

    /** One CPU is enough to fight for, and leaves the others to the host; the rival has twice the shares, or half of them where there are no more. */
    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--cpu-shares=" + shares));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        int cpu = all.find(CpuPinning.class)
                .map(CpuPinning::cpus)
                .orElseGet(() -> places.ancestors().cpus())
                .last();
        Limit set = new CpuPinning(place, new CpuSet(new TreeSet<>(Set.of(cpu))));
        long rival = shares > MOST / 2 ? shares / 2 : shares * 2;
        return List.of(Press.With.of(Workload.cpus(WORKERS))
                .beside(List.of(set), List.of(new CpuShares(place, rival)))
                .claiming(Claims.HOST));
    }

    @Override
    public MetricKind metric() {
        return CpuShare.KIND;
    }

    /** Shares bind nothing by themselves: see {@link #conclude}. */
    @Override
    public Bound limit() {
        return new Bound.AtMost(1);
    }

    /** By any of the ways in which a runtime may have turned shares into a weight. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        List<Double> rivals = evidence.rivals().stream()
                .map(rival -> rival.find(CpuShares.class)
                        .map(limit -> (double) limit.shares())
                        .orElse(USUAL))
                .toList();
        double linear = Weights.part((double) shares, rivals, Weights::shares);
        double older = Weights.part((double) shares, rivals, Weights::linear);
        double newer = Weights.part((double) shares, rivals, Weights::logarithmic);
        boolean version2 = evidence.observed().measurement().own().first().isVersion2();
        double least = version2 ? Math.min(linear, Math.min(older, newer)) : linear;
        double most = version2 ? Math.max(linear, Math.max(older, newer)) : linear;
        double slack = evidence.tolerance().orElse(metric().tolerance());
        double from = least * (1 - slack);
        double to = most * (1 + slack);
        Bound bound = new Bound.Within((from + to) / 2, (to - from) / 2);
        return new Rule(metric(), bound, evidence.tolerance(), Optional.of(this)).decide(evidence.observed());
    }

    @Override
    public Optional<Applied> applied(Observed observed, Counters now) {
        OptionalLong shown = now.inForce().shares();
        return Optional.of(now.isVersion2() ? weight(shown) : Applied.of((double) shares, shown, " shares"));
    }

    /** A weight that one of the formulas gives counts as what was asked for; one between theirs can't be told from too large a one. */
    private Applied weight(OptionalLong weight) {
        double older = Weights.linear((double) shares);
        double newer = Weights.logarithmic((double) shares);
        OptionalDouble shown = Applied.toDouble(weight);
        boolean isGiven = shown.isPresent()
                && (Math.abs(shown.getAsDouble() - older) <= 1 || Math.abs(shown.getAsDouble() - newer) <= 1);
        return Applied.of(
                isGiven ? shown.getAsDouble() : Math.min(older, newer),
                shown,
                String.format(Locale.ROOT, " of weight, where the shares give %.0f or %.0f", older, newer));
    }

    @Override
    public String remedy(Route route) {
        return "Shares are relative: give every container on the host its own, or use cpus.";
    }
}
