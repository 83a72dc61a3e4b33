package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.quantity.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The container's part of the CPU time that it and its rivals used together, 0 to 1. */
public final class CpuShare implements MetricKind {
    public static final CpuShare KIND = new CpuShare();

    /** Contending containers press each other where together they use this part of the CPUs that they fight for. */
    private static final double SATURATED = 0.9;

    /** Where others fill the rest of a CPU, contenders must have had at least this part of it. */
    private static final double MOST = 0.6;

    private CpuShare() {}

    @Override
    public String key() {
        return "cpu.share";
    }

    @Override
    public Dimension dimension() {
        return Dimension.RATIO;
    }

    @Override
    public String noun() {
        return "part of the CPUs";
    }

    /** 20 % of the expected part: groups are balanced over CPUs in whole threads, which evens out only in the long run. */
    @Override
    public double tolerance() {
        return 0.20;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        OptionalDouble together = contendedUsage(observed.measurement());
        Optional<Value> own = CpuUsage.of(observed.measurement().own());
        if (together.isEmpty() || own.isEmpty() || together.getAsDouble() <= 0) {
            return Optional.empty();
        }
        return Optional.of(Value.moving(
                own.get().value() / together.getAsDouble(), own.get().uncertainty() / together.getAsDouble()));
    }

    /** CPUs that the container and its rivals used together; absent where one of them has no data. */
    static OptionalDouble contendedUsage(Measurement measurement) {
        double sum = 0;
        for (Series series : contenders(measurement)) {
            Optional<Value> usage = CpuUsage.of(series);
            if (usage.isEmpty()) {
                return OptionalDouble.empty();
            }
            sum += usage.get().value();
        }
        return OptionalDouble.of(sum);
    }

    private static List<Series> contenders(Measurement measurement) {
        return Stream.concat(Stream.of(measurement.own()), measurement.rivals().stream())
                .toList();
    }

    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        Measurement measurement = observed.measurement();
        OptionalDouble together = contendedUsage(measurement);
        CpuSet set = contended(observed.host(), measurement);
        double cpus = set.size();
        if (measurement.rivals().isEmpty() || together.isEmpty()) {
            return Optional.empty();
        }
        // Others on one CPU that is fought for take from all alike; of several, one could be left to this container
        // alone.
        boolean othersTakeTheRest = cpus == 1
                && together.getAsDouble() >= cpus * MOST
                && CpuUsage.busy(measurement.own(), set).orElse(0) >= cpus * SATURATED;
        if (together.getAsDouble() < cpus * SATURATED && !othersTakeTheRest) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        measurement
                .rivals()
                .forEach(rival -> CpuUsage.window(rival)
                        .map(window -> window.rate(Counters::cpuNanos))
                        .ifPresent(
                                rate -> parts.add(dimension().print(rate.orElse(0) / 1e9 / together.getAsDouble()))));
        return Optional.of(String.format(
                Locale.ROOT,
                "together they filled %.2f of %.0f CPUs, the rivals used %s",
                together.getAsDouble(),
                cpus,
                String.join(" and ", parts)));
    }

    /** The CPUs that a container and its rivals can use, as their control groups show it: the set of the policy may have been refused, or dropped. */
    private static CpuSet contended(Host host, Measurement measurement) {
        SortedSet<Integer> cpus = new TreeSet<>();
        contenders(measurement).stream()
                .map(series -> series.newest().inForce().cpuset().orElse(host.cpus()))
                .forEach(set -> cpus.addAll(set.cpus()));
        return new CpuSet(cpus);
    }

    @Override
    public boolean isSettled(Observed observed, Value value) {
        return true;
    }

    /** Enough for the window that a rate is taken over. */
    @Override
    public OptionalDouble quietSeconds() {
        return OptionalDouble.of(CpuUsage.QUIET_SECONDS);
    }

    @Override
    public boolean isRelative() {
        return true;
    }

    @Override
    public boolean isOfHost() {
        return true;
    }
}
