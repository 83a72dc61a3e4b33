package io.github.containerlimits.trial;

import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/** What was concluded on a trial's checks so far. */
final class Conclusions {
    private final List<Check> checks;
    private final Judge judge;
    private final Map<Check, Conclusion> conclusions = new LinkedHashMap<>();

    Conclusions(Trial trial, Judge judge) {
        this.checks = trial.checks();
        this.judge = judge;
    }

    /** A conclusion that nothing measured could turn; it stands where there is one already. */
    void put(Check check, Conclusion conclusion) {
        conclusions.putIfAbsent(check, conclusion);
    }

    /** The same conclusion for all checks on which there is none, and must be one. */
    void putRest(Excuse reason) {
        checks.stream()
                .filter(check -> !check.isOfWhatMayNotBe())
                .forEach(check -> put(check, Conclusion.unproven(check.bound(), reason)));
    }

    /**
     * Adds what can be concluded; says whether all is. A conclusion stands, but one of "held" gives way to a later worse one, and one of "escaped" to the
     * same of newer figures.
     */
    boolean conclude(Measurement measurement) {
        for (Check check : checks) {
            Conclusion before = conclusions.get(check);
            if (before == null || before.outcome() == Outcome.HELD || before.outcome() == Outcome.ESCAPED) {
                judge.conclude(check, measurement)
                        .filter(now -> before == null || isNews(before.outcome(), now.outcome()))
                        .ifPresent(now -> conclusions.put(check, now));
            }
        }
        return isComplete();
    }

    private static boolean isNews(Outcome before, Outcome now) {
        return before == Outcome.HELD ? now != Outcome.UNPROVEN : now == before;
    }

    /** Those of the first check of which there are some; one that is still open goes before one that is decided. */
    Optional<Figures> figures(Measurement measurement) {
        return checks.stream()
                .sorted(Comparator.comparing(conclusions::containsKey))
                .flatMap(check -> judge.figures(check, measurement).stream())
                .findFirst();
    }

    /** Replaces conclusions of "held" where there is reason to doubt them. */
    void doubt(BiFunction<Check, Conclusion, Optional<Conclusion>> doubt) {
        conclusions.replaceAll((check, conclusion) -> conclusion.outcome() == Outcome.HELD
                ? doubt.apply(check, conclusion).orElse(conclusion)
                : conclusion);
    }

    /** Whatever was measured says nothing: only what the engine itself said or showed stands. */
    void doubtAll(Excuse reason) {
        conclusions.replaceAll((check, conclusion) -> switch (conclusion.outcome()) {
            case DISCARDED, UNSUPPORTED -> conclusion;
            case HELD, ESCAPED, UNPROVEN -> conclusion.excused(reason);
        });
    }

    boolean isComplete() {
        return conclusions.keySet().containsAll(checks);
    }

    /** One for each check on which there is one, in the trial's order. */
    Map<Check, Conclusion> all() {
        Map<Check, Conclusion> ordered = new LinkedHashMap<>();
        checks.stream().filter(conclusions::containsKey).forEach(check -> ordered.put(check, conclusions.get(check)));
        return ordered;
    }
}
