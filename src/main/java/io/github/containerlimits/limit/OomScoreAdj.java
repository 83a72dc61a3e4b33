package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.ExitCode;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is added to a process's score where the kernel looks for one to kill for want of memory: all that there is of it is what the kernel shows.
 *
 * @param score thousandths of memory, -1000, with which none is killed, to 1000
 */
public record OomScoreAdj(Place place, int score) implements Limit {
    private static final int MOST = 1000;

    public static final LimitKind KIND = LimitKind.of(
            "oom_score_adj",
            entry -> entry.number(-MOST, MOST).map(score -> new OomScoreAdj(entry.place(), score.intValue())),
            "oom_score_adj|oomscoreadj|oom score",
            "oomscoreadj|oom_score_adj");

    private static final Pattern SHOWN = Pattern.compile("first (-?\\d{1,4})\\s+load (-?\\d{1,4})\\s*");

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return String.valueOf(score);
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("OomScoreAdj", score);
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--oom-score-adj=" + score));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return List.of(Press.With.of(Workload.of(
                        Scripts.script(
                                "echo \"first $(\"$0\" cat /proc/1/oom_score_adj)\"; echo \"load $(\"$0\" cat /proc/self/oom_score_adj)\""))
                .shownAs("cat /proc/1/oom_score_adj")));
    }

    /** Whose exit is looked at for what the load said. */
    @Override
    public MetricKind metric() {
        return ExitCode.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost(score);
    }

    /** By what the kernel shows of the container's first process, from which others have it, and of one that was started in the container. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        if (!evidence.observed().measurement().ended()) {
            return Optional.empty();
        }
        return Optional.of(evidence.observed().measurement().exit().stream()
                .map(exit -> SHOWN.matcher(exit.stdout()))
                .filter(Matcher::matches)
                .findFirst()
                .map(shown -> concluded(Integer.parseInt(shown.group(1)), Integer.parseInt(shown.group(2))))
                .orElseGet(() -> Conclusion.unproven(
                        value(),
                        "the load did not say what the kernel shows"
                                + evidence.observed().failure())));
    }

    private Conclusion concluded(int first, int load) {
        Conclusion conclusion = Conclusion.of("oom_score_adj", Figure.of(String.valueOf(first)), Figure.of(value()));
        if (first != score) {
            return conclusion.as(Outcome.DISCARDED, "the kernel shows " + first + " for the container's first process");
        }
        return load == score
                ? conclusion.as(Outcome.HELD, "the kernel shows it for the container's first process and for the load")
                : conclusion.as(
                        Outcome.DISCARDED,
                        "the kernel shows it for the container's first process, but " + load
                                + " for one that the engine started in it");
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }
}
