package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OomScoreAdjTest {
    @ParameterizedTest
    @CsvSource({
        "-500, first -500 load -500, HELD",
        "500, first 500 load 500, HELD",
        "500, first 250 load 250, DISCARDED",
        "500, first 0 load 0, DISCARDED",
        "500, first 500 load 0, DISCARDED",
        "500, sh: not found, UNPROVEN",
    })
    void isWhatTheKernelShows(int score, String said, Outcome outcome) {
        assertThat(Bench.USUAL.outcome(
                        new OomScoreAdj(Bench.PLACE, score),
                        Bench.ended(Bench.running(second -> Readings.version(1), 1), new Exit(0, said, ""))))
                .contains(outcome);
    }

    @Test
    void isReadWithinWhatTheKernelTakes() throws InvalidPolicyException {
        assertThat(PolicyReader.parse("limits.yaml", "limits: { oom_score_adj: -1000 }")
                        .limits()
                        .limits())
                .singleElement()
                .hasToString("OomScoreAdj[place=limits.yaml:1:26, score=-1000]");
        InvalidPolicyException invalid = catchThrowableOfType(
                InvalidPolicyException.class,
                () -> PolicyReader.parse("limits.yaml", "limits: { oom_score_adj: 1001 }"));
        assertThat(invalid.findings())
                .singleElement()
                .asString()
                .endsWith("oom_score_adj: 1001 is not within -1000 to 1000");
    }
}
