package io.github.containerlimits.trial;

import static io.github.containerlimits.trial.Bench.ended;
import static io.github.containerlimits.trial.Bench.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.HostSurvey.Ancestor;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.PidsPeak;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Claims of a load that the groups keep it from in which its container is; beside each the same on a host without such groups. */
class AncestorsJudgeTest {
    private static final String GROUP = "the control group /runner, in which the engine's containers are, has ";
    private static final Bench BELOW = Bench.USUAL
            .withWorkers(2)
            .below(new Ancestor("/runner", Map.of("cpu.max", "100000 100000\n", "pids.max", "512\n")));

    @Test
    void aLowerBoundAboveTheirsIsUnproven() {
        Measurement one =
                ended(running(second -> Readings.version(2).cpu(second, 0).hostBusy(second, 0), 3));

        isUnproven(BELOW, CpuUsage.KIND, new Bound.AtLeast(1.9), one, GROUP + "a quota of 1 CPUs, which keeps");
        assertThat(Bench.USUAL.withWorkers(2).claimed(CpuUsage.KIND, new Bound.AtLeast(1.9), one))
                .contains(Outcome.ESCAPED);
        assertThat(BELOW.claimed(CpuUsage.KIND, new Bound.AtLeast(0.9), one)).contains(Outcome.HELD);
    }

    @Test
    void anUpperBoundAboveTheirsIsUnproven() {
        Measurement one = running(second -> Readings.version(2).cpu(second, 0).hostBusy(second, 0), 3);

        isUnproven(BELOW, CpuUsage.KIND, new Bound.AtMost(1), one, GROUP + "a quota of 1 CPUs, too few to go above");
        assertThat(Bench.USUAL.withWorkers(2).claimed(CpuUsage.KIND, new Bound.AtMost(1), ended(one)))
                .contains(Outcome.HELD);
    }

    @Test
    void moreProcessesThanTheirsAreUnproven() {
        Measurement many = running(second -> Readings.version(2).pids(500, second > 0 ? 1 : 0), 1);

        isUnproven(BELOW, PidsPeak.KIND, new Bound.AtMost(600), many, GROUP + "a limit of 512 processes, too few");
        assertThat(Bench.USUAL.claimed(PidsPeak.KIND, new Bound.AtMost(600), ended(many)))
                .contains(Outcome.HELD);
    }

    private static void isUnproven(
            Bench bench, MetricKind metric, Bound bound, Measurement measurement, String evidence) {
        Optional<Conclusion> conclusion = bench.claim(metric, bound, measurement);
        assertThat(conclusion).hasValueSatisfying(one -> {
            assertThat(one.outcome()).isEqualTo(Outcome.UNPROVEN);
            assertThat(one.evidence()).startsWith(evidence);
        });
    }
}
