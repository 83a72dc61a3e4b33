package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryNodesTest {
    private static final Limit LIMIT = new MemoryNodes(Bench.PLACE, CpuSet.parse("0"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | cpuset.effective_mems | 0   | 0   | UNPROVEN  | the control group shows memory of node 0, but the engine's host has no other, so that it shows the same without the limit
            1 | cpuset.effective_mems | 0   | 0-1 | UNPROVEN  | the control group shows memory of node 0, but that memory comes from there alone is not tried
            1 | cpuset.effective_mems | 0-1 | 0-1 | DISCARDED | the control group shows memory of node 0,1
            2 | cpuset.mems.effective | 0   | 0-1 | UNPROVEN  | the control group shows memory of node 0, but that memory comes from there alone is not tried
            2 | cpuset.mems.effective | 1   | 0-1 | DISCARDED | the control group shows memory of node 1
            2 | cpuset.cpus.effective | 0   | 0-1 | DISCARDED | the control group shows no nodes of memory
            """)
    void isNeverHeld(int version, String file, String shown, String onHost, Outcome outcome, String evidence) {
        Readings readings = Readings.version(version).with(file, shown + "\n");
        Measurement ended = new Measurement(
                new Series(readings.at(0), List.of(), Optional.of(readings.at(1))),
                List.of(),
                Optional.empty(),
                Optional.of(new Exit(0, onHost + "\n", "")),
                true,
                List.of());

        Conclusion conclusion = Bench.USUAL.conclude(LIMIT, ended).orElseThrow();

        assertThat(conclusion.outcome()).isEqualTo(outcome);
        assertThat(conclusion.evidence()).isEqualTo(evidence);
    }

    @Test
    void whatIsNoListIsAFinding() {
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(
                        InvalidPolicyException.class,
                        () -> PolicyReader.parse("limits.yaml", "limits: { cpuset_mems: all }")))
                .hasMessageContaining("'all' is no list of nodes of memory, such as 0-1");
    }
}
