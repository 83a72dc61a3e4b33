package io.github.containerlimits.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppCheckTest {
    private static final long MIB = 1 << 20;
    private static final Optional<Life.Span> IN_TIME = Optional.of(new Life.Span(2, 2.1));
    private static final Optional<Life.End> KILLED = Optional.of(new Life.End(137, true, 4, 0.02));

    @Test
    void readyInTimeAndWatchedForItsTimeIsHeld() {
        Life life = new Life(IN_TIME, "", Optional.empty(), Optional.empty(), true, 9, "up\n");

        assertThat(outcomes(life, 100, 0, true))
                .containsExactly(
                        "app ready held",
                        "app stays held",
                        "app memory.peak held",
                        "app memory.oom_kills held",
                        "app limits held");
    }

    @Test
    void nothingIsSaidWhileItMayStillComeRight() {
        Life life = new Life(Optional.empty(), "", Optional.empty(), Optional.empty(), false, 0, "");

        assertThat(outcomes(life, 100, 0, false)).isEmpty();
    }

    /** What is above its bound can only grow; and one that is ready stays one that was ready in time. */
    @Test
    void whatCannotComeRightAgainIsSaidAtOnce() {
        Life life = new Life(IN_TIME, "", Optional.empty(), Optional.empty(), false, 0, "");

        assertThat(outcomes(life, 250, 1, false))
                .containsExactly("app ready held", "app memory.peak escaped", "app memory.oom_kills escaped");
    }

    @Test
    void neverReadyIsEscapedAndTheRestUnproven() {
        Life life = new Life(
                Optional.empty(),
                "GET :8080/: Connection refused",
                Optional.empty(),
                Optional.empty(),
                false,
                9,
                "a\nb\n");

        assertThat(outcomes(life, 100, 0, true))
                .containsExactly(
                        "app ready escaped",
                        "app stays unproven",
                        "app memory.peak unproven",
                        "app memory.oom_kills unproven",
                        "app limits held");
        assertThat(conclusion(0, life, 100, 0, true).evidence())
                .isEqualTo("GET :8080/: Connection refused; it printed last: b");
    }

    /** Its counters are gone with it: that none of them shows a kill proves nothing. */
    @Test
    void oneThatIsKilledFitsNothing() {
        Life life = new Life(IN_TIME, "", Optional.empty(), KILLED, false, 0, "");

        assertThat(outcomes(life, 100, 0, true))
                .containsExactly(
                        "app ready held",
                        "app stays escaped",
                        "app memory.peak unproven",
                        "app memory.oom_kills unproven",
                        "app limits held");
        assertThat(conclusion(1, life, 100, 0, true).evidence())
                .isEqualTo(
                        "it ended 4.00 s after its start with code 137 (signal 9), for want of memory, as the engine says");
        assertThat(conclusion(1, life, 100, 0, true).measured()).hasToString("2.00 s");
    }

    @Test
    void theKernelsWordGoesBeforeTheEngines() {
        Life life = new Life(IN_TIME, "", Optional.empty(), KILLED, false, 0, "");

        assertThat(conclusion(1, life, 256, 1, true).evidence())
                .contains("the kernel killed 1 of its processes for want of memory (oom_kill)")
                .contains("it had 256 MiB of 256 MiB, and 3 charges met that limit")
                .doesNotContain("as the engine says");
    }

    @Test
    void oneThatIsNoLongerReadyDoesNotStay() {
        Life life = new Life(IN_TIME, "GET :8080/: 503", Optional.of(5.0), Optional.empty(), false, 0, "");

        assertThat(outcomes(life, 100, 0, true)).contains("app stays escaped", "app memory.peak unproven");
    }

    @Test
    void readyTooLateIsEscaped() {
        Life life = new Life(Optional.of(new Life.Span(31, 31.2)), "", Optional.empty(), Optional.empty(), true, 0, "");

        assertThat(outcomes(life, 100, 0, true)).contains("app ready escaped");
    }

    /** On a slow engine a look takes longer than it had. */
    @Test
    void readyBeforeOrAfterItsTimeIsUnproven() {
        Life life = new Life(Optional.of(new Life.Span(4, 31)), "", Optional.empty(), Optional.empty(), true, 0, "");

        assertThat(outcomes(life, 100, 0, true)).contains("app ready unproven");
    }

    /** An engine that drops a limit in silence, or raises it, and one that changes it in mid-run. */
    @ParameterizedTest
    @CsvSource({"256, 256, held", "256, 128, held", "256, 512, discarded", "256, -1, discarded", "512, 256, discarded"})
    void anApplicationThatRanInOtherLimitsIsToldOf(long first, long later, String outcome) {
        Conclusion conclusion = inForce(first, later).orElseThrow();

        assertThat(conclusion.outcome()).hasToString(outcome);
        assertThat(conclusion.evidence()).contains("mem_limit", "control group show");
    }

    @Test
    void limitsThatArePassedOverByThePolicyAreNotAskedOfAnApplication() {
        assertThat(trial(Set.of("mem_limit")).checks())
                .noneMatch(AppCheck.InForce.class::isInstance)
                .hasSize(trial().checks().size() - 1);
    }

    /** No engine's word is taken for what the kernel does not show. */
    @Test
    void limitsThatNothingShowsAreUnproven() {
        assertThat(inForce(Readings.version(2).memory(MIB, 0).without("memory.max"), 256)
                        .orElseThrow()
                        .outcome())
                .isEqualTo(Outcome.DISCARDED);
        Life gone = new Life(Optional.empty(), "", Optional.empty(), KILLED, false, 0, "");
        Counters none = new Counters(new CgroupReading(0, Map.of()));
        Conclusion unread = inForce()
                .conclude(evidence(gone, new Series(none, List.of(), Optional.empty()), true))
                .orElseThrow();
        assertThat(unread.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(unread.evidence()).isEqualTo("it ended before its control group could be read");
    }

    private static Optional<Conclusion> inForce(long first, long later) {
        return inForce(limited(first), later);
    }

    private static Check inForce() {
        return trial().checks().stream()
                .filter(AppCheck.InForce.class::isInstance)
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Conclusion> inForce(Readings first, long later) {
        Life life = new Life(IN_TIME, "", Optional.empty(), Optional.empty(), true, 9, "up\n");
        Counters early = first.at(0.1);
        Counters late = limited(later).at(9);
        return inForce()
                .conclude(
                        evidence(life, new Series(early.atBirth(0, 0), List.of(early, late), Optional.of(late)), true));
    }

    private static Readings limited(long mebibytes) {
        Readings memory = Readings.version(2).memory(MIB, 0);
        return mebibytes < 0 ? memory.with("memory.max", "max\n") : memory.memoryLimit(mebibytes * MIB);
    }

    /** Who was not ready in time beside others that had the CPUs is tried again; who was throttled by its own quota is not. */
    @Test
    void neverReadyBesideABusyNeighbourIsUndecided() {
        Life life = new Life(
                Optional.empty(), "GET :8080/: no answer within 2 s", Optional.empty(), Optional.empty(), false, 0, "");

        assertThat(busy(life, 0.95, 0)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.isByNeighbours()).isTrue();
            assertThat(conclusion.evidence())
                    .isEqualTo("others on the host used 1.80 CPUs of 2 meanwhile: GET :8080/: no answer within 2 s");
        });
        assertThat(busy(life, 0.5, 0)).map(Conclusion::outcome).contains(Outcome.ESCAPED);
        assertThat(busy(life, 0.95, 8)).map(Conclusion::outcome).contains(Outcome.ESCAPED);
    }

    /** What it used against what it had, since when, and what it would have needed. */
    @Test
    void oneThatItsOwnQuotaMadeLateIsToldHowMuchItWouldHaveNeeded() {
        Life never =
                new Life(Optional.empty(), "GET :8080/: 503", Optional.empty(), Optional.empty(), false, 0, "up\n");
        Life late = new Life(Optional.of(new Life.Span(40, 40.2)), "", Optional.empty(), Optional.empty(), true, 0, "");
        Counters begin = quota(0, 0, 0).at(0);
        Counters first = quota(0.1, 1, 1).at(0.5);
        Counters last = quota(8, 400, 390).at(40.5);
        Series slow = new Series(begin.atBirth(0, 0), List.of(begin, first, last), Optional.of(last));

        assertThat(trial().checks()
                        .get(0)
                        .conclude(evidence(never, slow, true))
                        .orElseThrow()
                        .evidence())
                .isEqualTo("GET :8080/: 503; its quota of 0.2 CPUs ran out in 390 of 400 periods,"
                        + " first 0.500 s after its start; it printed last: up");
        assertThat(trial().checks()
                        .get(0)
                        .conclude(evidence(late, slow, true))
                        .orElseThrow()
                        .evidence())
                .endsWith("; its quota of 0.2 CPUs ran out in 390 of 400 periods, first 0.500 s after its start;"
                        + " until then it used 8.00 s of CPU time, which would have been in time with no less than"
                        + " 0.267 CPUs");
        Counters idle = quota(8, 400, 9).at(40.5);
        Series quick = new Series(begin.atBirth(0, 0), List.of(begin, idle), Optional.of(idle));
        assertThat(trial().checks()
                        .get(0)
                        .conclude(evidence(late, quick, true))
                        .orElseThrow()
                        .evidence())
                .doesNotContain("quota");
    }

    /** A JVM that is not in the page cache is read from the disk, for as long as the cap on it takes. */
    @ParameterizedTest
    @CsvSource({"1, 31, true", "2, 31, true", "1, 4, false"})
    void oneThatWaitedForItsDiskIsToldTheCap(int version, long mebibytes, boolean isTold) {
        Life never = new Life(
                Optional.empty(), "GET :8080/: Connection refused", Optional.empty(), Optional.empty(), false, 0, "");
        Counters begin = Readings.version(version).at(0);
        Counters last = Readings.version(version)
                .cap("254:0", "rbps", MIB)
                .io("254:0", mebibytes * MIB, 0, 500, 0)
                .at(31);
        Series slow = new Series(begin.atBirth(0, 0), List.of(begin, last), Optional.of(last));
        String evidence = trial().checks()
                .get(0)
                .conclude(evidence(never, slow, true))
                .orElseThrow()
                .evidence();

        assertThat(evidence)
                .isEqualTo("GET :8080/: Connection refused"
                        + (isTold ? "; its device_read_bps of 1 MiB/s held it back: it had 31.0 MiB in 31.0 s" : ""));
    }

    private static Readings quota(double seconds, long periods, long throttled) {
        return Readings.version(2)
                .with("cpu.max", "20000 100000\n")
                .with(
                        "cpu.stat",
                        "usage_usec " + Math.round(seconds * 1e6) + "\nnr_periods " + periods + "\nnr_throttled "
                                + throttled + "\n");
    }

    /** Of what is claimed to be a part of a limit. */
    @Test
    void oneThatTakesMoreThanItsShareIsToldTheLimitThatItWouldHaveNeeded() {
        Life life = new Life(IN_TIME, "", Optional.empty(), Optional.empty(), true, 9, "up\n");

        assertThat(conclusion(2, life, 240, 0, true).evidence()).endsWith("; it would be <= 80% of a limit of 300 MiB");
        assertThat(conclusion(2, life, 100, 0, true).evidence()).doesNotContain("of a limit of");
    }

    private static Optional<Conclusion> busy(Life life, double part, long throttled) {
        return trial().checks().get(0).conclude(evidence(life, busySeries(part, throttled), true));
    }

    /** @param part of two CPUs that all on the host used together */
    private static Series busySeries(double part, long throttled) {
        Counters early = Readings.version(2)
                .with("cpu.stat", "usage_usec 0\nnr_periods 0\nnr_throttled 0\n")
                .hostBusy(0, 0)
                .at(0);
        Counters late = Readings.version(2)
                .cpu(1, throttled)
                .hostBusy(10 * part, 10 * part)
                .at(10);
        return new Series(early.atBirth(0, 0), List.of(early, late), Optional.of(late));
    }

    /** Who is slow beside others that have the CPUs is tried again; who answers with failures is not. */
    @ParameterizedTest
    @CsvSource({
        "0.95, 9, 0, unproven",
        "0.5, 9, 0, escaped",
        "0.95, 9, 9, escaped",
        "0.5, 0, 0, held",
        "0.95, 0, 0, held"
    })
    void failuresBesideABusyNeighbour(double busy, int failed, int rejected, String outcome) {
        Served served = new Served(50, 100, 0, failed, rejected, 0, true, List.of(1000L));
        Life life = new Life(IN_TIME, "", Optional.empty(), Optional.empty(), true, 0, "", Optional.of(served));
        Check check = loaded().checks().stream()
                .filter(any -> any.subject().equals("app http.errors"))
                .findFirst()
                .orElseThrow();

        assertThat(check.conclude(evidence(life, busySeries(busy, 0), true)).map(Conclusion::outcome))
                .hasToString("Optional[" + outcome + "]");
    }

    /** A loader that had no CPU is tried again once others leave some; one that is late by itself is not. */
    @ParameterizedTest
    @CsvSource({"0.95, true", "0.5, false"})
    void aLoaderThatIsLateBesideABusyNeighbour(double busy, boolean isByNeighbours) {
        Served served = new Served(50, 100, 9, 0, 0, 0, false, List.of(1000L));
        Life life = new Life(IN_TIME, "", Optional.empty(), Optional.empty(), true, 0, "", Optional.of(served));
        Check check = loaded().checks().stream()
                .filter(any -> any.subject().equals("app http.errors"))
                .findFirst()
                .orElseThrow();

        assertThat(check.conclude(evidence(life, busySeries(busy, 0), true))).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
            assertThat(conclusion.isByNeighbours()).isEqualTo(isByNeighbours);
            assertThat(conclusion.evidence()).contains("the loader began only ");
        });
    }

    private static List<String> outcomes(Life life, long mebibytes, long kills, boolean ended) {
        return trial().checks().stream()
                .flatMap(check -> check.conclude(evidence(life, mebibytes, kills, ended)).stream()
                        .map(conclusion -> check.subject() + " " + conclusion.outcome()))
                .toList();
    }

    private static Conclusion conclusion(int check, Life life, long mebibytes, long kills, boolean ended) {
        Conclusion conclusion = trial().checks()
                .get(check)
                .conclude(evidence(life, mebibytes, kills, ended))
                .orElseThrow();
        assertThat(conclusion.outcome()).isNotEqualTo(Outcome.DISCARDED);
        return conclusion;
    }

    private static Trial trial() {
        return trial(Set.of());
    }

    private static Trial trial(Set<String> accepted) {
        return trial("""
                { ready: { http: ":8080/", within: 30s }, fits: { memory.peak: "<= 80%", memory.oom_kills: 0 } }
                """, accepted);
    }

    private static Trial loaded() {
        return trial("{ load: { http: \":8080/\", rate: 50/s } }", Set.of());
    }

    private static Trial trial(String app, Set<String> accepted) {
        try {
            Policy policy = PolicyReader.parse("limits.yaml", "limits: { mem_limit: 256m }\napp: " + app);
            return AppTrials.of(policy.apps().get(0), policy.limits(), accepted);
        } catch (InvalidPolicyException e) {
            throw new AssertionError(e);
        }
    }

    private static Evidence evidence(Life life, long mebibytes, long kills, boolean ended) {
        Counters last = Readings.version(2)
                .memory(mebibytes * MIB, mebibytes >= 256 ? 3 : 0)
                .memoryLimit(256 * MIB)
                .oomKills(kills)
                .at(9);
        Counters early =
                Readings.version(2).memory(MIB, 0).memoryLimit(256 * MIB).at(0.1);
        return evidence(
                life,
                new Series(early.atBirth(0, 0), List.of(early, last), ended ? Optional.of(last) : Optional.empty()),
                ended);
    }

    private static Measurement.Ending ending(Life life) {
        return life.end().isPresent() ? Measurement.Ending.OWN : Measurement.Ending.TIME;
    }

    private static Evidence evidence(Life life, Series series, boolean ended) {
        Measurement measurement = new Measurement(
                series,
                List.of(),
                Optional.empty(),
                life.end().map(end -> new Exit(end.code(), "", "")),
                Optional.empty(),
                Uncharged.UNSEEN,
                false,
                ended ? ending(life) : Measurement.Ending.NONE,
                List.of(),
                Optional.of(life));
        Host host = Host.of(
                new HostSurvey("", "", "", "0-1", Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", "", List.of()));
        Observed observed = new Observed(measurement, host, trial().workload(), Optional.empty(), false);
        return new Evidence(observed, List.of(), OptionalDouble.empty());
    }
}
