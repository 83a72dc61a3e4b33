package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Ancestor;
import io.github.containerlimits.limit.CpuPinning;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.Route;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.measure.Measurement.Log;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * What measurements are judged by in tests: a host, a load, the limits of rivals, and the disk that is looked at where a metric is of one. Makes the
 * measurements too, from what the counters show at each second.
 */
public record Bench(Host host, Workload workload, List<Limits> rivals) {
    public static final Place PLACE = new Place("limits.yaml", 2, 3);
    public static final Disk DISK = new Disk("/dev/vda", "254:0");

    /** Two CPUs, no swap, one worker, no rival. */
    public static final Bench USUAL = new Bench(host("0-1", 0), Workload.cpus(1), List.of());

    public Bench withCpus(String cpus) {
        return new Bench(host(cpus, host.swapTotal()), workload, rivals);
    }

    public Bench withSwap() {
        return new Bench(host(host.cpus().toString(), 8L << 30), workload, rivals);
    }

    /** The same where the containers are in that group. */
    public Bench below(Ancestor group) {
        return new Bench(host(host.cpus().toString(), host.swapTotal(), List.of(group)), workload, rivals);
    }

    public Bench withWorkers(int count) {
        return new Bench(host, Workload.cpus(count), rivals);
    }

    public Bench running(Command command) {
        return new Bench(host, Workload.of(command), rivals);
    }

    public Bench beside(Limits rival) {
        return new Bench(host, workload, List.of(rival));
    }

    private static Host host(String cpus, long swap) {
        return host(cpus, swap, List.of());
    }

    private static Host host(String cpus, long swap, List<Ancestor> ancestors) {
        return new Host(
                CpuSet.parse(cpus),
                8L << 30,
                swap,
                swap,
                32768,
                new HostSurvey(
                        "", "", "", cpus, Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", "core", ancestors));
    }

    public static CpuPinning pinning(String cpus) {
        return new CpuPinning(PLACE, CpuSet.parse(cpus));
    }

    /** What follows for a bound that a user claims. */
    public Optional<Conclusion> claim(MetricKind metric, Bound bound, Measurement measurement) {
        Optional<Disk> disk = metric.isOfDisk() ? Optional.of(DISK) : Optional.empty();
        return conclude(
                new Check.Keeps(new Expectation.Measured(PLACE, metric, bound, ""), disk), Limits.NONE, measurement);
    }

    public Optional<Outcome> claimed(MetricKind metric, Bound bound, Measurement measurement) {
        return claim(metric, bound, measurement).map(Conclusion::outcome);
    }

    /** What follows for a limit. */
    public Optional<Conclusion> conclude(Limit limit, Measurement measurement) {
        Optional<Disk> disk = limit.metric().isOfDisk() ? Optional.of(DISK) : Optional.empty();
        return conclude(Check.Holds.of(limit, disk, Route.STRAIGHT), Limits.NONE.with(limit), measurement);
    }

    public Optional<Outcome> outcome(Limit limit, Measurement measurement) {
        return conclude(limit, measurement).map(Conclusion::outcome);
    }

    private Optional<Conclusion> conclude(Check check, Limits limits, Measurement measurement) {
        Trial trial = Trial.of("test", limits, workload, List.of(check)).beside(rivals);
        return new Judge(trial, host, List.of(), true).conclude(check, measurement);
    }

    /** The counters of a load so far, read ten times a second. */
    public static Series series(Function<Double, Readings> at, double seconds) {
        List<Counters> running = IntStream.rangeClosed(1, (int) Math.round(seconds * 10))
                .mapToObj(tenth -> at.apply(tenth / 10.0).at(tenth / 10.0))
                .toList();
        return new Series(at.apply(0.0).at(0), running, Optional.empty());
    }

    /** A load that still runs. */
    public static Measurement running(Function<Double, Readings> at, double seconds) {
        return running(series(at, seconds), List.of());
    }

    public static Measurement running(Series own, List<Series> rivals) {
        return new Measurement(own, rivals, Optional.empty(), Optional.empty(), false, List.of());
    }

    /** The same once its load has ended by itself. */
    public static Measurement ended(Measurement running) {
        return ended(running, new Exit(0, "", ""));
    }

    public static Measurement ended(Measurement running, Exit exit) {
        Series own = running.own();
        return new Measurement(
                new Series(own.first(), own.running(), Optional.of(own.newest())),
                running.rivals(),
                running.contrast(),
                Optional.of(exit),
                true,
                List.of());
    }

    /** The same beside the counters of the load without caps. */
    public static Measurement contrasted(Measurement measurement, Function<Double, Readings> free) {
        return new Measurement(
                measurement.own(),
                measurement.rivals(),
                Optional.of(new Contrast(series(free, 3), Optional.empty(), Optional.empty())),
                measurement.exit(),
                measurement.ended(),
                measurement.troubles());
    }

    /** The same with what became of what was printed to the container's log. */
    public static Measurement logged(Measurement measurement, long printed, long kept) {
        return new Measurement(
                measurement.own(),
                measurement.rivals(),
                measurement.contrast(),
                measurement.exit(),
                Optional.of(new Log(printed, kept, 0, 0)),
                measurement.uncharged(),
                measurement.isSaidToBeOutOfMemory(),
                measurement.ending(),
                measurement.troubles());
    }
}
