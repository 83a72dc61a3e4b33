package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.quantity.Cpus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * CPU time in each period of the scheduler.
 *
 * @param micros microseconds of it, 1000 or more
 * @param period microseconds that a period takes, which another key sets
 */
public record CfsQuota(Place place, long micros, long period) implements Quota {
    static final long LEAST = 1_000;

    /** What no host has the CPUs for. */
    private static final long MOST = 9_999_000_000L;

    public static final LimitKind KIND = LimitKind.of(
            "cpu_quota", CfsQuota::read, "cfs quota|cfs_quota|cpu\\.max|cpuquota", "cfs quota|quota discarded");

    private static Optional<Limit> read(Entry entry) {
        return entry.value(CfsQuota::micros)
                .map(micros -> micros > 0
                        ? new CfsQuota(entry.place(), micros, CfsPeriod.USUAL)
                        : new NoLimit(
                                entry.place(),
                                KIND,
                                String.valueOf(micros),
                                Settings.of("CpuQuota", micros),
                                CpuUsage.KIND,
                                CfsQuota::shown,
                                ""));
    }

    private static Long micros(String text) {
        if (!text.matches("-1|\\d{1,10}")) {
            throw new IllegalArgumentException("'" + text + "' is no number of microseconds, such as 50000");
        }
        long micros = Long.parseLong(text);
        if (micros > 0 && micros < LEAST || micros > MOST) {
            throw new IllegalArgumentException(
                    micros + " is not within " + LEAST + " to " + MOST + ", and neither 0 nor -1 for no limit");
        }
        return micros;
    }

    /** The quota in force, in CPUs. */
    static Optional<String> shown(InForce limits) {
        OptionalDouble cpus = limits.cpus();
        return cpus.isPresent() ? Optional.of(Dimension.CPUS.printDeclared(cpus.getAsDouble())) : Optional.empty();
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return cpus() + " (" + CfsPeriod.print(micros) + " in each " + CfsPeriod.print(period) + ")";
    }

    /** Rounded up. */
    @Override
    public Cpus cpus() {
        return new Cpus((micros * 1_000_000_000 + period - 1) / period);
    }

    @Override
    public CfsQuota sized(Cpus size) {
        return new CfsQuota(place, Math.max(LEAST, Math.round(size.value() * period)), period);
    }

    @Override
    public CfsQuota beside(List<Limit> all) {
        long other = all.stream()
                .filter(CfsPeriod.class::isInstance)
                .mapToLong(limit -> ((CfsPeriod) limit).micros())
                .findFirst()
                .orElse(CfsPeriod.USUAL);
        return other == period ? this : new CfsQuota(place, micros, other);
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("CpuQuota", micros);
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--cpu-quota=" + micros));
    }

    @Override
    public void contradictions(Limits all, Consumer<String> findings) {
        if (all.find(CpuQuota.class).isPresent()) {
            findings.accept("cpu_quota beside cpus: an engine refuses both, \"Conflicting options: Nano CPUs and CPU"
                    + " Quota cannot both be set\"");
        }
    }
}
