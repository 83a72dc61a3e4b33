package io.github.containerlimits.verdict;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Check.Route;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Limit.CpuPinning;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.Unit;
import io.github.containerlimits.policy.Metric;
import io.github.containerlimits.quantity.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What says that a load pressed against a bound. */
final class Pressure {
    /** Above a contrast of this many times the bound, the load without the cap counts as far above it. */
    private static final double CONTRAST = 1.5;

    /** Contending containers press each other where together they use this part of the CPUs that they fight for. */
    private static final double SATURATED = 0.9;

    /** A set of CPUs is pressed where this part of it is used. */
    private static final double FILLED = 0.9;

    /** Where others fill the rest of a CPU, a load must have had at least this part of it. */
    private static final double MOST = 0.6;

    /** CPUs of the host that must have been idle for a load to have been kept back by something else than their want. */
    private static final double IDLE = 0.5;

    /** CPUs outside a set that must have been idle for workers that had to share one inside to be kept from them. */
    private static final double ROOM = 0.25;

    /** A quota is pressed once it ran out in this many periods. */
    private static final long THROTTLED_PERIODS = 3;

    /** Swap that counts as in use. */
    static final long SWAP_IN_USE = 1L << 20;

    /** The exit code of what was ended by that signal. */
    private static final int SIGKILL = 137;

    private Pressure() {}

    /** The evidence, a sentence without a full stop; absent where there is none. */
    static Optional<String> on(
            Metric metric, double bound, Check check, Trial trial, Host host, Measurement measurement) {
        return switch (metric) {
            case CPU_USAGE ->
                check instanceof Check.Holds holds && holds.limit() instanceof CpuPinning pinning
                        ? onSet(pinning, host, measurement)
                        : onQuota(bound, trial, host, measurement);
            case CPU_SHARE -> onShares(host, measurement);
            case MEMORY_PEAK -> onMemory(measurement);
            case SWAP_PEAK, MEMSW_PEAK -> onSwap(host, measurement);
            case OOM_KILLS -> onMemory(measurement);
            case PIDS_PEAK -> onPids(measurement);
            case LOG_SIZE ->
                measurement
                        .log()
                        .filter(log -> log.printed() > log.kept())
                        .map(log -> Figure.print(metric, (double) log.printed()) + " were printed");
            case DISK_SIZE, SHM_SIZE ->
                Meter.fullDisk(measurement).map(error -> "the write that went over it failed with " + error);
            case DISK_READ_IOPS -> onRate(metric, bound, Direction.READ, Unit.IOPS, check, measurement);
            case DISK_WRITE_IOPS -> onRate(metric, bound, Direction.WRITE, Unit.IOPS, check, measurement);
            case DISK_READ_BPS -> onRate(metric, bound, Direction.READ, Unit.BPS, check, measurement);
            case DISK_WRITE_BPS -> onRate(metric, bound, Direction.WRITE, Unit.BPS, check, measurement);
            case DISK_READ_BYTES -> onAmount(metric, bound, Direction.READ, check, measurement);
            case DISK_WRITE_BYTES -> onAmount(metric, bound, Direction.WRITE, check, measurement);
        };
    }

    private static Optional<String> onQuota(double bound, Trial trial, Host host, Measurement measurement) {
        long throttled = measurement.own().growth(Counters::throttledPeriods).orElse(0);
        if (throttled >= THROTTLED_PERIODS) {
            return Optional.of("the quota ran out in " + throttled + " periods (nr_throttled)");
        }
        // Without a quota only an idle host tells that it was not the want of CPUs that kept the load within the bound.
        double idle = host.cpus().size()
                - Meter.cpuWindow(measurement.own())
                                .map(window ->
                                        window.rate(Counters::hostBusyNanos).orElse(Double.MAX_VALUE))
                                .orElse(Double.MAX_VALUE)
                        / 1e9;
        return Meter.cpuUsage(measurement.own())
                .filter(usage -> usage.value() >= bound * FILLED && trial.workers() > bound && idle > IDLE)
                .map(usage -> String.format(
                        Locale.ROOT,
                        "%d %s used no more while %.1f CPUs of the host were idle",
                        trial.workers(),
                        trial.workers() == 1 ? "worker" : "workers",
                        idle));
    }

    private static Optional<String> onSet(CpuPinning pinning, Host host, Measurement measurement) {
        Optional<Double> usage = Meter.cpuUsage(measurement.own()).map(Meter.Value::value);
        if (usage.filter(cpus -> cpus >= pinning.cpus().size() * FILLED).isPresent()) {
            return Optional.of("more workers than CPUs filled CPU " + pinning.cpus());
        }
        // Where others take a part of the set, the load is still kept in it if it left CPUs idle outside.
        double outside = host.cpus().size()
                - pinning.cpus().size()
                - (busy(measurement, host.cpus()).orElse(Double.MAX_VALUE)
                        - busy(measurement, pinning.cpus()).orElse(0));
        return usage.filter(cpus -> cpus >= pinning.cpus().size() * MOST)
                .filter(cpus -> isFull(pinning.cpus(), measurement) && outside > ROOM)
                .map(cpus -> String.format(
                        Locale.ROOT,
                        "more workers than CPUs and others filled CPU %s while %.1f CPUs outside were idle",
                        pinning.cpus(),
                        outside));
    }

    /** CPUs' worth of time that some of the host's CPUs were busy, whoever it was for. */
    private static OptionalDouble busy(Measurement measurement, CpuSet cpus) {
        OptionalDouble nanos = Meter.cpuWindow(measurement.own())
                .map(window -> window.rate(counters -> counters.hostBusyNanos(cpus)))
                .orElse(OptionalDouble.empty());
        return nanos.isPresent() ? OptionalDouble.of(nanos.getAsDouble() / 1e9) : nanos;
    }

