package io.github.containerlimits.plan;

import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.Trace;
import io.github.containerlimits.verdict.Conclusion;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How an application ended, or failed, in words: sentences without a full stop. */
final class Deaths {
    private static final int SIGNALLED = 128;

    /** A host with no more idle than this has no CPU for who wants one at once. */
    private static final double ALL_BUT_BUSY = 0.85;

    private static final double MUCH_OF_OTHERS = 0.25;

    private Deaths() {}

    /** Why it ended, by all that is known. */
    static String told(Life.End end, Observed observed) {
        Series own = observed.measurement().own();
        List<String> words = new ArrayList<>();
        words.add("it ended " + Dimension.SECONDS.print(end.after()) + " after its start with code " + end.code()
                + (end.code() > SIGNALLED ? " (signal " + (end.code() - SIGNALLED) + ")" : ""));
        long kills = own.growth(Counters::oomKills).orElse(0);
        if (kills > 0) {
            words.add("the kernel killed " + kills + " of its processes for want of memory (oom_kill)");
        } else if (end.isSaidToBeOutOfMemory()) {
            words.add("for want of memory, as the engine says");
        }
        words.addAll(Strain.told(own));
        return String.join(", ", words)
                + lastWords(observed.measurement().life().orElseThrow());
    }

    /**
     * Whether others had the CPUs that it might have been ready with, or have answered: they may be gone a moment later. Absent where they had not.
     *
     * @param words what came of that
     */
    static Optional<Excuse> starved(Observed observed, String words) {
        Series own = observed.measurement().own();
        if (own.running().isEmpty()) {
            return Optional.empty();
        }
        Window window = new Window(own.running().get(0), own.newest());
        double cpus = observed.host().cpus().size();
        double busy = window.rate(counters -> counters.host().busyNanos()).orElse(0) / 1e9;
        // Rivals are the trial's own.
        double others = busy
                - window.rate(Counters::cpuNanos).orElse(0) / 1e9
                - observed.measurement().rivals().stream()
                        .filter(rival -> !rival.running().isEmpty())
                        .mapToDouble(rival -> new Window(rival.running().get(0), rival.newest())
                                        .rate(Counters::cpuNanos)
                                        .orElse(0)
                                / 1e9)
                        .sum();
        return busy >= ALL_BUT_BUSY * cpus && others >= MUCH_OF_OTHERS * cpus && !Strain.isMostlyThrottled(own)
                ? Optional.of(Excuse.neighbours("others on the host used " + Dimension.CPUS.print(others) + " of "
                        + observed.host().cpus().size() + " meanwhile: " + words))
                : Optional.empty();
    }

    /** Why it is not ready, or no longer, and what of its limits it met. */
    static String unready(Life life, Observed observed) {
        return (life.unready().isEmpty() ? "nothing said that it is ready" : life.unready())
                + Strain.ending(observed)
                + lastWords(life);
    }

    /** How a job ended. */
    static String ended(Observed observed) {
        return observed.measurement()
                .life()
                .flatMap(Life::end)
                .map(end -> "it ended with code " + end.code())
                .orElse("");
    }

    private static String lastWords(Life life) {
        return life.lastLine().isEmpty() ? "" : "; it printed last: " + life.lastLine();
    }

    /** The evidence of a claim, with the time at which what has a highest value was at the highest of all readings. */
    static String when(Conclusion conclusion, MetricKind metric, Observed observed) {
        String ran = conclusion.evidence().replace("the load ran", "it ran");
        Series own = observed.measurement().own();
        return metric.trace(Optional.empty())
                .filter(trace -> metric.isHighWaterMark() && trace.kind() == Trace.Kind.LEVEL)
                .flatMap(trace -> own.running().stream()
                        .max(Comparator.comparingLong(
                                reading -> trace.counter().apply(reading).orElse(0))))
                .map(highest -> ran + ", and was at its highest "
                        + Dimension.SECONDS.print((highest.nanos() - own.first().nanos()) / 1e9) + " after its start")
                .orElse(ran);
    }
}
