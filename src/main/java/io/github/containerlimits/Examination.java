package io.github.containerlimits;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.measure.Ancestors;
import io.github.containerlimits.policy.Engines;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Diagnosis;
import io.github.containerlimits.result.Diagnosis.Ability;
import io.github.containerlimits.result.Diagnosis.Basis;
import io.github.containerlimits.result.Diagnosis.Word;
import io.github.containerlimits.result.Progress;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.trial.Containers;
import io.github.containerlimits.trial.Deadline;
import io.github.containerlimits.trial.Examiner;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out what an engine can enforce: makes a container with a limit of each kind, reads what the kernel has of them, and tries by a short load what it
 * does not show. What the engine says of itself decides nothing but a refusal, and a warning that it discards something.
 */
public final class Examination {
    private static final Duration GRACE = Duration.ofMinutes(1);

    /** Each has limits that stand beside each other. */
    private static final List<String> POLICIES = List.of("all-limits.yaml", "cpu-quota.yaml");

    private final Engine engine;
    private final Image image;
    private final Deadline deadline;
    private final Progress progress;

    private Examination(Engine engine, Image image, Deadline deadline, Progress progress) {
        this.engine = engine;
        this.image = image;
        this.deadline = deadline;
        this.progress = progress;
    }

    /**
     * Examines an engine. Where that fails, what was made on it stays until the engine is closed.
     *
     * @param image any that the engine has
     * @param most an upper bound of the whole
     * @throws EngineException where the engine fails, or the time is over
     */
    public static Diagnosis examine(Engine engine, Image image, Duration most, Progress progress) {
        return new Examination(engine, image, Deadline.in(most), progress).run();
    }

    private Diagnosis run() {
        long start = System.nanoTime();
        EngineFacts facts = engine.facts();
        Host host = Host.of(engine.survey(image, List.of()));
        String cpu = String.valueOf(Ancestors.of(host).cpus().cpus().first());
        Containers containers = new Containers(engine, image, host, deadline.plus(GRACE));
        Examiner examiner = new Examiner(containers, host, deadline);
        Premises premises = Premises.of(facts, host, examiner.printed(Scripts.script(text("premises.sh"))));
        List<Ability> abilities = new ArrayList<>();
        Map<Policy, List<Limit>> unseen = new LinkedHashMap<>();
        for (String name : POLICIES) {
            deadline.check("in the look at the limits of a container");
            Policy policy = policy(name, text(name).replace("\"0\"", "\"" + cpu + "\""));
            examiner.look(policy.limits()).forEach((limit, conclusion) -> {
                if (conclusion.outcome() == Outcome.UNPROVEN) {
                    unseen.computeIfAbsent(policy, key -> new ArrayList<>()).add(limit);
                } else {
                    abilities.add(ability(limit, conclusion, premises));
                }
            });
        }
        containers.close();
        unseen.forEach((policy, limits) -> abilities.addAll(tried(policy, limits, premises)));
        return new Diagnosis(facts, image, premises.all(), abilities, Duration.ofNanos(System.nanoTime() - start));
    }

    /** By the trials of these limits alone, beside those that they need. */
    private List<Ability> tried(Policy policy, List<Limit> limits, Premises premises) {
        progress.say("What no file of the kernel shows is tried: "
                + String.join(", ", limits.stream().map(Limit::key).toList()));
        Limits left = policy.limits()
                .without(limit -> !limits.contains(limit)
                        && limits.stream()
                                .noneMatch(other -> other.needs()
                                        .filter(limit.kind()::equals)
                                        .isPresent()));
        Results results = Verification.verify(
                only(policy, left), image.reference(), engine, Otherwise.FAIL, Times.of(deadline.left()), line -> {});
        return limits.stream()
                .map(limit -> ability(limit, worst(limit, results), premises))
                .toList();
    }

    private static Conclusion worst(Limit limit, Results results) {
        return results.verdicts().stream()
                .filter(verdict -> verdict.place().equals(limit.place()))
                .map(Verdict::conclusion)
                .max(Comparator.comparing(Conclusion::outcome))
                .orElseGet(() -> Conclusion.unproven(limit.value(), "nothing shows it, and nothing presses it"));
    }

    private static Policy only(Policy policy, Limits limits) {
        return new Policy(
                policy.file(),
                limits,
                true,
                List.of(),
                List.of(),
                policy.smaller(),
                Map.of(),
                Map.of(),
                policy.waysRound(),
                Engines.NONE,
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static Ability ability(Limit limit, Conclusion conclusion, Premises premises) {
        String why =
                conclusion.evidence().replaceFirst("^as declared, ", "").replace(" in the container as declared", "");
        boolean isSaid = why.startsWith("the engine said: ") || why.startsWith("the engine refuses");
        Word word = switch (conclusion.outcome()) {
            case HELD -> Word.YES;
            case UNSUPPORTED -> Word.NO;
            case DISCARDED, ESCAPED -> Word.DISCARDED;
            case UNPROVEN -> Word.UNKNOWN;
        };
        return new Ability(
                limit.kind(),
                limit.value(),
                word,
                why,
                word == Word.YES ? "" : premises.advice(limit, why),
                isSaid ? Basis.SAID : conclusion.quantity().isEmpty() ? Basis.SEEN : Basis.TRIED);
    }

    private static Policy policy(String name, String text) {
        try {
            return PolicyReader.parse(name, text);
        } catch (InvalidPolicyException e) {
            throw new IllegalStateException("the plugin's own " + name + " is invalid: " + e.findings(), e);
        }
    }

    private static String text(String name) {
        try (InputStream in = Optional.ofNullable(Examination.class.getResourceAsStream(name))
                .orElseThrow(() -> new IllegalStateException("the plugin's jar lacks " + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the plugin's jar can't be read: " + name, e);
        }
    }
}
