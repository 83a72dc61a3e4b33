package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.quantity.Printed;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * The period in which a quota of CPU time is given out anew.
 *
 * @param micros microseconds, 1000 to 1000000
 */
public record CfsPeriod(Place place, long micros) implements Limit {
    /** What it is where nobody says: 100 ms. */
    static final long USUAL = 100_000;

    private static final long MOST = 1_000_000;

    public static final LimitKind KIND = LimitKind.of(
            "cpu_period", CfsPeriod::read, "cfs period|cfs_period|cpu\\.max|cpuperiod", "cfs period|period discarded");

    /** By how much what the kernel counts may be off, as a part of it. */
    private static final double TOLERANCE = 0.1;

    /** Significant digits of a period; more are noise of how it is counted. */
    private static final int MOST_DIGITS = 7;

    private static Optional<Limit> read(Entry entry) {
        return entry.value(CfsPeriod::micros)
                .map(micros -> micros > 0
                        ? new CfsPeriod(entry.place(), micros)
                        : NoLimit.untold(
                                entry.place(),
                                KIND,
                                String.valueOf(micros),
                                CpuUsage.KIND,
                                limits -> CfsQuota.shown(limits)
                                        .filter(quota -> limits.cpuPeriod().orElse(USUAL) != USUAL)));
    }

    private static Long micros(String text) {
        if (!text.matches("\\d{1,10}")) {
            throw new IllegalArgumentException("'" + text + "' is no number of microseconds, such as 100000");
        }
        long micros = Long.parseLong(text);
        if (micros > 0 && micros < CfsQuota.LEAST || micros > MOST) {
            throw new IllegalArgumentException(micros + " is not within " + CfsQuota.LEAST + " to " + MOST
                    + ", the microseconds that an engine takes");
        }
        return micros;
    }

    /** Milliseconds, in as many digits as it takes to see on which side of the least they are. */
    private static String printed(double millis, double least) {
        int digits = Printed.DIGITS;
        while (digits < MOST_DIGITS && isBelow(millis, digits, least) != millis < least) {
            digits++;
        }
        return Printed.of(millis, digits, " ms").toString();
    }

    private static boolean isBelow(double millis, int digits, double least) {
        return Printed.of(millis, digits, "").number().doubleValue() < least;
    }

    /** In milliseconds. */
    static String print(long micros) {
        return BigDecimal.valueOf(micros, 3).stripTrailingZeros().toPlainString() + " ms";
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return print(micros);
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("CpuPeriod", micros);
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--cpu-period=" + micros));
    }

    /** What presses the quota. */
    @Override
    public List<Press> presses(Limits all, Places places) {
        return all.find(CfsQuota.class)
                .map(quota -> quota.presses(all, places))
                .orElseGet(() -> List.of(Press.None.unproven(
                        "", Excuse.load("a period limits nothing without a cpu_quota: add one, or leave it out"))));
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return all.find(CfsQuota.class).flatMap(quota -> quota.smaller(all, places));
    }

    @Override
    public Optional<LimitKind> needs() {
        return Optional.of(CfsQuota.KIND);
    }

    @Override
    public void contradictions(Limits all, Consumer<String> findings) {
        if (all.find(CpuQuota.class).isPresent()) {
            findings.accept("cpu_period beside cpus: an engine refuses both, \"Conflicting options: Nano CPUs and CPU"
                    + " Period cannot both be set\"");
        }
    }

    @Override
    public MetricKind metric() {
        return CpuUsage.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost(Double.MAX_VALUE);
    }

    @Override
    public Optional<Applied> applied(Observed observed, Counters now) {
        OptionalLong shown = now.inForce().cpuPeriod();
        return Optional.of(Applied.printed(
                        (double) micros, Applied.toDouble(shown), shown.isPresent() ? print(shown.getAsLong()) : "none")
                .roundedBy(0));
    }

    /** A shorter one is another as well: a quota of so much in each is a larger one then. */
    @Override
    public Optional<Shown> shown(Observed observed, Counters now) {
        OptionalLong shown = now.inForce().cpuPeriod();
        return shown.isPresent()
                ? Optional.of(new Shown("a period of " + print(shown.getAsLong()), shown.getAsLong() != micros))
                : Optional.empty();
    }

    @Override
    public Optional<String> pressure(Observed observed) {
        return CpuUsage.throttled(observed);
    }

    /**
     * By the periods that the kernel counted in the load's time, where the quota ran out in some. Only too many are a breach: those in which others kept the
     * load from all CPUs are not counted.
     */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Observed observed = evidence.observed();
        Measurement measurement = observed.measurement();
        Optional<Window> window = CpuUsage.window(measurement.own());
        long counted = window.map(seconds -> seconds.growth(Counters::periods).orElse(0))
                .orElse(0L);
        double tolerance = evidence.tolerance().orElse(TOLERANCE);
        Figure bound = Figure.of(value() + " (±" + Dimension.RATIO.printDeclared(tolerance) + ")");
        Optional<String> mismatch = mismatch(observed);
        if (mismatch.isPresent()) {
            return Optional.of(Conclusion.of("", Figure.NONE, bound).as(Outcome.DISCARDED, mismatch.get()));
        }
        if (measurement.own().newest().inForce().cpus().isEmpty()) {
            return Optional.of(Conclusion.unproven(
                    value(), Excuse.engine("the control group shows no quota, so that there are no periods")));
        }
        if (counted < 2) {
            return measurement.ended()
                    ? Optional.of(Conclusion.unproven(
                            Figure.NONE, bound, "the kernel counted no periods" + observed.failure()))
                    : Optional.empty();
        }
        double seconds = window.orElseThrow().seconds();
        double least = window.orElseThrow().shortest() * 1e6 / (counted + 1);
        double most = window.orElseThrow().longest() * 1e6 / (counted - 1);
        Conclusion conclusion = Conclusion.of(
                "period", Figure.of(printed(seconds * 1e3 / counted, micros / 1e3 * (1 - tolerance))), bound);
        String what = "the kernel counted " + counted + " periods in " + Durations.print(seconds);
        if (most < micros * (1 - tolerance)) {
            return Optional.of(conclusion.as(Outcome.ESCAPED, what + " (nr_periods)"));
        }
        Optional<String> pressure = pressure(observed);
        if (pressure.isPresent() && least >= micros * (1 - tolerance) && most <= micros * (1 + tolerance)) {
            return Optional.of(conclusion.as(Outcome.HELD, pressure.get() + ", " + what + remark(observed)));
        }
        return measurement.ended()
                ? Optional.of(
                        pressure.isEmpty()
                                ? conclusion.as(Outcome.UNPROVEN, "the quota did not run out" + observed.failure())
                                : conclusion.excused(Excuse.neighbours(
                                        what + ", too few to tell: one in which the load got no CPU is not counted")))
                : Optional.empty();
    }
}
