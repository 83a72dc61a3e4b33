package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Printed;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The container's part of the CPU time that it and its rivals used together, 0 to 1. */
public final class CpuShare implements MetricKind {
    public static final CpuShare KIND = new CpuShare();

    /** Contending containers press each other where together they use this part of the CPUs that they fight for. */
    private static final double SATURATED = 0.9;

    /** Where others fill the rest of a CPU, contenders must have had at least this part of it. */
    private static final double MOST = 0.6;

    /** A CPU of which contenders had no more than this part of all that they had is nobody's. */
    private static final double LITTLE = 0.05;

    /** A contender that has so many times less or more of one CPU than of all had it by where his threads were, and not by his weight alone. */
    private static final double UNEQUAL = 1.5;

    private static final int PARTS = 4;

    /** A load that goes on uses this part of its mean at least. */
    private static final double GOES_ON = 0.2;

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

    /** The CPU use that the part is of. */
    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(CpuUsage.TRACE);
    }

    @Override
    public Optional<Value> read(Observed observed) {
        Optional<Value> own = CpuUsage.of(observed.measurement().own());
        List<Value> rivals = observed.measurement().rivals().stream()
                .flatMap(rival -> CpuUsage.of(rival).stream())
                .toList();
        if (own.isEmpty()
                || rivals.size() < observed.measurement().rivals().size()
                || own.get().value() <= 0) {
            return Optional.empty();
        }
        return Optional.of(own.get().partBeside(rivals));
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

    /** By contenders that fill the CPUs, or of which each always wants one and at times waits for it, whoever has the rest. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        Measurement measurement = observed.measurement();
        OptionalDouble together = contendedUsage(measurement);
        if (measurement.rivals().isEmpty() || together.isEmpty() || !isFilled(observed) && !isContended(measurement)) {
            return Optional.empty();
        }
        List<String> parts = measurement.rivals().stream()
                .flatMap(rival -> CpuUsage.of(rival).stream())
                .map(usage -> dimension().print(usage.value() / together.getAsDouble()))
                .toList();
        return Optional.of(String.format(
                Locale.ROOT,
                isFilled(observed)
                        ? "together they filled %s of %d CPUs, the rivals used %s"
                        : "all of them waited for CPUs of which they had %s of %d together, the rivals used %s",
                Printed.of(together.getAsDouble(), Printed.DIGITS, ""),
                contended(observed).size(),
                String.join(" and ", parts)));
    }

    private static boolean isContended(Measurement measurement) {
        return contenders(measurement).stream()
                .allMatch(series -> CpuUsage.window(series)
                        .flatMap(Waiting::in)
                        .filter(Waiting::isContending)
                        .isPresent());
    }

    /** Others on one CPU that is fought for take from all alike. */
    private static boolean isFilled(Observed observed) {
        CpuSet set = contended(observed);
        double together = contendedUsage(observed.measurement()).orElse(0);
        return together >= set.size() * SATURATED
                || set.size() == 1
                        && together >= MOST
                        && CpuUsage.busy(observed.measurement().own(), set).orElse(0) >= SATURATED;
    }

    @Override
    public Optional<Excuse> unpressed(Observed observed) {
        return CpuUsage.others(observed);
    }

    /** Who no longer wants his part leaves it to the others. And of several CPUs, others can leave one to this container alone. */
    @Override
    public Optional<Excuse> doubt(Observed observed) {
        Measurement measurement = observed.measurement();
        if (!measurement.rivals().stream().allMatch(CpuShare::goesOn)) {
            return Optional.of(Excuse.host("a rival's load did not go on"));
        }
        boolean isFair = isFilled(observed)
                || isContended(measurement) && (contended(observed).size() == 1 || isEachCpuShared(measurement));
        return isFair
                ? Optional.empty()
                : Optional.of(Excuse.neighbours(
                        "the contenders did not fill the CPUs, of which others may have left them unequal parts"));
    }

    /** Whether a rival used about as much in the last part of the time as in all of it. */
    private static boolean goesOn(Series rival) {
        Optional<Window> window = CpuUsage.window(rival);
        if (window.isEmpty()) {
            return false;
        }
        List<Window> parts = rival.parts(window.get(), PARTS);
        double mean = window.get().rate(Counters::cpuNanos).orElse(0);
        return parts.size() < PARTS
                || parts.get(PARTS - 1).rate(Counters::cpuNanos).orElse(0) >= mean * GOES_ON;
    }

    /** Whether each contender has about the same part of each CPU as of all together; false where the kernel does not count it CPU by CPU. */
    private static boolean isEachCpuShared(Measurement measurement) {
        List<List<Long>> used = contenders(measurement).stream()
                .map(series ->
                        CpuUsage.window(series).map(CpuShare::usedOfEachCpu).orElse(List.of()))
                .toList();
        int cpus = used.stream().mapToInt(List::size).min().orElse(0);
        double all = used.stream().mapToDouble(CpuShare::sum).sum();
        boolean isShared = cpus > 0 && all > 0;
        for (int cpu = 0; cpu < cpus && isShared; cpu++) {
            int number = cpu;
            double ofCpu =
                    used.stream().mapToDouble(each -> (double) each.get(number)).sum();
            isShared = ofCpu < all * LITTLE
                    || used.stream().allMatch(each -> {
                        double part = sum(each) / all;
                        double partOfCpu = each.get(number) / ofCpu;
                        return partOfCpu > part / UNEQUAL && partOfCpu < part * UNEQUAL;
                    });
        }
        return isShared;
    }

    private static double sum(List<Long> nanos) {
        return nanos.stream().mapToDouble(each -> (double) each).sum();
    }

    private static List<Long> usedOfEachCpu(Window window) {
        List<Long> before = window.from().cpuNanosPerCpu();
        List<Long> after = window.to().cpuNanosPerCpu();
        return IntStream.range(0, Math.min(before.size(), after.size()))
                .mapToObj(cpu -> after.get(cpu) - before.get(cpu))
                .toList();
    }

    /** The CPUs that a container and its rivals can use, as their control groups show it: the set of the policy may have been refused, or dropped. */
    private static CpuSet contended(Observed observed) {
        SortedSet<Integer> cpus = new TreeSet<>();
        contenders(observed.measurement()).stream()
                .map(series -> series.newest()
                        .inForce()
                        .cpuset()
                        .orElse(observed.host().cpus()))
                .forEach(set -> cpus.addAll(set.cpus()));
        return new CpuSet(cpus);
    }

    /** Whoever always wants a CPU gets the part of his weight, whatever he goes on to do. */
    @Override
    public boolean isCapped(Observed observed, double high) {
        return pressure(observed, high).isPresent();
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
    public boolean needsRivals() {
        return true;
    }

    @Override
    public boolean isOfHost() {
        return true;
    }
}
