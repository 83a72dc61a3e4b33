package io.github.containerlimits.metric;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.load.FioLoad;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/** The container's part of the bytes that it and its rivals moved from and to a disk together, 0 to 1. */
public final class DiskShare implements MetricKind {
    public static final DiskShare KIND = new DiskShare();

    /** Windows shorter than this many seconds say nothing of a rate. */
    private static final double SHORTEST_WINDOW = 1;

    /** A scheduler serves one control group for up to this many seconds before it turns to another (bfq: {@code timeout_sync}). */
    private static final double EDGE_SECONDS = 0.125;

    private static final double NANOS = 1e9;

    private DiskShare() {}

    @Override
    public String key() {
        return "disk.share";
    }

    @Override
    public Dimension dimension() {
        return Dimension.RATIO;
    }

    @Override
    public String noun() {
        return "part of the disk";
    }

    /** 20 % of the expected part: a scheduler also serves who is not in turn where that keeps a disk busy. */
    @Override
    public double tolerance() {
        return 0.20;
    }

    /** The bytes that the part is of. */
    @Override
    public Optional<Trace> trace(Optional<Disk> disk) {
        return Optional.of(Trace.of(
                "bytes read and written", Dimension.BYTES_A_SECOND, Trace.Kind.RATE, counter(disk), DiskBytes.FILES));
    }

    /** What a control group moved both ways from and to a disk, or all of them. */
    private static Function<Counters, OptionalLong> counter(Optional<Disk> disk) {
        Function<Counters, OptionalLong> read = DiskBytes.counter(disk, Direction.READ, RateUnit.BPS);
        Function<Counters, OptionalLong> written = DiskBytes.counter(disk, Direction.WRITE, RateUnit.BPS);
        return counters -> {
            OptionalLong in = read.apply(counters);
            OptionalLong out = written.apply(counters);
            return in.isPresent() && out.isPresent() ? OptionalLong.of(in.getAsLong() + out.getAsLong()) : in;
        };
    }

    @Override
    public Optional<Value> read(Observed observed) {
        Optional<Window> own = window(observed);
        List<Value> rates = new ArrayList<>();
        Function<Counters, OptionalLong> counter = counter(observed.disk());
        if (own.isPresent()) {
            rate(own.get(), counter).ifPresent(rates::add);
            for (Series rival : observed.measurement().rivals()) {
                atTheTimeOf(own.get(), rival)
                        .flatMap(window -> rate(window, counter))
                        .ifPresent(rates::add);
            }
        }
        if (rates.size() <= observed.measurement().rivals().size()
                || rates.get(0).value() <= 0) {
            return Optional.empty();
        }
        return Optional.of(rates.get(0).partBeside(rates.subList(1, rates.size())));
    }

    /** The time in which the container's load ran steadily; absent where that is too short. */
    private static Optional<Window> window(Observed observed) {
        return observed.measurement()
                .own()
                .steady(counter(observed.disk()))
                .filter(window -> window.shortest() >= SHORTEST_WINDOW);
    }

    /** A rival that began earlier had the disk to itself until then. */
    private static Optional<Window> atTheTimeOf(Window window, Series rival) {
        List<Counters> within = rival.running().stream()
                .filter(counters -> counters.until() >= window.from().nanos()
                        && counters.nanos() <= window.to().until())
                .toList();
        return within.isEmpty()
                ? Optional.empty()
                : Optional.of(new Window(within.get(0), within.get(within.size() - 1)))
                        .filter(between -> between.shortest() >= SHORTEST_WINDOW / 2);
    }

    private static Optional<Value> rate(Window window, Function<Counters, OptionalLong> counter) {
        OptionalLong growth = window.growth(counter);
        if (growth.isEmpty()) {
            return Optional.empty();
        }
        double bytes = (double) growth.getAsLong();
        return Optional.of(Value.rate(bytes, window, bytes * EDGE_SECONDS / window.seconds(), 0));
    }

    /** By requests that waited: more of them at a time than all contenders but one can have asked for, so that each had some. */
    @Override
    public Optional<String> pressure(Observed observed, double bound) {
        int rivals = observed.measurement().rivals().size();
        OptionalDouble waiting = waitingBytes(observed);
        long each = FioLoad.atATime(observed.workload().command().arguments());
        return rivals > 0 && waiting.isPresent() && waiting.getAsDouble() > (double) each * rivals
                ? Optional.of(String.format(
                        Locale.ROOT,
                        "requests for %s waited at a time, where %d of the %d contenders ask for no more than %s",
                        Dimension.BYTES.print(waiting.getAsDouble()),
                        rivals,
                        rivals + 1,
                        Dimension.BYTES.print((double) each * rivals)))
                : Optional.empty();
    }

    /** Bytes of the requests that were on their way at a time, in the scheduler's queue and in the disk, by their mean size. */
    private static OptionalDouble waitingBytes(Observed observed) {
        Optional<Disk> disk = observed.disk();
        Optional<Window> window = window(observed);
        if (disk.isEmpty() || window.isEmpty()) {
            return OptionalDouble.empty();
        }
        String number = disk.get().number();
        OptionalDouble nanos = window.get().rate(counters -> counters.host().requestNanos(number));
        OptionalLong bytes = window.get().growth(DiskBytes.hostCounter(disk.get(), RateUnit.BPS));
        OptionalLong requests = window.get().growth(DiskBytes.hostCounter(disk.get(), RateUnit.IOPS));
        return nanos.isPresent() && bytes.isPresent() && requests.orElse(0) > 0
                ? OptionalDouble.of(nanos.getAsDouble() / NANOS * bytes.getAsLong() / requests.getAsLong())
                : OptionalDouble.empty();
    }

    /** A scheduler weighs only what waits in it: a disk that takes all requests at once is shared as they come, and no limit is to blame. */
    @Override
    public Optional<Excuse> doubt(Observed observed) {
        return Optional.of(
                Excuse.host(
                        "a scheduler weighs only the requests that wait in it, and this disk may take them as fast as they come"));
    }

    @Override
    public Optional<Excuse> unpressed(Observed observed) {
        return DiskRate.others(observed, observed.measurement().rivals());
    }

    /** Whoever always asks gets the part of his weight, whatever he goes on to do. */
    @Override
    public boolean isCapped(Observed observed, double high) {
        return pressure(observed, high).isPresent();
    }

    @Override
    public boolean isSettled(Observed observed, Value value) {
        return true;
    }

    @Override
    public boolean needsRivals() {
        return true;
    }
}
