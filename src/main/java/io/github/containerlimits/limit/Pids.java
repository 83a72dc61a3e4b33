package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.PidsPeak;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * Processes and threads together.
 *
 * @param most 1 or more
 */
public record Pids(Place place, long most) implements Limit {
    /** The kernel's own bound on pid_max. */
    private static final long MOST = 4_194_304;

    public static final LimitKind KIND = LimitKind.of(
            "pids_limit", entry -> entry.number(-1, MOST).map(most -> read(most, entry.place())), "pids", "pids");

    /** What a runtime and the commands of a trial may take by themselves: a runtime has six to eight threads while it starts a command. */
    private static final long FOOTPRINT = 16;

    /** Those that hold the container open, and the load's own first. */
    private static final long LEAST_TRIED = Container.HOLDERS + 2;

    /** Readings one after the other that tell what a load goes on with. */
    private static final int STEADY = 3;

    /** Seconds for which a runtime may have threads of its own in a container, on a busy host. */
    private static final double LASTING = 3;

    private static final int EXTRA = 16;
    private static final long MOST_TRIED = 20_000;

    private static Limit read(long most, Place place) {
        return most > 0
                ? new Pids(place, most)
                : new NoLimit(
                        place,
                        KIND,
                        String.valueOf(most),
                        Settings.of("PidsLimit", most),
                        PidsPeak.KIND,
                        limits ->
                                limits.pids().stream().mapToObj(String::valueOf).findFirst(),
                        most == 0 ? "; to other runtimes it is a limit of no process at all, to all -1 is none" : "");
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return String.valueOf(most);
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("PidsLimit", most);
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--pids-limit=" + most));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        long count = most + EXTRA;
        String shown = count + " processes";
        if (most < LEAST_TRIED) {
            return List.of(Press.None.unproven(
                    shown,
                    Excuse.load(Container.HOLDERS
                            + " processes hold the container open and the load begins with one more, too many"
                            + " to press so low a limit")));
        }
        Optional<String> kept = places.ancestors().keepProcessesWithin(most);
        if (kept.isPresent()) {
            return List.of(Press.None.unproven(shown, Excuse.host(kept.get() + ", too few to go above the limit")));
        }
        return List.of(
                count > MOST_TRIED
                        ? Press.None.unproven(shown, Excuse.host("so many processes could hurt the engine's host"))
                        : Press.With.of(Workload.of(Scripts.processes(count))
                                        .shownAs(shown)
                                        .withNeeds(Needs.processes(count)))
                                .inFreshContainer()
                                .spendingContainer());
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return places.ancestors().keepProcessesWithin(most).isPresent()
                ? Optional.empty()
                : Halves.below(
                        most,
                        LEAST_TRIED,
                        places,
                        size -> all.with(new Pids(place, size)),
                        size -> Needs.processes(size + EXTRA));
    }

    /** What is the load's own beside the plugin's must be able to start. */
    @Override
    public boolean masks(Limit other, Workload workload, Limits all) {
        return most < FOOTPRINT + Math.max(workload.workers(), workload.needs().processes());
    }

    /**
     * The peak of a small limit may be that of the runtime's own threads, which the kernel lets into the group above its limit: there it is decided by what
     * the load goes on with, or has left when it ended. So few that the runtime can't even start the load are the limit at work as well.
     */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Optional<Conclusion> byPeak = Limit.super.conclude(evidence);
        Observed observed = evidence.observed();
        boolean mayBeTheRuntimes = most < FOOTPRINT
                && byPeak.filter(conclusion -> conclusion.outcome() == Outcome.ESCAPED)
                        .isPresent();
        if (!mayBeTheRuntimes) {
            return byPeak;
        }
        if (mismatch(observed).isPresent()) {
            return isAbove(observed, 0) || observed.measurement().ended() ? byPeak : Optional.empty();
        }
        // The kernel shows the limit, and lets above it only what was put into the group from outside: a busy host
        // takes its time with that.
        if (isAbove(observed, LASTING)) {
            return byPeak;
        }
        return kept(observed, byPeak.get())
                .or(() -> observed.measurement().ended()
                        ? byPeak.map(conclusion -> conclusion.excused(Excuse.neighbours(
                                "the runtime's own threads were still there, the peak is " + conclusion.measured())))
                        : Optional.empty());
    }

    /**
     * Whether there were more in each of the newest readings, which are three at least.
     *
     * @param seconds that these must cover
     */
    private boolean isAbove(Observed observed, double seconds) {
        List<Counters> newest = newest(observed, seconds);
        return newest.size() >= STEADY
                && (newest.get(newest.size() - 1).nanos() - newest.get(0).until()) / 1e9 >= seconds
                && newest.stream().allMatch(now -> now.pidsNow().orElse(0) > most);
    }

    /** The last three readings, and as many more as it takes to cover so many seconds. */
    private static List<Counters> newest(Observed observed, double seconds) {
        List<Counters> running = observed.measurement().own().running();
        int from = Math.max(0, running.size() - STEADY);
        while (from > 0
                && (running.get(running.size() - 1).nanos() - running.get(from).until()) / 1e9 < seconds) {
            from--;
        }
        return running.subList(from, running.size());
    }

    /** Where the load goes on within it, the peak was the runtime's. */
    private Optional<Conclusion> kept(Observed observed, Conclusion byPeak) {
        Optional<Counters> left = left(observed, byPeak);
        List<Counters> newest = left.map(List::of).orElseGet(() -> newest(observed, 0));
        boolean isWithin = (left.isPresent() || newest.size() >= STEADY)
                && newest.stream().allMatch(now -> now.pidsNow().orElse(Long.MAX_VALUE) <= most);
        return pressure(observed)
                .filter(refused -> isWithin)
                .map(refused -> Conclusion.of(
                                "processes of the load",
                                Figure.of(metric().dimension(), (double)
                                        newest.get(newest.size() - 1).pidsNow().orElse(0)),
                                limit().figure(metric().dimension(), 0))
                        .as(
                                Outcome.HELD,
                                refused + "; the peak of " + byPeak.measured()
                                        + " is that of the runtime's own threads, which start the load"
                                        + remark(observed)));
    }

    /** The look after the load, where that can tell: its processes outlast it, unless more were there than a runtime has threads, and are gone. */
    private Optional<Counters> left(Observed observed, Conclusion byPeak) {
        boolean mayBeTheRuntimes = byPeak.measured()
                .amount()
                .filter(peak -> peak.value() <= most + FOOTPRINT)
                .isPresent();
        return observed.measurement().ended() && mayBeTheRuntimes
                ? observed.measurement().own().last()
                : Optional.empty();
    }

    @Override
    public boolean spendsContainer() {
        return true;
    }

    @Override
    public MetricKind metric() {
        return PidsPeak.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) most);
    }

    @Override
    public Optional<Applied> applied(Observed observed, Counters now) {
        return Optional.of(Applied.of((double) most, now.inForce().pids(), "").roundedBy(0));
    }
}
