package io.github.containerlimits;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Plan;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.plan.Planned;
import io.github.containerlimits.plan.Planner;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.LimitOverrides;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.result.Progress;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.trial.Containers;
import io.github.containerlimits.trial.Deadline;
import io.github.containerlimits.trial.Lanes;
import io.github.containerlimits.trial.Surroundings;
import io.github.containerlimits.trial.TrialRunner;
import io.github.containerlimits.trial.Turns;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** Proves one policy for one image on one engine: policy in, verdicts out. */
public final class Verification {
    /** A container outlives the time that is left by this much, so that it never ends before the verification does. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** So many times a try that waits for a quiet host goes into the patience that is left. */
    private static final int TRIES = 6;

    /** How many times as long a later try may take. */
    private static final int LONGER = 2;

    private final Policy policy;
    private final Engine engine;
    private final Otherwise otherwise;
    private final Times times;
    private final Progress progress;

    private Verification(Policy policy, Engine engine, Otherwise otherwise, Times times, Progress progress) {
        this.policy = policy;
        this.engine = engine;
        this.otherwise = otherwise;
        this.times = times;
        this.progress = progress;
    }

    /**
     * Runs every trial of the policy. Where that fails, what was made on the engine stays until the engine is closed.
     *
     * @param image the image's reference
     * @throws EngineException where the engine fails, or the time is over: what was to be checked could not be
     */
    public static Results verify(
            Policy policy, String image, Engine engine, Otherwise otherwise, Times times, Progress progress) {
        try {
            return verify(policy, image, engine, otherwise, times, progress, Choice.ALL);
        } catch (Choice.UnknownTrialException e) {
            throw new IllegalStateException("all trials of a plan are in it", e);
        }
    }

    /**
     * Runs some of its trials: see {@link #verify(Policy, String, Engine, Otherwise, Times, Progress)}.
     *
     * @throws Choice.UnknownTrialException where there is none that was chosen by its name
     */
    public static Results verify(
            Policy policy,
            String image,
            Engine engine,
            Otherwise otherwise,
            Times times,
            Progress progress,
            Choice choice)
            throws Choice.UnknownTrialException {
        return new Verification(policy, engine, otherwise, times, progress)
                .run(image, Deadline.in(times.most()), choice);
    }

    /**
     * What would be run. No container is made but one without limits, which looks at the engine's host.
     *
     * @throws Choice.UnknownTrialException where there is none that was chosen by its name
     * @throws EngineException where the engine fails
     */
    public static Planned plan(
            Policy policy, String image, Engine engine, Otherwise otherwise, boolean sideBySide, Choice choice)
            throws Choice.UnknownTrialException {
        Verification verification = new Verification(
                policy, engine, otherwise, new Times(Duration.ZERO, Duration.ZERO, sideBySide), line -> {});
        Image known = engine.image(image);
        Host host = Host.of(engine.survey(known, verification.volumes()));
        Choice.Chosen chosen = choice.of(Planner.plan(policy, host, ".container-limits", otherwise.smaller()));
        return new Planned(
                policy.file(), engine.facts(), known, chosen.plan(), verification.cpus(host), chosen.leftOut());
    }

    private int cpus(Host host) {
        return times.sideBySide() ? host.cpus().size() : 1;
    }

    private Results run(String reference, Deadline deadline, Choice choice) throws Choice.UnknownTrialException {
        Instant began = Instant.now();
        long start = System.nanoTime();
        EngineFacts facts = engine.facts();
        progress.say(String.format(
                Locale.ROOT,
                "%s %s at %s: cgroup v%d, %s, %d CPUs, kernel %s",
                facts.name(),
                facts.version(),
                facts.address(),
                facts.cgroupVersion(),
                facts.storageDriver(),
                facts.cpus(),
                facts.kernel()));
        Image image = engine.image(reference);
        Host host = Host.of(engine.survey(image, volumes()));
        String scratch = ".container-limits-" + Long.toHexString(began.toEpochMilli());
        Choice.Chosen chosen = choice.of(Planner.plan(policy, host, scratch, otherwise.smaller()));
        Plan plan = chosen.plan();
        chosen.remark().ifPresent(progress::say);
        Containers containers = new Containers(engine, image, host, deadline.plus(GRACE));
        Surroundings surroundings = new Surroundings(engine, host, System::nanoTime);
        TrialRunner runner = new TrialRunner(containers, host, surroundings, deadline, progress);
        Turns turns = new Turns(engine.locks(), image, host.cpus().size(), deadline, progress);
        List<TrialResult> results = new ArrayList<>(new Lanes<>(cpus(host), runner::prepare, (Trial trial) -> {
                    deadline.check("before the trial '" + trial.name() + "'");
                    return told(trial, inTurn(trial, runner, turns));
                })
                .run(plan.trials()));
        tryAgain(results, runner, turns, surroundings, deadline);
        containers.close();
        tellUnseen(results);
        List<Verdict> untried = plan.untried().stream().map(this::verdict).toList();
        untried.forEach(verdict ->
                progress.say(verdict.subject() + ": " + verdict.inShort() + ", not tried: " + verdict.evidence()));
        return new Results(
                policy.file(),
                Stream.concat(policy.remarks().stream().map(Finding::toString), chosen.remark().stream())
                        .toList(),
                image,
                facts,
                began,
                Duration.ofNanos(System.nanoTime() - start),
                results,
                Stream.concat(chosen.takenOver().stream(), untried.stream()).toList());
    }

