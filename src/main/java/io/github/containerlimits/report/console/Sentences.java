package io.github.containerlimits.report.console;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.console.RunningTrials.Running;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import java.util.List;

/** Lines of a log on a trial, each of which stands by itself. */
final class Sentences {
    /** Characters of a line: a load's command can be long. */
    private static final int LONGEST = 400;

    private Sentences() {}

    /** {@code cpus under 'stress --cpu 2' begins, at most 20.0 s}. */
    static String began(Trial trial) {
        return PlainText.oneLine(title(trial) + " begins, at most " + Durations.print(trial.atMost()), LONGEST);
    }

    /** {@code cpus under 'stress --cpu 2': held, 0.504 CPUs where the bound is ≤ 0.5 CPUs (±10%) (1.9 s)}. */
    static String ended(Trial trial, TrialResult result, boolean isTriedAgain) {
        List<Verdict> verdicts = result.verdicts();
        boolean isByName = verdicts.size() == 1 && verdicts.get(0).subject().equals(trial.name());
        String what = verdicts.isEmpty()
                ? "ended, and leads nowhere"
                : verdicts.stream()
                        .map(verdict -> (isByName ? "" : verdict.subject() + " ") + verdict.inShort())
                        .collect(joining("; "));
        return PlainText.oneLine(
                title(trial) + ": " + what + " (" + Durations.print(result.took()) + ")"
                        + (isTriedAgain ? ", and may be tried again" : ""),
                LONGEST);
    }

    /** {@code Still running: cpus for 12.0 s (0.504 CPUs where the bound is ≤ 0.5 CPUs (±10%))}. */
    static String stillRunning(List<Running> trials, long now) {
        return PlainText.oneLine(
                trials.stream()
                        .map(trial -> trial.trial().name() + " for " + Durations.print(trial.took(now))
                                + trial.newest()
                                        .get()
                                        .map(figures -> " (" + figures.measured() + " where the bound is "
                                                + figures.bound() + ")")
                                        .orElse(""))
                        .collect(joining(", ", "Still running: ", "")),
                LONGEST);
    }

    private static String title(Trial trial) {
        String load = trial.workload().shown();
        String shown = "'" + PlainText.load(load) + "'";
        return trial.name().equals(load) ? shown : trial.name() + " under " + shown;
    }
}
