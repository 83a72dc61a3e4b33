package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/**
 * The CPU time that the load kept to for 95 of 100 parts of its time, in CPUs: the 95th percentile, by nearest rank, of windows of 100 ms or a little
 * longer, each from one reading to a later one. Windows that a reader which was late made much longer are left out.
 */
public final class CpuBurst implements MetricKind {
    public static final CpuBurst KIND = new CpuBurst();

    private static final double WINDOW = 0.1;
    private static final double LONGEST = 0.3;
    private static final double PART = 0.95;

    /** Of fewer, the 95th percentile is but the highest. */
    private static final int FEWEST = 20;

    private CpuBurst() {}

    @Override
    public String key() {
        return "cpu.p95";
    }

    @Override
    public Dimension dimension() {
        return Dimension.CPUS;
    }

    @Override
    public String noun() {
        return "95th percentile of CPU time in 100 ms";
    }

    /** None: what the readings took is in the interval. */
    @Override
    public double tolerance() {
        return 0;
    }

    /** The same for another part of its time; absent where there are too few readings. */
    public static OptionalDouble quantile(Observed observed, double part) {
        List<Window> windows = windows(observed.measurement().own().all());
        return windows.size() < FEWEST
                ? OptionalDouble.empty()
                : OptionalDouble.of(ranked(windows, rank(windows, part), Window::seconds));
    }

    private static int rank(List<Window> windows, double part) {
        return (int) Math.ceil(part * windows.size()) - 1;
    }

    @Override
    public Optional<Value> read(Observed observed) {
        List<Window> windows = windows(observed.measurement().own().all());
        if (windows.size() < FEWEST) {
            return Optional.empty();
        }
        int rank = rank(windows, PART);
        return Optional.of(Value.moving(
                ranked(windows, rank, Window::seconds),
                ranked(windows, rank, Window::longest),
                ranked(windows, rank, Window::shortest)));
    }

    private static double ranked(List<Window> windows, int rank, ToDoubleFunction<Window> seconds) {
        return windows.stream()
                .mapToDouble(
                        window -> window.growth(Counters::cpuNanos).orElse(0) / 1e9 / seconds.applyAsDouble(window))
                .sorted()
                .skip(rank)
                .findFirst()
                .orElseThrow();
    }

    private static List<Window> windows(List<Counters> readings) {
        List<Window> windows = new ArrayList<>();
        Optional<Counters> from = Optional.empty();
        for (Counters reading : readings) {
            if (reading.cpuNanos().isEmpty()) {
                continue;
            }
            if (from.isEmpty()) {
                from = Optional.of(reading);
                continue;
            }
            Window window = new Window(from.get(), reading);
            if (window.shortest() >= WINDOW) {
                from = Optional.of(reading);
                if (window.longest() <= LONGEST) {
                    windows.add(window);
                }
            }
        }
        return windows;
    }

    @Override
    public String lack(Observed observed) {
        return "it takes two seconds of readings, and there are "
                + Dimension.SECONDS.print(observed.measurement().own().whole().seconds());
    }

    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return CpuUsage.KIND.trace(disk);
    }

    /** None: that a quota ran out is told by {@code cpu.throttled}. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        return Optional.empty();
    }

    @Override
    public MetricKind limitedAs() {
        return CpuUsage.KIND;
    }

    @Override
    public boolean isOfLoad() {
        return true;
    }

    @Override
    public boolean isOfHost() {
        return true;
    }
}