    /** The volumes of the policy and of all its trials, each mount point once. */
    private List<Mount> volumes() {
        Stream<LimitOverrides> overrides = policy.trials().stream().map(DeclaredTrial::overrides);
        return Stream.concat(Stream.of(policy.limits()), overrides.map(LimitOverrides::limits))
                .map(Limits::volumes)
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private TrialResult told(Trial trial, TrialResult result) {
        progress.ended(
                trial,
                result,
                !times.patience().isZero() && result.undecidedByNeighbours().isPresent());
        return result;
    }

    /**
     * Runs trials again, after all others, for as long as others on the host leave them undecided, and there is patience. Each try has the whole host as
     * its turn, so that other builds run nothing, and then waits for a quiet second, though not for more than a part of the patience: some hosts are never
     * quiet. Later tries may take longer than the first.
     */
    private void tryAgain(
            List<TrialResult> results, TrialRunner runner, Turns turns, Surroundings surroundings, Deadline deadline) {
        Duration patience = times.patience();
        for (int i = 0; i < results.size(); i++) {
            TrialResult result = results.get(i);
            Optional<String> reason = result.undecidedByNeighbours();
            if (reason.isEmpty() || times.patience().isZero()) {
                continue;
            }
            Trial longer = result.trial()
                    .within(
                            result.trial().atMost().multipliedBy(LONGER),
                            result.trial().tolerance());
            while (reason.isPresent() && mayTryAgain(result, patience, deadline)) {
                progress.say("'" + longer.name() + "' is tried again: " + reason.get());
                long start = System.nanoTime();
                Engine.Lock turn = turns.awaitHost(longer);
                surroundings.awaitQuiet(patience.dividedBy(TRIES));
                result = inTurn(turn, longer, runner).after(result, reason.get());
                patience = patience.minus(since(start));
                reason = result.undecidedByNeighbours();
                progress.ended(longer, result, reason.isPresent() && mayTryAgain(result, patience, deadline));
            }
            results.set(i, result);
        }
    }

    /** A try that the end of the time cuts short would break the build. */
    private static boolean mayTryAgain(TrialResult result, Duration patience, Deadline deadline) {
        return patience.compareTo(Duration.ZERO) > 0
                && result.took().multipliedBy(2).compareTo(deadline.left()) < 0;
    }

    private TrialResult inTurn(Trial trial, TrialRunner runner, Turns turns) {
        return trial.claims().isAny() ? inTurn(turns.await(trial), trial, runner) : run(trial, runner, () -> true);
    }

    private TrialResult inTurn(Engine.Lock turn, Trial trial, TrialRunner runner) {
        TrialResult result = run(trial, runner, turn::isHeld);
        turn.close();
        return result;
    }

    private TrialResult run(Trial trial, TrialRunner runner, BooleanSupplier isAlone) {
        long start = System.nanoTime();
        try {
            TrialRunner.Run run = runner.run(trial, isAlone);
            return result(runner.made(trial), run.measurement(), run.conclusions(), since(start));
        } catch (RefusedException e) {
            Map<Check, Conclusion> refused = new LinkedHashMap<>();
            trial.checks().stream()
                    .filter(check -> !check.isOfWhatMayNotBe())
                    .forEach(check -> refused.put(
                            check, TrialRunner.refused(check, "the engine refuses the container: " + e.getMessage())));
            return result(trial, Optional.empty(), refused, since(start));
        }
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    private TrialResult result(
            Trial trial, Optional<Measurement> measurement, Map<Check, Conclusion> conclusions, Duration took) {
        List<Verdict> verdicts = conclusions.entrySet().stream()
                .map(concluded -> verdict(
                        concluded.getKey(),
                        concluded.getValue(),
                        trial.workload().shown(),
                        took))
                .toList();
        return new TrialResult(trial, measurement, verdicts, took, List.of());
    }

    private Verdict verdict(Untried untried) {
        Check check = untried.check();
        Conclusion conclusion = untried.supported()
                ? Conclusion.unproven(check.bound(), untried.reason())
                : TrialRunner.refused(check, untried.reason().reason());
        return verdict(check, conclusion, untried.load(), Duration.ZERO);
    }

    private Verdict verdict(Check check, Conclusion conclusion, String load, Duration took) {
        return new Verdict(
                check.subject(),
                check.place(),
                load,
                check.sizes(),
                conclusion,
                took,
                check.way().isPresent(),
                check.way().map(policy.waysRound()::get).orElseGet(() -> consequence(check, conclusion.outcome())));
    }

    private Consequence consequence(Check check, Outcome outcome) {
        String key = check.limit()
                .map(Limit::key)
                .or(() -> check.metric().map(MetricKind::key))
                .orElseGet(check::subject);
        return outcome == Outcome.UNPROVEN
                ? policy.onUnproven().getOrDefault(key, otherwise.unproven())
                : policy.onUnsupported().getOrDefault(key, otherwise.unsupported());
    }

    /** What could not be looked at beside the containers, of which each trial's ledger in the report then says nothing. */
    private void tellUnseen(List<TrialResult> results) {
        results.stream()
                .flatMap(result -> result.measurement().stream())
                .filter(measurement ->
                        measurement.ended() && measurement.own().newest().isOfSomething())
                .map(measurement -> measurement.uncharged().unseen())
                .filter(unseen -> !unseen.isEmpty())
                .findFirst()
                .ifPresent(unseen -> progress.say(
                        "Not looked at, since the engine's host does not show it here: " + String.join(", ", unseen)));
    }
}
