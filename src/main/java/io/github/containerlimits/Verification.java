package io.github.containerlimits;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Plan;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.plan.Planner;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Consequence;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.LimitOverrides;
import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.policy.Mount;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.Way;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Results;
import io.github.containerlimits.verdict.Results.TrialResult;
import io.github.containerlimits.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Proves one policy for one image on one engine: policy in, verdicts out. */
public final class Verification {
    /** A container outlives the time that is left by this much, so that it never ends before the verification does. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final Policy policy;
    private final Engine engine;
    private final Consequence onUnsupported;
    private final Progress progress;

    private Verification(Policy policy, Engine engine, Consequence onUnsupported, Progress progress) {
        this.policy = policy;
        this.engine = engine;
        this.onUnsupported = onUnsupported;
        this.progress = progress;
    }

    /** Where the verification says how far it is. */
    @FunctionalInterface
    public interface Progress {
        void say(String line);
    }

    /**
     * Runs every trial of the policy. Where that fails, what was made on the engine stays until the engine is closed.
     *
     * @param image the image's reference
     * @param onUnsupported for limits of which the policy does not say it
     * @param timeout an upper bound of the whole
     * @throws EngineException where the engine fails, or the time is over: what was to be checked could not be
     */
    public static Results verify(
            Policy policy,
            String image,
            Engine engine,
            Consequence onUnsupported,
            Duration timeout,
            Progress progress) {
        return new Verification(policy, engine, onUnsupported, progress).run(image, new Deadline(timeout));
    }

    private Results run(String reference, Deadline deadline) {
        Instant began = Instant.now();
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
        Plan plan = Planner.plan(policy, host, scratch);
        List<TrialResult> results = new ArrayList<>();
        Containers containers = new Containers(engine, image, host, deadline.plus(GRACE));
        TrialRunner runner =
                new TrialRunner(containers, host, new Surroundings(engine, host, System::nanoTime), deadline);
        Turns turns = new Turns(engine, image, deadline, progress);
        for (Trial trial : plan.trials()) {
            deadline.check("before the trial '" + trial.name() + "'");
            Optional<Engine.Lock> turn = trial.alone() ? Optional.of(turns.await(trial)) : Optional.empty();
            results.add(run(trial, runner));
            turn.ifPresent(Engine.Lock::close);
        }
        containers.close();
        tellUnseen(results);
        List<Verdict> untried = plan.untried().stream().map(this::verdict).toList();
        untried.forEach(this::tell);
        return new Results(
                policy.file(), image, facts, began, Duration.between(began, Instant.now()), results, untried);
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

    private TrialResult run(Trial trial, TrialRunner runner) {
        long start = System.nanoTime();
        try {
            TrialRunner.Run run = runner.run(trial);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            List<Verdict> verdicts = new ArrayList<>();
            for (Check check : trial.checks()) {
                Conclusion conclusion = run.conclusions().get(check);
                if (conclusion != null) {
                    verdicts.add(verdict(check, conclusion, trial.load(), took));
                }
            }
            verdicts.forEach(this::tell);
            return new TrialResult(runner.made(trial), run.measurement(), verdicts, took);
        } catch (RefusedException e) {
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            List<Verdict> verdicts = trial.checks().stream()
                    .map(check -> verdict(
                            check,
                            Conclusion.unsupported(
                                    check.bound(), "the engine refuses the container: " + e.getMessage()),
                            trial.load(),
                            took))
                    .toList();
            verdicts.forEach(this::tell);
            return new TrialResult(trial, Optional.empty(), verdicts, took);
        }
    }

    private Verdict verdict(Untried untried) {
        String bound = untried.check().bound();
        Conclusion conclusion = untried.supported()
                ? Conclusion.unproven("-", bound, untried.reason())
                : Conclusion.unsupported(bound, untried.reason());
        return verdict(untried.check(), conclusion, untried.load(), Duration.ZERO);
    }

    private Verdict verdict(Check check, Conclusion conclusion, String load, Duration took) {
        String key = check instanceof Check.Holds holds ? holds.limit().key() : check.subject();
        Optional<Way> way = check instanceof Check.Holds holds ? holds.route().way() : Optional.empty();
        return new Verdict(
                conclusion.outcome(),
                check.subject(),
                check.place(),
                load,
                conclusion.quantity(),
                conclusion.measured(),
                conclusion.bound(),
                conclusion.evidence(),
                conclusion.remedy(),
                took,
                way.isPresent(),
                way.map(policy.waysRound()::get)
                        .orElseGet(() -> policy.onUnsupported().getOrDefault(key, onUnsupported)));
    }

    /** What could not be looked at beside the containers, of which each trial's ledger in the report then says nothing. */
    private void tellUnseen(List<TrialResult> results) {
        results.stream()
                .flatMap(result -> result.measurement().stream())
                .map(measurement -> measurement.uncharged().unseen())
                .filter(unseen -> !unseen.isEmpty())
                .findFirst()
                .ifPresent(unseen -> progress.say(
                        "Not looked at, since the engine's host does not show it here: " + String.join(", ", unseen)));
    }

    private void tell(Verdict verdict) {
        progress.say(String.format(
                Locale.ROOT,
                "%s under '%s': %s%s (%.1f s)",
                verdict.subject(),
                verdict.load(),
                verdict.outcome(),
                verdict.outcome() == Outcome.HELD || verdict.outcome() == Outcome.ESCAPED
                        ? ", " + verdict.measured() + (verdict.wayRound() ? " where the bound is " : " of ")
                                + verdict.bound()
                        : "",
                verdict.took().toMillis() / 1e3));
    }

    /** When a verification must be over. */
    record Deadline(long nanos) {
        Deadline(Duration fromNow) {
            this(System.nanoTime() + fromNow.toNanos());
        }

        Duration left() {
            return Duration.ofNanos(nanos - System.nanoTime());
        }

        Deadline plus(Duration more) {
            return new Deadline(nanos + more.toNanos());
        }

        /** @throws EngineException where the time is over */
        void check(String where) {
            if (left().isNegative()) {
                throw new EngineException("The verification did not end in time: it ran out " + where
                        + ". Give it more with container-limits.timeout.");
            }
        }
    }
}
