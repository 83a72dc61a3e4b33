package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.plan.AppCheck;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Progress;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Runs one trial: its load, its rivals and its contrast, until every check is decided. */
public final class TrialRunner {
    private final Containers containers;
    private final Host host;
    private final Surroundings surroundings;
    private final Deadline deadline;
    private final Contrasts contrasts;
    private final Progress progress;

    public TrialRunner(
            Containers containers, Host host, Surroundings surroundings, Deadline deadline, Progress progress) {
        this.containers = containers;
        this.host = host;
        this.surroundings = surroundings;
        this.deadline = deadline;
        this.progress = progress;
        this.contrasts = new Contrasts(containers, host, deadline);
    }

    /**
     * What a trial came to.
     *
     * @param measurement absent where the conclusions needed no load
     * @param conclusions one for each check, in the trial's order; none at all where they are of ways round a limit that the engine refuses, which lead
     *     nowhere
     */
    public record Run(Optional<Measurement> measurement, Map<Check, Conclusion> conclusions) {}

    /**
     * Runs a trial. Where the engine fails, containers are left for its end to remove: one that hangs would take its time again for each.
     *
     * @param isAlone whether nobody else has the turn that the trial needs; a load ends as soon as it is false
     */
    public Run run(Trial trial, BooleanSupplier isAlone) throws RefusedException {
        progress.step(trial, Progress.Step.CONTAINERS);
        if (trial.workload().service().isPresent()) {
            return run(trial, trial.workload().service().get(), isAlone);
        }
        Container container = containers.take(trial.limits(), trial.fresh());
        try {
            if (trial.checks().stream().allMatch(this::isRoundNothing)) {
                containers.giveBack(trial.limits(), container, trial.workload());
                return new Run(Optional.empty(), Map.of());
            }
            return run(trial, container, rivals(trial), isAlone);
        } catch (RefusedException e) {
            containers.leave(container);
            throw e;
        }
    }

    private Run run(Trial trial, Service service, BooleanSupplier isAlone) throws RefusedException {
        try (Dependencies needed = new Dependencies(service, containers, deadline)) {
            Optional<String> unready = needed.start();
            if (unready.isPresent()) {
                Conclusions none = new Conclusions(trial, new Judge(made(trial), host, List.of(), true));
                none.putRest(Excuse.load(unready.get()));
                return new Run(Optional.empty(), none.all());
            }
            return run(trial, service, needed, isAlone);
        }
    }

    private Run run(Trial trial, Service service, Dependencies needed, BooleanSupplier isAlone)
            throws RefusedException {
        ApplicationRun run =
                new ApplicationRun(trial, service, needed, containers, surroundings, deadline, isAlone, progress);
        Application application = run.application();
        Conclusions conclusions = new Conclusions(
                trial, new Judge(made(trial), host, application.warnings(), application.hasControlGroup()));
        trial.checks().stream()
                .filter(AppCheck.InForce.class::isInstance)
                .map(AppCheck.InForce.class::cast)
                .forEach(check -> refusals(check).ifPresent(reason -> conclusions.put(check, refused(check, reason))));
        Measurement measured = run.run(conclusions);
        Optional<String> lost = needed.lost();
        Measurement measurement =
                new JvmAsking(containers, host, deadline).conclude(trial, service, application, measured, conclusions);
        lost.ifPresent(reason -> conclusions.doubtAll(Excuse.load(reason)));
        return concluded(measurement, conclusions, isAlone);
    }

    /** What the engine refused of the limits that an application is to be in. */
    private Optional<String> refusals(AppCheck.InForce check) {
        List<String> refusals = check.limits().stream()
                .flatMap(limit -> containers.refusal(limit).map(said -> limit.key() + ": " + said).stream())
                .toList();
        return refusals.isEmpty()
                ? Optional.empty()
                : Optional.of("it ran without limits that the engine refuses: " + String.join("; ", refusals));
    }

    private static Run concluded(Measurement measurement, Conclusions conclusions, BooleanSupplier isAlone) {
        if (!isAlone.getAsBoolean()) {
            conclusions.doubtAll(Excuse.neighbours(
                    "another build took the engine's lock, and may have run its trials at that time"));
        }
        conclusions.putRest(Excuse.load("no conclusion was reached"));
        return new Run(Optional.of(measurement), conclusions.all());
    }

