package io.github.containerlimits.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.RunningProcess;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.measure.Stressed;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.verdict.Conclusion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BesideCheckTest {
    private static final Host HOST = Host.of(
            new HostSurvey("", "", "", "0-1", Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", "", List.of()));

    private static final Stressed.Ran INSIDE =
            new Stressed.Ran("stress --vm 1 in its container", true, OptionalLong.of(20), 1, Optional.empty());
    private static final Stressed.Ran RIVAL =
            new Stressed.Ran("stress --cpu 8 as a rival", false, OptionalLong.empty(), 1, Optional.empty());
    private static final RunningProcess SERVICE = new RunningProcess(11, 10, "httpd -f");
    private static final Optional<Life.End> KILLED = Optional.of(new Life.End(137, true, 14, 0));

    @Test
    void oneThatLastsAndAnswersIsHeld() {
        Conclusion conclusion = conclude(new Case());

        assertThat(conclusion.outcome()).hasToString("held");
        assertThat(conclusion.measured()).hasToString("10.0 s");
        assertThat(conclusion.evidence())
                .startsWith("beside it ran stress --vm 1 in its container (pid 20); http.p50 2.00 ms, alone 1.00 ms;")
                .contains("http.errors 0%, alone 0%")
                .doesNotContain("killed");
    }

    @Test
    void killsThatHitOthersAreToldAndHeld() {
        assertThat(conclude(new Case().kills(3)).evidence())
                .endsWith(
                        "the kernel killed for want of memory, 3 times, and no process that the application had all along");
    }

    @Test
    void aVictimOfItsOwnIsAFinding() {
        Conclusion conclusion = conclude(new Case().kills(1).victim());

        assertThat(conclusion.outcome()).hasToString("escaped");
        assertThat(conclusion.evidence())
                .isEqualTo(
                        "the kernel killed the application's pid 11 (httpd -f) for want of memory, and not what took it: "
                                + "stress --vm 1 in its container (pid 20)");
    }

    /** Nothing else runs in its control group, so that it was one of its own that was killed. */
    @Test
    void aKillBesideRivalsAloneIsOfItsOwn() {
        assertThat(conclude(new Case().kills(1).beside(RIVAL)).outcome()).hasToString("escaped");
        assertThat(conclude(new Case().beside(RIVAL)).outcome()).hasToString("held");
    }

    @Test
    void oneThatEndsIsAFinding() {
        Conclusion conclusion = conclude(new Case().ended(KILLED));

        assertThat(conclusion.outcome()).hasToString("escaped");
        assertThat(conclusion.evidence())
                .contains("it ended 14.0 s after its start with code 137 (signal 9)")
                .endsWith("; beside it ran stress --vm 1 in its container (pid 20)");
    }

    @Test
    void whoseProcessWasKilledMayBeUnknown() {
        assertThat(conclude(new Case().kills(1).doubtful()).outcome()).hasToString("unproven");
    }

    @Test
    void aLoadThatDidNotRunProvesNothing() {
        Conclusion conclusion = conclude(new Case().failing("it ended 0.1 s after its start with code 1: no room"));

        assertThat(conclusion.outcome()).hasToString("unproven");
        assertThat(conclusion.evidence())
                .isEqualTo(
                        "stress --vm 1 in its container was no stress: it ended 0.1 s after its start with code 1: no room");
    }

    /** A service that is gone is one, whatever became of the load. */
    @Test
    void oneThatEndsThoughTheLoadFailedIsAFinding() {
        assertThat(conclude(new Case().failing("it ended").ended(KILLED)).outcome())
                .hasToString("escaped");
    }

    @Test
    void whatTheHostCannotBearIsNotTried() {
        Conclusion conclusion = conclude(Optional.of(Stressed.unbegun(series(0.1, 0.1), "the host has 1 MiB")), true)
                .orElseThrow();

        assertThat(conclusion.outcome()).hasToString("unproven");
        assertThat(conclusion.cause().map(Object::toString)).contains("host");
    }

    @Test
    void oneThatDidNotComeThroughAloneWasNotTried() {
        assertThat(conclude(Optional.empty(), false)).isEmpty();
        assertThat(conclude(Optional.empty(), true).map(Conclusion::outcome)).hasToString("Optional[unproven]");
    }

    /** Slow beside rivals is what is asked for; slow beside somebody else says nothing, as long as it answers. */
    @ParameterizedTest
    @CsvSource({
        "0.2, 0.2, 9, 0, escaped",
        "0.95, 1.85, 9, 0, escaped",
        "0.95, 0.1, 9, 0, unproven",
        "0.95, 0.1, 9, 9, escaped",
        "0.95, 0.1, 0, 0, held"
    })
    void claimsOnItsAnswersHoldBesideLoads(double busy, double ofRival, int failed, int rejected, String outcome) {
        Case it = new Case().beside(RIVAL).failures(failed, rejected);
        it.own = series(busy, 0.01);
        it.rivals = List.of(series(busy, ofRival));

        assertThat(conclude(it).outcome()).hasToString(outcome);
    }

    /** @param part of two CPUs that all on the host used together, and CPUs of the group itself */
    private static Series series(double part, double own) {
        Counters early = Readings.version(2)
                .with("cpu.stat", "usage_usec 0\nnr_periods 0\nnr_throttled 0\n")
                .hostBusy(0, 0)
                .at(0);
        Counters late = Readings.version(2)
                .cpu(10 * own, 0)
                .hostBusy(10 * part, 10 * part)
                .at(10);
        return new Series(early, List.of(early, late), Optional.of(late));
    }

    private static Conclusion conclude(Case it) {
        return conclude(Optional.of(it.stressed()), true).orElseThrow();
    }

    private static Optional<Conclusion> conclude(Optional<Stressed> stressed, boolean ended) {
        Life life = new Life(
                Optional.of(new Life.Span(2, 2.1)),
                "",
                Optional.empty(),
                Optional.empty(),
                true,
                0,
                "",
                Optional.empty(),
                Optional.of(served(0, 0, 1000)),
                stressed);
        Trial trial = trial();
        Measurement measurement = new Measurement(
                series(0.1, 0.1),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Uncharged.UNSEEN,
                false,
                ended ? Measurement.Ending.TIME : Measurement.Ending.NONE,
                List.of(),
                Optional.of(life));
        return trial.checks().stream()
                .filter(check -> check.subject().equals("app beside"))
                .findFirst()
                .orElseThrow()
                .conclude(new Evidence(
                        new Observed(measurement, HOST, trial.workload(), Optional.empty(), false),
                        List.of(),
                        OptionalDouble.empty()));
    }

    private static Served served(int failed, int rejected, long micros) {
        return new Served(50, 100, 0, failed, rejected, 0, true, List.of(micros));
    }

    private static Trial trial() {
        try {
            Policy policy = PolicyReader.parse("limits.yaml", """
                    limits: { mem_limit: 256m }
                    app: { load: { http: ":8080/", rate: 50/s }, beside: { stress: --vm 1 } }
                    """);
            return AppTrials.of(policy.apps().get(0), policy.limits(), Set.of());
        } catch (InvalidPolicyException e) {
            throw new AssertionError(e);
        }
    }

    /** How it went, by default well. */
    private static final class Case {
        private Stressed.Ran ran = INSIDE;
        private Optional<Life.End> end = Optional.empty();
        private Served served = served(0, 0, 2000);
        private Series own = series(0.1, 0.1);
        private List<Series> rivals = List.of();
        private long kills;
        private List<RunningProcess> victims = List.of();
        private Optional<String> doubt = Optional.empty();

        Case beside(Stressed.Ran other) {
            ran = other;
            return this;
        }

        Case failing(String reason) {
            ran = new Stressed.Ran(ran.name(), ran.isInside(), ran.process(), ran.starts(), Optional.of(reason));
            return this;
        }

        Case kills(long count) {
            kills = count;
            return this;
        }

        Case victim() {
            victims = List.of(SERVICE);
            return this;
        }

        Case ended(Optional<Life.End> how) {
            end = how;
            return this;
        }

        Case doubtful() {
            doubt = Optional.of("both were gone");
            return this;
        }

        Case failures(int failed, int rejected) {
            served = served(failed, rejected, 2000);
            return this;
        }

        Stressed stressed() {
            return new Stressed(
                    List.of(ran),
                    Optional.empty(),
                    10,
                    end.isEmpty() && ran.failure().isEmpty(),
                    Optional.empty(),
                    end,
                    Optional.of(served),
                    own,
                    rivals,
                    OptionalLong.of(kills),
                    victims,
                    doubt);
        }
    }
}
