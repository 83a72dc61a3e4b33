package io.github.containerlimits.verdict;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Check.Route;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Bound;
import io.github.containerlimits.policy.Bound.AtLeast;
import io.github.containerlimits.policy.Bound.AtMost;
import io.github.containerlimits.policy.Bound.Within;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.CpuPinning;
import io.github.containerlimits.policy.Limit.CpuQuota;
import io.github.containerlimits.policy.Limit.CpuShares;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.LogSize;
import io.github.containerlimits.policy.Limit.Memory;
import io.github.containerlimits.policy.Limit.MemorySwap;
import io.github.containerlimits.policy.Limit.OomKillDisable;
import io.github.containerlimits.policy.Limit.Pids;
import io.github.containerlimits.policy.Limit.ShmSize;
import io.github.containerlimits.policy.Limit.StorageSize;
import io.github.containerlimits.policy.Limit.Swappiness;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limit.Unit;
import io.github.containerlimits.policy.Metric;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.verdict.Meter.Value;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Decides what follows from a measurement. The same rules serve while a load runs and after it: a conclusion is given as soon as no further
 * measuring could turn it, and always once the trial has ended.
 *
 * <p>In this order: measured outside the bound is {@linkplain Outcome#ESCAPED escaped}; a limit that the kernel does not show as asked for is
 * {@linkplain Outcome#DISCARDED discarded}; within the bound and pressed is {@linkplain Outcome#HELD held}; anything else
 * {@linkplain Outcome#UNPROVEN unproven}.
 */
public final class Judge {
    /** CPU time outside its set, in seconds, that the engine's own start of a process may take before it joins the group. */
    private static final double OUTSIDE_SET = 0.05;

    /** Memory that goes on under pressure this long without a kill holds its limit: the kernel reclaims instead. */
    private static final double RECLAIM_SECONDS = 2;

    /** Time that a load of the CPU must be left alone: enough for the window that a rate is taken over. */
    private static final double QUIET_SECONDS = 2.5;

    /** What ran out below this part of its limit has less room than the limit gives. */
    private static final double NEARLY = 0.9;

    /**
     * What was only sampled must stay below a bound by this part of it: a spike between two readings may have been higher. A limit needs none: the
     * kernel enforces it, shows it, and counts what met it, and a load that it did not hold would stay above it.
     */
    private static final double SAMPLED_MARGIN = 0.2;

    private static final String TIGHTER = "; the limit in force is tighter than the policy's: ";

    private final Trial trial;
    private final Host host;
    private final List<String> warnings;
    private final boolean hasControlGroup;

    /**
     * @param warnings what the engine said when it made the trial's container
     * @param hasControlGroup whether that has a control group of its own
     */
    public Judge(Trial trial, Host host, List<String> warnings, boolean hasControlGroup) {
        this.trial = trial;
        this.host = host;
        this.warnings = List.copyOf(warnings);
        this.hasControlGroup = hasControlGroup;
    }

    /** The conclusion on a check; absent while more measuring could turn it. */
    public Optional<Conclusion> conclude(Check check, Measurement measurement) {
        if (check instanceof Check.Keeps keeps) {
            return keeps(keeps, measurement);
        }
        Check.Holds holds = (Check.Holds) check;
        Limit limit = holds.limit();
        Optional<String> warning = Discards.warning(limit, warnings);
        if (warning.isPresent()) {
            return Optional.of(Conclusion.discarded(
                            limit.value(), "the engine said: " + warning.get().replaceAll("\\.$", ""))
                    .withRemedy(Remedies.of(Outcome.DISCARDED, check)));
        }
        if (!hasControlGroup && Discards.isOfControlGroup(limit)) {
            return Optional.of(Conclusion.discarded(
                            limit.value(),
                            "the engine gave the container no control group of its own, as rootless ones do")
                    .withRemedy(Remedies.of(Outcome.DISCARDED, check)));
        }
        return holds(holds, measurement)
                .map(conclusion -> conclusion.withRemedy(Remedies.of(conclusion.outcome(), check)));
    }

    private Optional<Conclusion> holds(Check.Holds check, Measurement measurement) {
        Limit limit = check.limit();
        if (check.route() == Route.LOG) {
            return Ways.log(measurement);
        } else if (check.route() == Route.INODES) {
            return Ways.inodes(measurement);
        } else if (check.route() == Route.CORE_DUMPS) {
            return Ways.coreDumps(measurement, host.survey().corePattern());
        } else if (check.route() == Route.SYNC) {
            return Ways.sync(measurement, check.disk().orElseThrow());
        } else if (limit instanceof LogSize log) {
            return bounded(
                    check,
                    Metric.LOG_SIZE,
                    new AtMost(
                            log.total().map(Bytes::value).orElse(Long.MAX_VALUE).doubleValue()),
                    measurement);
        } else if (limit instanceof CpuQuota quota) {
            return bounded(check, Metric.CPU_USAGE, new AtMost(quota.cpus().value()), measurement);
        } else if (limit instanceof CpuPinning pinning) {
            return pinned(check, pinning, measurement);
        } else if (limit instanceof CpuShares shares) {
            return shared(check, shares, measurement);
        } else if (limit instanceof Memory memory) {
            return bounded(
                    check,
                    Metric.MEMORY_PEAK,
                    new AtMost((double) memory.bytes().value()),
                    measurement);
        } else if (limit instanceof MemorySwap swap) {
            return bounded(
                    check, Metric.MEMSW_PEAK, new AtMost((double) swap.bytes().value()), measurement);
        } else if (limit instanceof Swappiness swappiness) {
            return swappiness(swappiness, measurement);
        } else if (limit instanceof OomKillDisable oomKill) {
            return oomKillDisable(oomKill, measurement);
        } else if (limit instanceof Pids pids) {
            return bounded(check, Metric.PIDS_PEAK, new AtMost((double) pids.most()), measurement);
        } else if (limit instanceof ShmSize shm) {
            return bounded(
                    check, Metric.SHM_SIZE, new AtMost((double) shm.bytes().value()), measurement);
        } else if (limit instanceof StorageSize size) {
            return bounded(
                    check, Metric.DISK_SIZE, new AtMost((double) size.bytes().value()), measurement);
        }
        Throttle throttle = (Throttle) limit;
        return bounded(check, metric(throttle), new AtMost((double) throttle.rate()), measurement);
    }

    private static Metric metric(Throttle throttle) {
        if (throttle.unit() == Unit.BPS) {
            return throttle.direction() == Direction.READ ? Metric.DISK_READ_BPS : Metric.DISK_WRITE_BPS;
        }
        return throttle.direction() == Direction.READ ? Metric.DISK_READ_IOPS : Metric.DISK_WRITE_IOPS;
    }

    private Optional<Conclusion> keeps(Check.Keeps check, Measurement measurement) {
        Metric metric = check.expectation().metric();
        return bounded(check, metric, check.expectation().bound(), measurement);
    }

    /**
     * The rule for a metric and a bound. Where others on the host take from a load what it needs to press a limit of the CPU, it is enough that they
     * leave it alone for the last few seconds.
     */
    private Optional<Conclusion> bounded(Check check, Metric metric, Bound bound, Measurement measurement) {
        Optional<Conclusion> whole = decide(check, metric, bound, measurement);
        boolean isOpen = whole.isEmpty() || whole.get().outcome() == Outcome.UNPROVEN;
        return (metric == Metric.CPU_USAGE || metric == Metric.CPU_SHARE) && isOpen
                ? decide(check, metric, bound, measurement.recent(QUIET_SECONDS))
                        .filter(recent -> recent.outcome() == Outcome.HELD)
                        .or(() -> whole)
                : whole;
    }

    private Optional<Conclusion> decide(Check check, Metric metric, Bound bound, Measurement measurement) {
        boolean buffered = check instanceof Check.Holds holds && holds.route() == Route.BUFFERED;
        Optional<Value> read = Meter.read(metric, measurement, check.disk(), buffered, trial.command());
        String boundText = print(metric, bound);
        if (read.isEmpty()) {
            return measurement.ended()
                    ? Optional.of(Conclusion.unproven(
                            "-",
                            boundText,
                            Meter.isUnflushed(measurement.own(), measurement.exit(), check.disk())
                                    ? "what was written did not reach the disk when it was flushed"
                                    : "there is no data on " + metric.key() + failure(measurement)))
                    : Optional.empty();
        }
        Value value = read.get();
        String measured = Figure.printBeside(metric, value.value(), limitOf(bound));
        Conclusion conclusion = new Conclusion(Outcome.HELD, quantity(metric), measured, boundText, "", "");
        if (bound instanceof AtLeast atLeast) {
            return atLeast(metric, conclusion, value, atLeast.value() * (1 - tolerance(metric)), measurement);
        }
        double low = bound instanceof Within within ? within.value() - within.distance() : Double.NEGATIVE_INFINITY;
        double high = bound instanceof Within within
                ? within.value() + within.distance()
                : ((AtMost) bound).value() * (1 + tolerance(metric));
        boolean clearlyOutside = value.low() > high || value.high() < low;
        double margin = value.isSampled() && check instanceof Check.Keeps ? SAMPLED_MARGIN : 0;
        boolean clearlyWithin = value.high() <= high * (1 - margin) && value.low() >= low;
        Optional<String> pressure = Pressure.on(metric, limitOf(bound), check, trial, host, measurement)
                .filter(evidence -> isNearLimit(check, metric, value, measurement));
        if (clearlyOutside) {
            if (metric == Metric.CPU_SHARE && pressure.isEmpty()) {
                return measurement.ended() ? Optional.of(unpressed(conclusion, metric, measurement)) : Optional.empty();
            }
            return Optional.of(conclusion.as(
                    Outcome.ESCAPED,
                    applied(check, measurement).or(() -> pressure).orElse("nothing kept the load within it")));
        }
        if (clearlyWithin
                && pressure.isPresent()
                && (value.isFinal() || isSettled(metric))
                && settles(metric, measurement)) {
            return Optional.of(applied(check, measurement)
                    .map(mismatch -> conclusion.as(Outcome.DISCARDED, mismatch))
                    .orElseGet(() -> conclusion.as(
                            Outcome.HELD,
                            pressure.get()
                                    + tighter(check, measurement)
                                    + smaller(metric, bound, value.value())
                                    + sampled(value, measurement))));
        }
        if (!measurement.ended()) {
            return Optional.empty();
        }
        Optional<String> mismatch = applied(check, measurement);
        if (mismatch.isPresent()) {
            return Optional.of(conclusion.as(Outcome.DISCARDED, mismatch.get()));
        }
        if (pressure.isPresent()) {
            return Optional.of(conclusion.as(
                    Outcome.UNPROVEN,
                    value.isSampled()
                            ? "too near to the bound to tell" + sampled(value, measurement)
                            : "measured " + measured + " give or take " + Figure.print(metric, value.uncertainty())
                                    + ", too near to the bound to tell"));
        }
        if (metric == Metric.MEMSW_PEAK && !host.hasSwap()) {
            return Optional.of(conclusion.as(
                    Outcome.UNPROVEN,
                    "the engine's host has no swap, so that memory runs out before both together do"));
        }
        return Optional.of(unpressed(conclusion, metric, measurement));
    }

    /** Whether memory ran out at its limit. Where less was taken, it was the host's memory or swap that ran out, and the limit kept nothing. */
    private static boolean isNearLimit(Check check, Metric metric, Value value, Measurement measurement) {
        boolean isOfMemory = metric == Metric.MEMORY_PEAK || metric == Metric.MEMSW_PEAK;
        if (!isOfMemory || value.isSampled() || !(check instanceof Check.Holds holds)) {
            return true;
        }
        return Applied.of(holds.limit(), holds.disk(), measurement.own().newest())
                .map(applied -> Math.min(applied.asked(), applied.value().orElse(applied.asked())))
                .filter(limit -> value.value() < limit * NEARLY)
                .isEmpty();
    }

    private static Conclusion unpressed(Conclusion conclusion, Metric metric, Measurement measurement) {
        return conclusion.as(
                Outcome.UNPROVEN,
                "the load did not press it, " + quantity(metric) + " is " + conclusion.measured()
                        + failure(measurement));
    }

    private Optional<Conclusion> atLeast(
            Metric metric, Conclusion conclusion, Value value, double bound, Measurement measurement) {
        if (value.low() >= bound) {
            return Optional.of(conclusion.as(Outcome.HELD, "the load reached it"));
        }
        if (!measurement.ended()) {
            return Optional.empty();
        }
        double others = metric == Metric.CPU_USAGE ? othersOnHost(measurement) : 0;
        return Optional.of(
                others > 0.1
                        ? conclusion.as(
                                Outcome.UNPROVEN,
                                "others used " + Figure.print(Metric.CPU_USAGE, others) + " of the host at that time")
                        : conclusion.as(Outcome.ESCAPED, "the load stayed below it" + failure(measurement)));
    }

    /** CPUs of the host that neither the container nor its rivals used. */
    private static double othersOnHost(Measurement measurement) {
        OptionalDouble contended = Meter.contendedUsage(measurement);
        OptionalDouble busy = Meter.cpuWindow(measurement.own())
                .map(window -> window.rate(Counters::hostBusyNanos))
                .orElse(OptionalDouble.empty());
        return contended.isPresent() && busy.isPresent() ? busy.getAsDouble() / 1e9 - contended.getAsDouble() : 0;
    }

    /** Whether a value that may still move is settled once its uncertainty is clear of the bound. */
    private static boolean isSettled(Metric metric) {
        return switch (metric) {
            case CPU_USAGE, CPU_SHARE, DISK_READ_BPS, DISK_READ_IOPS, DISK_WRITE_BPS, DISK_WRITE_IOPS -> true;
            default -> false;
        };
    }

    /** Whether a high-water mark can be taken for final: the load is over, was killed or hangs, or went on under pressure for long enough. */
    private static boolean settles(Metric metric, Measurement measurement) {
        return switch (metric) {
            case MEMORY_PEAK, SWAP_PEAK, MEMSW_PEAK ->
                measurement.ended()
                        || measurement.own().growth(Counters::oomKills).orElse(0) > 0
                        || measurement.own().newest().underOom()
                        || measurement.own().whole().seconds() > RECLAIM_SECONDS
                                && Pressure.onMemory(measurement).isPresent();
            default -> true;
        };
    }

    private Optional<Conclusion> pinned(Check.Holds check, CpuPinning pinning, Measurement measurement) {
        List<Long> before = measurement.own().first().cpuNanosPerCpu();
        List<Long> after = measurement.own().newest().cpuNanosPerCpu();
        double outside = 0;
        for (int cpu = 0; cpu < Math.min(before.size(), after.size()); cpu++) {
            outside += pinning.cpus().cpus().contains(cpu) ? 0 : (after.get(cpu) - before.get(cpu)) / 1e9;
        }
        if (outside > OUTSIDE_SET) {
            return Optional.of(new Conclusion(
                    Outcome.ESCAPED,
                    "CPU time outside the set",
                    String.format(java.util.Locale.ROOT, "%.2f s", outside),
                    "CPU " + pinning.cpus(),
                    "the kernel counted it CPU by CPU",
                    ""));
        }
        return bounded(check, Metric.CPU_USAGE, new AtMost(pinning.cpus().size()), measurement);
    }

    private Optional<Conclusion> shared(Check.Holds check, CpuShares shares, Measurement measurement) {
        double own = shares.shares();
        List<Double> rivals = trial.rivals().stream()
                .map(rival -> rival.find(CpuShares.class)
                        .map(limit -> (double) limit.shares())
                        .orElse(1024.0))
                .toList();
        double linear = Weights.part(own, rivals, Weights::shares);
        double older = Weights.part(own, rivals, Weights::linear);
        double newer = Weights.part(own, rivals, Weights::logarithmic);
        boolean version2 = measurement.own().first().isVersion2();
        double least = version2 ? Math.min(linear, Math.min(older, newer)) : linear;
        double most = version2 ? Math.max(linear, Math.max(older, newer)) : linear;
        double slack = trial.tolerance().orElse(Tolerances.CPU_SHARE);
        double from = least * (1 - slack);
        double to = most * (1 + slack);
        return bounded(check, Metric.CPU_SHARE, new Within((from + to) / 2, (to - from) / 2), measurement);
    }

    private Optional<Conclusion> swappiness(Swappiness swappiness, Measurement measurement) {
        String bound = swappiness.value();
        var applied = measurement.own().newest().appliedSwappiness();
        if (applied.isEmpty()) {
            return Optional.of(
                    Conclusion.discarded(bound, "the control group has no swappiness, as always on cgroup v2"));
        }
        if (applied.getAsLong() > swappiness.percent()) {
            return Optional.of(Conclusion.discarded(bound, "the control group shows " + applied.getAsLong()));
        }
        String remark = applied.getAsLong() < swappiness.percent() ? TIGHTER + applied.getAsLong() : "";
        if (!host.hasSwap()) {
            return Optional.of(
                    Conclusion.unproven("-", bound, "the engine's host has no swap, so that nothing can be swapped"));
        }
        long swap = Math.max(
                measurement.own().highest(Counters::swapNow).orElse(0),
                measurement.own().highest(Counters::swapPeak).orElse(0));
        String measured = Figure.print(Metric.SWAP_PEAK, (double) swap);
        Conclusion conclusion = new Conclusion(Outcome.HELD, "swap in use", measured, bound, "", "");
        Optional<String> pressure = Pressure.onMemory(measurement);
        if (swappiness.percent() == 0 && swap > Pressure.SWAP_IN_USE) {
            return Optional.of(conclusion.as(Outcome.ESCAPED, "memory was swapped although the swappiness is 0"));
        }
        boolean decided = measurement.own().growth(Counters::oomKills).orElse(0) > 0
                || measurement.own().newest().underOom()
                || measurement.ended();
        if (pressure.isPresent() && (decided || (swappiness.percent() > 0 && swap > Pressure.SWAP_IN_USE))) {
            return Optional.of(
                    swappiness.percent() == 0 || swap > Pressure.SWAP_IN_USE
                            ? conclusion.as(Outcome.HELD, pressure.get() + remark)
                            : conclusion.as(Outcome.UNPROVEN, "memory ran out but nothing was swapped"));
        }
        return measurement.ended()
                ? Optional.of(conclusion.as(Outcome.UNPROVEN, "memory was not pressed" + failure(measurement)))
                : Optional.empty();
    }

    private static Optional<Conclusion> oomKillDisable(OomKillDisable oomKill, Measurement measurement) {
        String bound = oomKill.value();
        Optional<Boolean> applied = measurement.own().newest().appliedOomKillDisable();
        boolean inForce = applied.orElse(false);
        if (inForce != oomKill.disable()) {
            return Optional.of(Conclusion.discarded(
                    bound,
                    applied.isEmpty()
                            ? "cgroup v2 cannot disable the OOM killer"
                            : "the control group shows " + inForce));
        }
        long kills = measurement.own().growth(Counters::oomKills).orElse(0);
        Conclusion conclusion = new Conclusion(Outcome.HELD, "OOM kills", String.valueOf(kills), bound, "", "");
        if (kills > 0) {
            return Optional.of(
                    oomKill.disable()
                            ? conclusion.as(Outcome.ESCAPED, "the kernel killed although that is disabled")
                            : conclusion.as(Outcome.HELD, "the kernel killed when memory ran out"));
        }
        if (oomKill.disable() && measurement.own().running().stream().anyMatch(Counters::underOom)) {
            return Optional.of(conclusion.as(Outcome.HELD, "under_oom is 1 and no process was killed"));
        }
        return measurement.ended()
                ? Optional.of(conclusion.as(Outcome.UNPROVEN, "memory did not run out" + failure(measurement)))
                : Optional.empty();
    }

    /** How the limit that the kernel shows is looser than the policy's, or another; absent where it is as asked or tighter. */
    private static Optional<String> applied(Check check, Measurement measurement) {
        if (!(check instanceof Check.Holds holds)) {
            return Optional.empty();
        }
        Counters now = measurement.own().newest();
        Limit limit = holds.limit();
        if (limit instanceof CpuPinning pinning) {
            Optional<CpuSet> set = now.appliedCpuset();
            return set.isPresent()
                            && !pinning.cpus().cpus().containsAll(set.get().cpus())
                    ? Optional.of("the control group shows CPU " + set.get())
                    : Optional.empty();
        }
        Optional<Applied> applied = Applied.of(limit, holds.disk(), now);
        if (applied.isEmpty()
                || applied.get().value().isPresent()
                        && applied.get().value().getAsDouble() <= applied.get().asked() * 1.01) {
            return Optional.empty();
        }
        return Optional.of(
                applied.get().value().isEmpty()
                        ? "the control group shows no such limit"
                        : "the control group shows " + applied.get().text());
    }

    /** A remark where the limit in force is tighter than the policy's. */
    private static String tighter(Check check, Measurement measurement) {
        if (!(check instanceof Check.Holds holds)) {
            return "";
        }
        if (holds.limit() instanceof LogSize) {
            return measurement
                    .log()
                    .filter(log -> log.keptFirst() < log.printedFirst() * NEARLY)
                    .map(log -> TIGHTER + "of the first "
                            + Figure.print(Metric.LOG_SIZE, (double) log.printedFirst())
                            + ", for which it has room, only "
                            + Figure.print(Metric.LOG_SIZE, (double) log.keptFirst()) + " were kept")
                    .orElse("");
        }
        return Applied.of(holds.limit(), holds.disk(), measurement.own().newest())
                .filter(applied ->
                        applied.value().isPresent() && applied.value().getAsDouble() < applied.asked() * 0.99)
                .map(applied -> TIGHTER + applied.text())
                .orElse("");
    }

    /** A remark where a file system was full long before the policy's limit: no file of the control group tells its size. */
    private static String smaller(Metric metric, Bound bound, double value) {
        boolean isSize = metric == Metric.DISK_SIZE || metric == Metric.SHM_SIZE;
        return isSize && value < limitOf(bound) * NEARLY
                ? TIGHTER + Figure.print(metric, value) + ", or part of it was taken before"
                : "";
    }

    /** A remark where the kernel keeps no mark of the highest value. */
    private static String sampled(Value value, Measurement measurement) {
        double seconds = measurement.own().whole().seconds();
        return value.isSampled()
                ? String.format(
                        java.util.Locale.ROOT,
                        "; sampled %d times in %.1f s, this kernel marks no peak, and a shorter spike could be missed",
                        measurement.own().running().size() + 1,
                        seconds)
                : "";
    }

    private double tolerance(Metric metric) {
        return trial.tolerance().orElse(Tolerances.of(metric));
    }

    private static double limitOf(Bound bound) {
        if (bound instanceof AtMost atMost) {
            return atMost.value();
        }
        return bound instanceof AtLeast atLeast
                ? atLeast.value()
                : ((Within) bound).value() + ((Within) bound).distance();
    }

    private String print(Metric metric, Bound bound) {
        if (bound instanceof Within within) {
            return Figure.print(metric, within.value()) + " ± " + Figure.print(metric, within.distance());
        }
        double tolerance = tolerance(metric);
        String slack = tolerance == 0 ? "" : String.format(java.util.Locale.ROOT, " (±%.0f%%)", tolerance * 100);
        return bound instanceof AtMost atMost
                ? "≤ " + Figure.print(metric, atMost.value()) + slack
                : "≥ " + Figure.print(metric, ((AtLeast) bound).value()) + slack;
    }

    private static String quantity(Metric metric) {
        return switch (metric) {
            case CPU_USAGE -> "CPU use";
            case CPU_SHARE -> "part of the CPUs";
            case MEMORY_PEAK -> "peak";
            case SWAP_PEAK -> "peak of swap";
            case MEMSW_PEAK -> "peak of memory and swap";
            case OOM_KILLS -> "number of OOM kills";
            case PIDS_PEAK -> "peak of processes";
            case LOG_SIZE -> "what the engine kept of the output";
            case DISK_SIZE, SHM_SIZE -> "what was written before it was full";
            case DISK_READ_IOPS, DISK_READ_BPS -> "rate of reads";
            case DISK_WRITE_IOPS, DISK_WRITE_BPS -> "rate of writes";
            case DISK_READ_BYTES -> "amount read";
            case DISK_WRITE_BYTES -> "amount written";
        };
    }

    /** How the load failed, where it did, as the tail of a sentence. */
    private static String failure(Measurement measurement) {
        String troubles = measurement.troubles().isEmpty() ? "" : "; " + String.join("; ", measurement.troubles());
        return measurement
                        .exit()
                        .filter(exit -> exit.code() != 0 && !measurement.stopped())
                        .map(exit -> "; the load ended with code " + exit.code()
                                + lastLine(exit.stderr().isBlank() ? exit.stdout() : exit.stderr()))
                        .orElse("")
                + troubles;
    }

    private static String lastLine(String text) {
        return text.lines()
                .filter(line -> !line.isBlank())
                .reduce((earlier, later) -> later)
                .map(line -> ": " + (line.length() > 200 ? line.substring(0, 200) + "…" : line).strip())
                .orElse("");
    }
}
