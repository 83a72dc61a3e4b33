package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.FakeEngine;
import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Times;
import io.github.containerlimits.Verification;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.limit.CpuQuota;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Press;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs beside a load, and what becomes of it, on an engine that is none. */
class TrialRunnerTest {
    private static final String CAP =
            "limits: { blkio_config: { device_read_iops: [ { path: rootfs, rate: 100 } ] } }\nways_round: skip";
    private static final String SHARES = "limits: { cpu_shares: 512 }";
    private static final String LOG = "limits: { logging: { options: { max-size: 1m } } }\nways_round: skip";

    private final FakeEngine engine = new FakeEngine();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theSameLoadRunsWithoutTheCapFirst(int version) throws InvalidPolicyException {
        engine.cgroupVersion = version;

        Verdict verdict = only(CAP);

        assertThat(verdict.outcome()).isEqualTo(Outcome.HELD);
        assertThat(loads("fio --"))
                .hasSize(2)
                .satisfiesExactly(
                        contrast -> assertThat(contrast).startsWith("{} "),
                        capped -> assertThat(capped).startsWith("{BlkioDeviceReadIOps="));
        assertThat(engine.events.indexOf("kill"))
                .as("the contrast ends before the load begins")
                .isLessThan(lastIndexOf("start fio --"));
        assertThat(engine.open).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theRateOfTheContrastIsTheEvidence(int version) throws InvalidPolicyException {
        engine.cgroupVersion = version;
        engine.diskOperations = 5_000;

        assertThat(only(CAP).evidence()).matches("without the cap the same load did [45],\\d{3}/s");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aCapThatIsForgottenEscapes(int version) throws InvalidPolicyException {
        engine.cgroupVersion = version;
        engine.forgotten = Set.of("BlkioDeviceReadIOps");

        assertThat(only(CAP).outcome()).isEqualTo(Outcome.ESCAPED);
    }

    @Test
    void aContrastThatIsTooSlowEndsTheTrialBeforeItsLoad() throws InvalidPolicyException {
        engine.diskOperations = 100;

        Verdict verdict = only(CAP);

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.evidence()).matches("without the cap the same load did only .*, too little to press it");
        assertThat(verdict.conclusion().cause()).contains(Cause.HOST);
        assertThat(verdict.sentence("shop"))
                .contains(" is not proven (host): without the cap ")
                .endsWith(Cause.HOST.remedy());
        assertThat(loads("fio --"))
                .hasSize(2)
                .allSatisfy(load -> assertThat(load)
                        .as("a short look, and a longer one, without the cap")
                        .doesNotContain("BlkioDevice"));
        assertThat(engine.open).isEmpty();
    }

    /** Where a load has little CPU time, or its disk others, its own program can take longer to be read from the disk than its rate needs to show. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aContrastThatEndsBeforeItsLoadBeganIsMadeAgainForLonger(int slowStarts) throws InvalidPolicyException {
        engine.slowStarts = slowStarts;

        Verdict verdict = only(CAP);

        assertThat(verdict.outcome()).isEqualTo(Outcome.HELD);
        assertThat(verdict.evidence()).contains("without the cap the same load did 50,000/s");
        assertThat(loads("fio --")).filteredOn(load -> load.startsWith("{} ")).hasSize(slowStarts + 1);
        assertThat(engine.open).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"50000, 1", "900, 3"})
    void aContrastServesLaterRatesOfItsDiskWhereItIsFarAboveThem(long operations, int contrasts)
            throws InvalidPolicyException {
        engine.diskOperations = operations;

        List<Verdict> verdicts = verdicts("""
                limits:
                  blkio_config:
                    device_read_bps: [ { path: rootfs, rate: 64k } ]
                    device_read_iops: [ { path: rootfs, rate: 200 } ]
                ways_round: skip
                """);

        assertThat(verdicts.get(1).outcome()).isEqualTo(Outcome.HELD); // this engine's disk knows no cap on bytes
        assertThat(loads("fio --"))
                .filteredOn(load -> !load.contains("BlkioDevice"))
                .hasSize(contrasts);
        assertThat(verdicts.get(1).evidence())
                .startsWith(
                        contrasts == 1
                                ? "without the cap the load of device_read_bps did "
                                : "without the cap the same load did ");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void rivalsAreStartedBeforeTheLoadAndClosedAfterIt(int version) throws InvalidPolicyException {
        engine.cgroupVersion = version;

        assertThat(only(SHARES).outcome()).isEqualTo(Outcome.HELD);
        assertThat(loads("--cpu"))
                .satisfiesExactly(
                        rival -> assertThat(rival).contains("CpuShares=1024"),
                        own -> assertThat(own).contains("CpuShares=512"));
        assertThat(engine.events).containsSubsequence("start stress --cpu 2 --timeout 60", "kill", "close", "close");
        assertThat(engine.open).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void sharesThatAreForgottenEscape(int version) throws InvalidPolicyException {
        engine.cgroupVersion = version;
        engine.forgotten = Set.of("CpuShares");

        assertThat(only(SHARES).outcome()).isEqualTo(Outcome.ESCAPED);
    }

    @Test
    void sharesThatAreRefusedStartNoLoadBesideAnother() throws InvalidPolicyException {
        engine.refused = Set.of("CpusetCpus", "CpuShares");

        assertThat(only(SHARES).outcome()).isEqualTo(Outcome.UNSUPPORTED);
        assertThat(loads("--cpu")).isEmpty();
        assertThat(engine.open).isEmpty();
    }

    @Test
    void aRivalWhoseLoadFailsProvesNothing() throws InvalidPolicyException {
        engine.rivalsFail = true;

        Verdict verdict =
                only("trials: [ { name: shared, stress: --cpu 2, for: 2s, limits: { cpu_shares: 512, cpuset: \"1\" },"
                        + " rivals: [ { cpu_shares: 1024 } ], expect: { cpu.share: \"<= 40%\" } } ]");

        assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(verdict.evidence()).endsWith("a rival's load ended early");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 30})
    void aLogIsReadOnceItsEndHasCome(int slowLooks) throws InvalidPolicyException {
        engine.slowLooks = slowLooks;

        Verdict verdict = only(LOG);
        assertThat(verdict.outcome()).isEqualTo(Outcome.HELD);
        assertThat(verdict.measured()).hasToString("1.00 MiB");

        engine.forgotten = Set.of("LogConfig");
        assertThat(only(LOG).outcome()).isEqualTo(Outcome.ESCAPED);
    }

    /** A claim that can't come true any more ends its trial: what is told then is not told of all of its time. */
    @Test
    void aClaimThatIsBrokenBeforeItsTimeIsOverIsNotToldOfAllOfIt() throws InvalidPolicyException {
        String policy = "trials: [ { stress: --vm 1 --vm-bytes 1g, for: 30s, fits: { memory.peak: %s } } ]";

        Verdict broken = only(policy.formatted("'<= 100m'"));
        assertThat(broken.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(broken.evidence()).isEqualTo("seen while the load ran, and it can only grow");

        Verdict kept = only(policy.replace("30s", "1s").formatted("'<= 2g'"));
        assertThat(kept.outcome()).isEqualTo(Outcome.HELD);
        assertThat(kept.evidence()).isEqualTo("the load ran for all of its time");
    }

    @Test
    void aCheckWithoutAConclusionIsUnproven() throws RefusedException {
        assertThat(undecided().conclusions()).hasSize(1).allSatisfy((check, conclusion) -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
            assertThat(conclusion.evidence()).isEqualTo("no conclusion was reached");
        });
    }

    private TrialRunner.Run undecided() throws RefusedException {
        Host host = Host.of(engine.survey(engine.image("shop"), List.of()));
        Deadline deadline = Deadline.in(Duration.ofMinutes(1));
        Limit limit = new Undecided(new CpuQuota(Bench.PLACE, Cpus.parse("0.5")));
        Trial trial = Trial.of("undecided", Limits.NONE.with(limit), Workload.cpus(1), List.of(Check.Holds.of(limit)))
                .within(Duration.ofMillis(200), OptionalDouble.empty());
        Image image = engine.image("shop");
        return new TrialRunner(
                        new Containers(engine, image, host, deadline),
                        host,
                        new Surroundings(engine, host, System::nanoTime),
                        deadline,
                        line -> {})
                .run(trial, () -> true);
    }

    /** A limit that never comes to a conclusion. */
    private record Undecided(CpuQuota quota) implements Limit {
        @Override
        public LimitKind kind() {
            return quota.kind();
        }

        @Override
        public Place place() {
            return quota.place();
        }

        @Override
        public String value() {
            return quota.value();
        }

        @Override
        public Settings settings(Host host) {
            return quota.settings(host);
        }

        @Override
        public List<Press> presses(Limits all, Places places) {
            return List.of();
        }

        @Override
        public MetricKind metric() {
            return CpuUsage.KIND;
        }

        @Override
        public Bound limit() {
            return quota.limit();
        }

        @Override
        public Optional<Conclusion> conclude(Evidence evidence) {
            return Optional.empty();
        }
    }

    private List<String> loads(String of) {
        return engine.loads.stream().filter(load -> load.contains(of)).toList();
    }

    private int lastIndexOf(String beginning) {
        int last = -1;
        for (int i = 0; i < engine.events.size(); i++) {
            last = engine.events.get(i).startsWith(beginning) ? i : last;
        }
        return last;
    }

    private Verdict only(String policy) throws InvalidPolicyException {
        List<Verdict> verdicts = verdicts(policy);
        assertThat(verdicts).hasSize(1);
        return verdicts.get(0);
    }

    private List<Verdict> verdicts(String policy) throws InvalidPolicyException {
        engine.events.clear();
        engine.loads.clear();
        return Verification.verify(
                        PolicyReader.parse("limits.yaml", policy),
                        "shop",
                        engine,
                        Otherwise.FAIL,
                        Times.of(Duration.ofMinutes(1)),
                        line -> {})
                .verdicts();
    }

    @Test
    void aRivalWhoseSharesAreRefusedFightsWithTheEnginesOwn() throws InvalidPolicyException {
        engine.refused = Set.of("CpuShares=2048");

        assertThat(only("limits: { cpu_shares: 1024 }").outcome()).isEqualTo(Outcome.HELD);
        assertThat(loads("--cpu").get(0)).doesNotContain("CpuShares");
        assertThat(engine.open).isEmpty();
    }
}