    /** The judge must know what the engine refuses of the rivals, too. */
    private Run run(Trial trial, Container container, List<Container> rivals, BooleanSupplier isAlone)
            throws RefusedException {
        Map<Check, Conclusion> asDeclared = new AsDeclared(containers, host, deadline).look(trial);
        Judge judge = new Judge(made(trial), host, container.warnings(), container.hasControlGroup(), asDeclared);
        Conclusions conclusions = new Conclusions(trial, judge);
        asDeclared.forEach((check, conclusion) -> {
            if (conclusion.outcome() == Outcome.DISCARDED) {
                conclusions.put(check, conclusion.withRemedy(Judge.remedy(conclusion, check)));
            }
        });
        concludeWithoutLoad(trial, container, conclusions);
        if (conclusions.isComplete()) {
            rivals.forEach(containers::leave);
            containers.giveBack(trial.limits(), container, trial.workload());
            return new Run(Optional.empty(), conclusions.all());
        }
        return concluded(concludeWithLoad(trial, container, rivals, conclusions, isAlone), conclusions, isAlone);
    }

    /** Makes the containers of a trial before its turn. Where the engine refuses one, the trial itself will say so. */
    public void prepare(Trial trial) {
        if (trial.workload().service().isPresent()) {
            return;
        }
        Stream.of(
                        Stream.of(trial.limits()),
                        trial.rivals().stream(),
                        trial.contrast().stream(),
                        trial.declared().stream())
                .flatMap(limits -> limits)
                .distinct()
                .forEach(containers::prepare);
    }

    private List<Container> rivals(Trial trial) throws RefusedException {
        List<Container> rivals = new ArrayList<>();
        try {
            for (Limits rival : trial.rivals()) {
                rivals.add(containers.take(rival, true));
            }
            return rivals;
        } catch (RefusedException e) {
            rivals.forEach(containers::leave);
            throw e;
        }
    }

    private Measurement concludeWithLoad(
            Trial trial, Container container, List<Container> rivals, Conclusions conclusions, BooleanSupplier isAlone)
            throws RefusedException {
        Optional<Contrast> contrast = Optional.empty();
        if (trial.contrast().isPresent()) {
            progress.step(trial, Progress.Step.CONTRAST);
            contrast = Optional.of(contrasts.of(trial, trial.contrast().get()));
            Measurement before = before(container, contrast);
            if (conclusions.conclude(before)) {
                rivals.forEach(containers::leave);
                containers.giveBack(trial.limits(), container, trial.workload());
                return before;
            }
        }
        Attempt attempt =
                new Attempt(trial, surroundings, deadline, isAlone, container, rivals, contrast, conclusions, progress);
        Measurement measurement = attempt.run();
        rivals.forEach(containers::leave);
        if (attempt.isCleanEnd() && !trial.spent()) {
            containers.giveBack(trial.limits(), container, trial.workload());
        } else {
            containers.leave(container);
        }
        return measurement;
    }

    private static Measurement before(Container container, Optional<Contrast> contrast) {
        return new Measurement(
                new Contender(container).series(), List.of(), contrast, Optional.empty(), false, List.of());
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
                    .ifPresent(refusal -> conclusions.put(
                            check,
                            refused(
                                    check,
                                    check.sizes()
                                                    .map(sizes -> "at " + sizes + " ")
                                                    .orElse("") + "the engine refuses it: " + refusal)));
        }
        conclusions.conclude(new Measurement(
                new Contender(container).series(), List.of(), Optional.empty(), Optional.empty(), false, List.of()));
        surroundings.lacking(trial.workload().needs()).map(Excuse::host).ifPresent(conclusions::putRest);
    }

    /** The conclusion on a check of a limit that the engine does not support, a sentence without a full stop. */
    public static Conclusion refused(Check check, String reason) {
        Conclusion conclusion = Conclusion.unsupported(check.bound(), reason);
        return conclusion.withRemedy(Judge.remedy(conclusion, check));
    }
}