    private static boolean isFull(CpuSet cpus, Measurement measurement) {
        return busy(measurement, cpus).orElse(0) >= cpus.size() * SATURATED;
    }

    private static Optional<String> onShares(Host host, Measurement measurement) {
        OptionalDouble together = Meter.contendedUsage(measurement);
        CpuSet set = contended(host, measurement);
        double cpus = set.size();
        if (measurement.rivals().isEmpty() || together.isEmpty()) {
            return Optional.empty();
        }
        // Others on one CPU that is fought for take from all alike; of several, one could be left to this container
        // alone.
        boolean othersTakeTheRest = cpus == 1 && together.getAsDouble() >= cpus * MOST && isFull(set, measurement);
        if (together.getAsDouble() < cpus * SATURATED && !othersTakeTheRest) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        measurement
                .rivals()
                .forEach(rival -> Meter.cpuWindow(rival)
                        .map(window -> window.rate(Counters::cpuNanos))
                        .ifPresent(rate -> parts.add(
                                Figure.print(Metric.CPU_SHARE, rate.orElse(0) / 1e9 / together.getAsDouble()))));
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
        Stream.concat(Stream.of(measurement.own()), measurement.rivals().stream())
                .map(series -> series.newest().appliedCpuset().orElse(host.cpus()))
                .forEach(set -> cpus.addAll(set.cpus()));
        return new CpuSet(cpus);
    }

    /** Evidence that the limit on memory was met: a kill, a charge that failed, or swap in use. */
    static Optional<String> onMemory(Measurement measurement) {
        List<String> evidence = new ArrayList<>();
        long kills = measurement.own().growth(Counters::oomKills).orElse(0);
        if (kills > 0) {
            evidence.add("the kernel killed " + kills + (kills == 1 ? " process" : " processes")
                    + " for want of memory (oom_kill)");
        }
        if (measurement.own().newest().underOom()) {
            evidence.add("the load waits for memory (under_oom)");
        }
        long hits = measurement.own().growth(Counters::memoryLimitHits).orElse(0);
        if (hits > 0) {
            evidence.add(hits + " charges met the limit");
        }
        long swap = measurement.own().highest(Counters::swapNow).orElse(0);
        if (swap > SWAP_IN_USE) {
            evidence.add(Figure.print(Metric.SWAP_PEAK, (double) swap) + " went to swap");
        }
        // Older kernels do not count kills: there the load's end and the engine must both say it.
        if (measurement.own().growth(Counters::oomKills).isEmpty()
                && measurement.isSaidToBeOutOfMemory()
                && wasKilled(measurement)) {
            evidence.add("the load was killed (SIGKILL), and the engine says that memory ran out (OOMKilled)");
        }
        return evidence.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", evidence));
    }

    /** Whether the load, or a worker of it as stress tells, was killed by somebody else. */
    private static boolean wasKilled(Measurement measurement) {
        return !measurement.stopped()
                && measurement
                        .exit()
                        .filter(exit ->
                                exit.code() == SIGKILL || (exit.stdout() + exit.stderr()).contains("got signal 9"))
                        .isPresent();
    }

    private static Optional<String> onSwap(Host host, Measurement measurement) {
        long hits = measurement.own().growth(Counters::swapLimitHits).orElse(0);
        long kills = measurement.own().growth(Counters::oomKills).orElse(0);
        if (!host.hasSwap() && hits == 0) {
            return Optional.empty();
        }
        if (kills == 0 && hits == 0 && !measurement.own().newest().underOom()) {
            return Optional.empty();
        }
        return Optional.of(String.join(
                ", ",
                java.util.stream.Stream.of(
                                kills > 0
                                        ? "the kernel killed " + kills + " for want of memory and swap (oom_kill)"
                                        : "",
                                hits > 0 ? hits + " charges met the limit" : "",
                                measurement.own().newest().underOom() ? "the load waits for memory (under_oom)" : "")
                        .filter(text -> !text.isEmpty())
                        .toList()));
    }

    private static Optional<String> onPids(Measurement measurement) {
        long hits = measurement.own().growth(Counters::pidsLimitHits).orElse(0);
        if (hits > 0) {
            return Optional.of(hits + (hits == 1 ? " fork was" : " forks were") + " refused (pids.events max)");
        }
        return Optional.empty();
    }

    private static Optional<String> onRate(
            Metric metric, double bound, Direction direction, Unit unit, Check check, Measurement measurement) {
        boolean buffered = check instanceof Check.Holds holds && holds.route() == Route.BUFFERED;
        return measurement.contrast().flatMap(contrast -> {
            Optional<Meter.Value> reported =
                    Meter.reportedRate(contrast.series(), contrast.exit(), check.disk(), direction, unit);
            Optional<Meter.Value> free = reported.isPresent() || buffered
                    ? reported
                    : Meter.countedRate(contrast.series(), check.disk(), direction, unit);
            return free.filter(value -> value.value() > bound * CONTRAST)
                    .map(value -> "without the cap the same load did " + Figure.print(metric, value.value()));
        });
    }

    private static Optional<String> onAmount(
            Metric metric, double bound, Direction direction, Check check, Measurement measurement) {
        return measurement
                .contrast()
                .flatMap(contrast -> Meter.reportedRate(
                                contrast.series(), contrast.exit(), check.disk(), direction, Unit.BPS)
                        .map(rate -> rate.value() * measurement.own().whole().seconds())
                        .filter(amount -> amount > bound * CONTRAST)
                        .map(amount -> "without the cap the same load would have done " + Figure.print(metric, amount)
                                + " in that time"));
    }
}
