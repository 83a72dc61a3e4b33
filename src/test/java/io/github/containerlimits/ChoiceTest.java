package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.Choice.Chosen;
import io.github.containerlimits.Choice.Named;
import io.github.containerlimits.Choice.NotHeld;
import io.github.containerlimits.Choice.UnknownTrialException;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.plan.Plan;
import io.github.containerlimits.plan.Planner;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which trials are run. */
class ChoiceTest {
    private static final String POLICY = "{ limits: { cpus: 0.5, pids_limit: 100, shm_size: 16m }, ways_round: skip }";

    private final FakeEngine engine = new FakeEngine();
    private final Plan plan = plan();

    @Test
    void allAreWhereNoneIsNamed() throws UnknownTrialException {
        assertThat(new Named(List.of(" ", ""))).isEqualTo(Choice.ALL);
        assertThat(Choice.ALL.of(plan)).isEqualTo(new Chosen(plan, List.of(), List.of()));
    }

    @Test
    void thoseAreWhoseNamesMatchOneOfTheGlobs() throws UnknownTrialException {
        Chosen chosen = new Named(List.of("cpu?", "*_limit")).of(plan);

        assertThat(chosen.plan().trials()).extracting(Trial::name).containsExactlyInAnyOrder("cpus", "pids_limit");
        assertThat(chosen.leftOut()).containsExactly("shm_size");
        assertThat(chosen.remark()).contains("Only a part was run, container-limits.trial leaves out shm_size");
    }

    /** What is no star and no question mark stands for itself. */
    @Test
    void aNameThatThereIsNotIsAnErrorThatSaysWhichThereAre() {
        assertThatThrownBy(() -> new Named(List.of("cpus", "mem*", "cpu.")).of(plan))
                .isInstanceOf(UnknownTrialException.class)
                .hasMessageStartingWith(
                        "trial (container-limits.trial): no trial is named 'mem*' or 'cpu.'. There are ")
                .hasMessageContaining("pids_limit")
                .hasMessageContaining("cpus");
    }

    @Test
    void thoseAreRunAgainThatWereNotHeldAndTheOthersAreMarked() {
        List<Verdict> earlier = verdicts(trial -> !trial.name().equals("cpus"));

        Chosen chosen = new NotHeld("2026-11-25T11:42:14Z", earlier).of(plan);

        assertThat(chosen.plan().trials()).extracting(Trial::name).containsExactly("cpus");
        assertThat(chosen.takenOver())
                .hasSize(2)
                .allSatisfy(verdict ->
                        assertThat(verdict.evidence()).isEqualTo("seen; as of the run of 2026-11-25T11:42:14Z"));

        // The run that showed it stays the one that is named.
        Chosen later = new NotHeld("2026-11-26T00:00:00Z", chosen.takenOver()).of(plan);

        assertThat(later.takenOver()).isEqualTo(chosen.takenOver());
    }

    @Test
    void aLimitAtAnotherPlaceIsAnotherLimit() throws InvalidPolicyException {
        Policy moved = PolicyReader.parse("limits.yaml", "\n" + POLICY);
        Plan other = Planner.plan(moved, host(), "x", true);

        Chosen chosen = new NotHeld("2026-11-25T11:42:14Z", verdicts(trial -> true)).of(other);

        assertThat(chosen.plan()).isEqualTo(other);
        assertThat(chosen.takenOver()).isEmpty();
    }

    /** An application without a JVM has no lines of one: that they are not there is no reason to run it again, that one escaped is. */
    @Test
    void whatThereWasNothingOfIsNotRunAgain() throws InvalidPolicyException {
        Plan app = Planner.plan(PolicyReader.parse("limits.yaml", "app: {}"), host(), "x", true);
        List<Verdict> all = verdicts(app, trial -> true);
        List<Verdict> ofNoJvm = all.stream()
                .filter(verdict -> !verdict.subject().contains("jvm."))
                .toList();

        assertThat(ofNoJvm).isNotEmpty().hasSizeLessThan(all.size());
        assertThat(new NotHeld("2026-11-25T11:42:14Z", ofNoJvm).of(app).plan().trials())
                .isEmpty();
        assertThat(new NotHeld("2026-11-25T11:42:14Z", all).of(app).takenOver()).hasSameSizeAs(all);
        List<Verdict> escaped = Stream.concat(
                        ofNoJvm.stream(),
                        verdicts(app, trial -> false).stream()
                                .filter(verdict -> verdict.subject().endsWith("jvm.heap")))
                .toList();
        assertThat(new NotHeld("2026-11-25T11:42:14Z", escaped).of(app).plan().trials())
                .hasSize(1);
    }

    @Test
    void aVerificationRunsWhatIsChosenAndSaysWhatIsNot() throws InvalidPolicyException, UnknownTrialException {
        Results results = verify(new Named(List.of("cpus")));

        assertThat(results.verdicts()).extracting(Verdict::subject).containsExactly("cpus");
        assertThat(results.remarks())
                .containsExactly("Only a part was run, container-limits.trial leaves out shm_size, pids_limit");
        assertThat(engine.loads).hasSize(1);
    }

    @Test
    void aVerificationHasWhatItTakesOverInItsResults() throws InvalidPolicyException, UnknownTrialException {
        Results results = verify(new NotHeld(
                "2026-11-25T11:42:14Z", verdicts(trial -> !trial.name().equals("cpus"))));

        assertThat(results.verdicts()).extracting(Verdict::subject).containsExactly("cpus", "pids_limit", "shm_size");
        assertThat(results.verdicts()).extracting(Verdict::outcome).containsOnly(Outcome.HELD);
        assertThat(results.trials()).hasSize(1);
        assertThat(results.remarks()).isEmpty();
    }

    private Results verify(Choice choice) throws InvalidPolicyException, UnknownTrialException {
        return Verification.verify(
                PolicyReader.parse("limits.yaml", POLICY),
                "shop",
                engine,
                Otherwise.FAIL,
                Times.of(Duration.ofMinutes(1)),
                line -> {},
                choice);
    }

    private List<Verdict> verdicts(Predicate<Trial> held) {
        return verdicts(plan, held);
    }

    private static List<Verdict> verdicts(Plan plan, Predicate<Trial> held) {
        return plan.trials().stream()
                .flatMap(trial -> trial.checks().stream()
                        .map(check -> new Verdict(
                                check.subject(),
                                check.place(),
                                "load",
                                Optional.empty(),
                                Conclusion.of("x", Figure.NONE, Figure.of(check.bound()))
                                        .as(held.test(trial) ? Outcome.HELD : Outcome.ESCAPED, "seen"),
                                Duration.ofSeconds(1),
                                false,
                                Consequence.FAIL)))
                .toList();
    }

    private Host host() {
        return Host.of(engine.survey(engine.image("shop"), List.of()));
    }

    private Plan plan() {
        try {
            return Planner.plan(PolicyReader.parse("limits.yaml", POLICY), host(), "x", true);
        } catch (InvalidPolicyException e) {
            throw new AssertionError(e);
        }
    }
}
