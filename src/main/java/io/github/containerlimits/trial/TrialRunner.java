package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Conclusion;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs one trial: its load, its rivals and its contrast, until every check is decided. */
public final class TrialRunner {
    private final Containers containers;
    private final Host host;
    private final Surroundings surroundings;
    private final Deadline deadline;

    public TrialRunner(Containers containers, Host host, Surroundings surroundings, Deadline deadline) {
        this.containers = containers;
        this.host = host;
        this.surroundings = surroundings;
        this.deadline = deadline;
    }

    /**
     * What a trial came to.
     *
     * @param measurement absent where the conclusions needed no load
     * @param conclusions one for each check, in the trial's order; none where they are of ways round a limit that the engine refuses
     */
    public record Run(Optional<Measurement> measurement, Map<Check, Conclusion> conclusions) {}

    /** Where the engine fails, containers are left for its end to remove: one that hangs would take its time again for each. */
    public Run run(Trial trial) throws RefusedException {
        Container container = containers.take(trial.limits(), trial.fresh());
        try {
            if (trial.checks().stream().allMatch(this::isRoundNothing)) {
                containers.giveBack(trial.limits(), container);
                return new Run(Optional.empty(), Map.of());
            }
            Judge judge = new Judge(made(trial), host, container.warnings(), container.hasControlGroup());
            Conclusions conclusions = new Conclusions(trial, judge);
            concludeWithoutLoad(trial, container, conclusions);
            if (conclusions.isComplete()) {
                containers.giveBack(trial.limits(), container);
                return new Run(Optional.empty(), conclusions.all());
            }
            Optional<Contrast> contrast = trial.contrast().isPresent()
                    ? Optional.of(new ContrastRun(trial, containers, deadline)
                            .run(trial.contrast().get()))
                    : Optional.empty();
            Attempt attempt = new Attempt(trial, containers, surroundings, deadline, container, contrast, conclusions);
            Measurement measurement = attempt.run();
            if (attempt.isCleanEnd() && !trial.spent()) {
                containers.giveBack(trial.limits(), container);
            } else {
                container.close();
            }
            return new Run(Optional.of(measurement), conclusions.all());
        } catch (RefusedException e) {
            container.close();
            throw e;
        }
    }

    /** The trial as its containers can be made, as far as it is known: without the limits that the engine refuses. */
    public Trial made(Trial trial) {
        return trial.without(limit -> containers.refusal(limit).isPresent());
    }

    /** A way round a limit that the engine refuses leads nowhere. */
    private boolean isRoundNothing(Check check) {
        return check.way().isPresent()
                && check.limit().flatMap(containers::refusal).isPresent();
    }

    /** What the engine refused, what the container shows before anything runs in it, and loads that the host could not bear. */
    private void concludeWithoutLoad(Trial trial, Container container, Conclusions conclusions) {
        for (Check check : trial.checks()) {
            check.limit()
                    .flatMap(containers::refusal)
                    .ifPresent(refusal -> conclusions.put(check, refused(check, "the engine refuses it: " + refusal)));
        }
        conclusions.conclude(new Measurement(
                new Contender(container).series(), List.of(), Optional.empty(), Optional.empty(), false, List.of()));
        surroundings.lacking(trial.workload().needs()).ifPresent(conclusions::putRest);
    }

    /** The conclusion on a check of a limit that the engine does not support, a sentence without a full stop. */
    public static Conclusion refused(Check check, String reason) {
        Conclusion conclusion = Conclusion.unsupported(check.bound(), reason);
        return conclusion.withRemedy(Judge.remedy(conclusion.outcome(), check));
    }
}
