package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoLimitTest {
    /** A value, whether an engine is told of it, and what is said of it where the control group shows a limit all the same. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cpus: 0            | false | 0 asks for no limit, and the control group shows 0.5 CPUs all the same
            cpus: 0.000        | false | 0.000 asks for no limit, and the control group shows 0.5 CPUs all the same
            cpus: .0           | false | .0 asks for no limit, and the control group shows 0.5 CPUs all the same
            mem_limit: 0       | false | 0 asks for no limit, and the control group shows 64 MiB all the same
            mem_limit: 0g      | false | 0g asks for no limit, and the control group shows 64 MiB all the same
            memswap_limit: 0   | false | 0 asks for no limit, and the control group shows 96 MiB all the same
            pids_limit: -1     | true  | -1 asks for no limit, and the control group shows 2048 all the same
            pids_limit: 0      | true  | 0 asks for no limit, and the control group shows 2048 all the same; to other runtimes it is a limit of no process at all, to all -1 is none
            cpu_quota: -1      | true  | -1 asks for no limit, and the control group shows 0.5 CPUs all the same
            """)
    void hasItsLine(String limits, boolean isTold, String evidence) throws Exception {
        for (int version = 1; version <= 2; version++) {
            int of = version;
            Limit limit = read(limits);
            Measurement limited = Bench.ended(Bench.running(
                    second -> Readings.version(of)
                            .quota(0.5)
                            .memorySwapLimit(64 << 20, 96 << 20)
                            .with("pids.max", "2048\n"),
                    1));
            Measurement free = Bench.ended(Bench.running(second -> Readings.version(of), 1));

            assertThat(limit.settings(Bench.USUAL.host()).equals(Settings.NONE)).isNotEqualTo(isTold);
            Optional<Conclusion> conclusion = Bench.USUAL.conclude(limit, limited);
            assertThat(conclusion).map(Conclusion::outcome).contains(Outcome.HELD);
            assertThat(conclusion).map(Conclusion::evidence).contains(evidence);
            assertThat(Bench.USUAL.conclude(limit, free))
                    .map(Conclusion::evidence)
                    .hasValueSatisfying(
                            none -> assertThat(none).contains("asks for no limit, and the control group shows none"));
        }
    }

    @Test
    void isUnprovenWhereNothingCanBeRead() throws InvalidPolicyException {
        Measurement unread = Bench.ended(Bench.running(
                second -> {
                    Readings readings = Readings.version(2);
                    readings.at(0).reading().files().keySet().forEach(readings::without);
                    return readings;
                },
                1));

        assertThat(Bench.USUAL.outcome(read("cpus: 0"), unread)).contains(Outcome.UNPROVEN);
    }

    @Test
    void givesWayToALimitOfATrial() throws Exception {
        Limits limits = Limits.NONE.with(read("cpus: 0")).with(read("cpus: 0.5"));

        assertThat(limits.limits()).singleElement().isInstanceOf(CpuQuota.class);
        assertThat(read("cpus: 0.5").settings(Bench.USUAL.host()).words()).isEqualTo(Map.of("NanoCpus", 500_000_000L));
    }

    private static Limit read(String limits) throws InvalidPolicyException {
        return PolicyReader.parse("limits.yaml", "limits: { " + limits + " }")
                .limits()
                .limits()
                .get(0);
    }
}
