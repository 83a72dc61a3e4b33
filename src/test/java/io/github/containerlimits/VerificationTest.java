package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.limit.CpuPinning;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Progress;
import io.github.containerlimits.result.Progress.Step;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VerificationTest {
    private final FakeEngine engine = new FakeEngine();
    private Duration patience = Duration.ZERO;

    @Test
    void endsATrialAsSoonAsItsVerdictIsCertain() throws InvalidPolicyException {
        Results results = verify("limits: { cpus: 0.5 }");

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.HELD);
        assertThat(engine.events)
                .containsExactly(
                        "lock cpus", "run NanoCpus", "start stress --cpu 1 --timeout 60", "kill", "unlock", "close");
    }

    @Test
    void aTrialThatNeedsTheHostForItselfWaitsForItsTurn() throws InvalidPolicyException {
        engine.locked = 3;
        List<String> said = new ArrayList<>();

        Results results = verify("limits: { cpus: 0.5 }", said::add);

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.HELD);
        assertThat(engine.locked).isZero();
        assertThat(said).containsOnlyOnce("'cpus' waits until another trial on this machine has ended");
    }

    @Test
    void breaksWhereTheTurnDoesNotComeInTime() {
        engine.locked = Integer.MAX_VALUE;

        assertThatThrownBy(() -> Verification.verify(
                        PolicyReader.parse("limits.yaml", "limits: { cpus: 0.5 }"),
                        "shop",
                        engine,
                        Otherwise.FAIL,
                        Times.of(Duration.ofMillis(500)),
                        line -> {}))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("it ran out while the trial 'cpus' waited for others on this machine");
    }

    @Test
    void aTrialThatLeavesTheHostToOthersDoesNotWait() throws InvalidPolicyException {
        verify("limits: { shm_size: 64m }");

        assertThat(engine.events).noneMatch(event -> event.startsWith("lock"));
    }

    @Test
    void oneContainerServesAllTrialsThatItsLimitsAllow() throws InvalidPolicyException {
        Results results = verify("limits: { cpus: 0.5, mem_limit: 256m }");

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.HELD, Outcome.HELD);
        assertThat(engine.events).filteredOn(event -> event.startsWith("run")).hasSize(1);
    }

    @Test
    void aForgottenLimitEscapesOrIsDiscarded() throws InvalidPolicyException {
        engine.forgotten = Set.of("NanoCpus", "Memory");

        assertThat(verify("limits: { cpus: 0.5, mem_limit: 256m }").verdicts())
                .extracting(Verdict::outcome)
                .containsExactly(Outcome.ESCAPED, Outcome.ESCAPED);
    }

    @Test
    void aRefusedLimitDoesNotKeepTheOthersFromBeingTried() throws InvalidPolicyException {
        engine.refused = Set.of("CpusetCpus");

        Results results = verify("limits: { cpus: 0.5, cpuset: \"1\" }");

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.HELD, Outcome.UNSUPPORTED);
        assertThat(results.verdicts().get(1).evidence()).isEqualTo("the engine refuses it: no CpusetCpus");
    }

    @Test
    void aRefusedLimitIsNotAskedForAgain() throws InvalidPolicyException {
        engine.refused = Set.of("CpusetCpus");

        Results results = verify("limits: { cpus: 0.5, cpuset: \"1\", cpu_shares: 512 }");

        assertThat(engine.events)
                .filteredOn(event -> event.equals("refuse CpusetCpus"))
                .hasSize(1);
        assertThat(results.trials())
                .allSatisfy(result -> assertThat(result.trial().limits().find(CpuPinning.class))
                        .isEmpty());
    }

    @Test
    void whatARefusalIsAboutIsTriedFirst() throws InvalidPolicyException {
        engine.refused = Set.of("CpusetCpus");
        String policy = "limits: { mem_limit: 256m, cpuset: \"1\" }\nways_round: skip";

        assertThat(verify(policy).verdicts())
                .extracting(Verdict::outcome)
                .containsExactly(Outcome.HELD, Outcome.UNSUPPORTED);
        assertThat(started()).containsExactly("refuse Memory,CpusetCpus", "refuse CpusetCpus", "run Memory");

        engine.events.clear();
        engine.isTalkative = false;
        assertThat(verify(policy).verdicts())
                .extracting(Verdict::outcome)
                .containsExactly(Outcome.HELD, Outcome.UNSUPPORTED);
        assertThat(started())
                .containsExactly("refuse Memory,CpusetCpus", "run Memory", "refuse CpusetCpus", "run Memory");
    }

    @Test
    void twoRefusedLimitsAreBothFound() throws InvalidPolicyException {
        engine.refused = Set.of("CpusetCpus", "StorageOpt");

        assertThat(verify("limits: { cpuset: \"1\", storage_opt: { size: 100m }, cpus: 0.5 }\nways_round: skip")
                        .verdicts())
                .extracting(Verdict::outcome)
                .containsExactlyInAnyOrder(Outcome.UNSUPPORTED, Outcome.UNSUPPORTED, Outcome.HELD);
    }

    private List<String> started() {
        return engine.events.stream()
                .filter(event -> event.startsWith("run") || event.startsWith("refuse"))
                .toList();
    }

    @Test
    void leavesNoContainerWhereTheEngineFailsInATrial() {
        engine.breaks = true;

        assertThatThrownBy(() -> verify("limits: { cpus: 0.5 }"))
                .isInstanceOf(EngineException.class)
                .hasMessage("the engine is gone");
        // Not one by one: each would take its time again where the engine hangs.
        assertThat(engine.events).doesNotContain("close", "unlock");
        engine.close();
        assertThat(engine.open).isEmpty();
    }

    @Test
    void breaksWhereTheTimeIsOver() {
        assertThatThrownBy(() -> Verification.verify(
                        PolicyReader.parse("limits.yaml", "limits: { cpus: 0.5 }"),
                        "shop",
                        engine,
                        Otherwise.FAIL,
                        Times.of(Duration.ofMillis(-1)),
                        line -> {}))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("The verification did not end in time: it ran out before the trial 'cpus'.");
        assertThat(engine.open).isEmpty();
    }

    @Test
    void runsNoLoadThatTheHostCouldNotBear() throws InvalidPolicyException {
        engine.memoryFree = 100 << 20;

        Results results = verify("limits: { mem_limit: 256m, cpus: 0.5 }");

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.UNPROVEN, Outcome.HELD);
        assertThat(results.verdicts().get(0).evidence())
                .isEqualTo("the engine's host has 100 MiB of memory and swap free, too little for the load if the limit"
                        + " does not hold");
        assertThat(engine.events).noneMatch(event -> event.startsWith("start stress --vm"));
    }

    /** What escapes fails the build all the same. */
    @Test
    void whatIsNotProvenFailsTheBuildUnlessThePolicySaysOtherwise() throws InvalidPolicyException {
        String policy = "limits: { mem_limit: 256m, cpus: 0.5 }\n";
        engine.memoryFree = 100 << 20;

        assertThat(verify(policy).failures()).hasSize(1);
        assertThat(verify(policy + "on_unproven: { cpus: warn }").failures()).hasSize(1);
        assertThat(verify(policy + "on_unproven: { mem_limit: warn }").failures())
                .isEmpty();
        assertThat(verify(policy + "on_unproven: skip").failures()).isEmpty();
        assertThat(verify(policy + "on_unproven: skip").verdicts()).noneMatch(Verdict::isToWarnOf);

        engine.forgotten = Set.of("NanoCpus");
        assertThat(verify(policy + "on_unproven: skip").failures())
                .extracting(Verdict::outcome)
                .containsExactly(Outcome.ESCAPED);
    }

    @Test
    void aDiskThatOthersFilledAtTheLimitIsNotTheLimit() throws InvalidPolicyException {
        String policy = "limits: { storage_opt: { size: 100m } }\nways_round: skip";
        assertThat(verify(policy).verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.HELD);

        engine.forgotten = Set.of("StorageOpt");
        assertThat(verify(policy).verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.ESCAPED);

        engine.diskLeftByOthers = 100 << 20;
        List<Verdict> verdicts = verify(policy).verdicts();
        assertThat(verdicts).extracting(Verdict::outcome).containsExactly(Outcome.UNPROVEN);
        assertThat(verdicts.get(0).evidence())
                .isEqualTo(
                        "after the load, the engine's disk has 0 B free, too little for the load if the limit does not"
                                + " hold");
    }

    @Test
    void aDiskThatOthersFilledIsNoProofOfWhatAUserClaimsOfIt() throws InvalidPolicyException {
        String policy = "trials: [ { name: full, run: fill /fill 100, for: 5s, expect: { disk.size: \"<= 100m\" } } ]";
        engine.diskLeftByOthers = 90 << 20;

        assertThat(verify(policy).verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.UNPROVEN);
    }

    @Test
    void whatOthersOnTheHostLeftUndecidedIsTriedAgain() throws InvalidPolicyException {
        engine.turnsLost = 2;
        patience = Duration.ofMinutes(1);
        List<String> said = new ArrayList<>();

        List<Step> steps = new ArrayList<>();
        List<Boolean> again = new ArrayList<>();

        Results results = verify("limits: { cpus: 0.5 }", new Progress() {
            @Override
            public void say(String line) {
                said.add(line);
            }

            @Override
            public void step(Trial trial, Step step) {
                steps.add(step);
            }

            @Override
            public void ended(Trial trial, TrialResult result, boolean isTriedAgain) {
                again.add(isTriedAgain);
            }
        });

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.HELD);
        assertThat(again).containsExactly(true, true, false);
        assertThat(steps)
                .containsExactly(Step.CONTAINERS, Step.LOAD, Step.CONTAINERS, Step.LOAD, Step.CONTAINERS, Step.LOAD);
        assertThat(results.trials().get(0).waitedFor())
                .hasSize(2)
                .allMatch(reason -> reason.startsWith("another build took the engine's lock"));
        assertThat(said)
                .filteredOn(line -> line.startsWith("'cpus' is tried again: another build took"))
                .hasSize(2);
        assertThat(engine.events)
                .as("each later try has the whole host, and waits for a quiet second while other builds wait for it")
                .filteredOn(event -> event.startsWith("lock") || event.equals("unlock") || event.equals("survey again"))
                .startsWith("lock cpus", "unlock", "lock host", "survey again", "survey again")
                .endsWith("survey again", "unlock")
                .containsOnlyOnce("lock cpus");
    }

    @Test
    void isNotTriedAgainWithoutPatience() throws InvalidPolicyException {
        engine.turnsLost = 1;

        Results results = verify("limits: { cpus: 0.5 }");

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.UNPROVEN);
        assertThat(results.trials().get(0).waitedFor()).isEmpty();
    }

    @Test
    void isTriedAgainForOthersAloneAndNotForAWeakLoadOrHost() throws InvalidPolicyException {
        engine.memoryFree = 100 << 20;
        patience = Duration.ofMinutes(1);

        Results results = verify("limits: { mem_limit: 256m }");

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.UNPROVEN);
        assertThat(results.trials().get(0).waitedFor()).isEmpty();
    }

    @Test
    void patienceIsUsedUp() throws InvalidPolicyException {
        engine.turnsLost = Integer.MAX_VALUE;
        patience = Duration.ofNanos(1);

        Results results = verify("limits: { cpus: 0.5 }");

        assertThat(results.verdicts()).extracting(Verdict::outcome).containsExactly(Outcome.UNPROVEN);
        assertThat(results.trials().get(0).waitedFor()).hasSize(1);
    }

    private Results verify(String yaml) throws InvalidPolicyException {
        return verify(yaml, line -> {});
    }

    private Results verify(String yaml, Progress progress) throws InvalidPolicyException {
        return Verification.verify(
                PolicyReader.parse("limits.yaml", yaml),
                "shop",
                engine,
                Otherwise.FAIL,
                new Times(Duration.ofMinutes(1), patience, false),
                progress);
    }
}
