package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.plan.AppTrials;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a cold start says something of the application, or of the host alone. */
class StartTest {
    @ParameterizedTest
    @CsvSource({
        "false, UNPROVEN, true",
        "false, ESCAPED, false",
        "false, HELD, false",
        "true, UNPROVEN, false",
        "true, HELD, false"
    })
    void whereOnlyTheLoaderWasLateNothingIsKnown(boolean isDelivered, Outcome outcome, boolean isUndecided)
            throws Exception {
        Policy policy = PolicyReader.parse(
                "limits.yaml", "limits: { mem_limit: 64m }\napp: { load: { http: \":8080/\", rate: 50/s } }\n");
        Trial trial = AppTrials.of(policy.apps().get(0), policy.limits(), Set.of());
        Map<Check, Conclusion> conclusions = new LinkedHashMap<>();
        trial.checks()
                .forEach(check -> conclusions.put(
                        check,
                        Conclusion.unproven(Figure.NONE, Figure.NONE, "so it went")
                                .as(check.subject().contains("http") ? outcome : Outcome.HELD, "so it went")));
        Served served = new Served(50, 100, 9, 0, 0, 0, isDelivered, List.of(1000L));
        Start start = new Start(observed(trial, served), conclusions);

        assertThat(start.isUndecided()).isEqualTo(isUndecided);
    }

    private static Observed observed(Trial trial, Served served) {
        Series series = new Series(
                Readings.version(2).at(0), List.of(Readings.version(2).at(1)), Optional.empty());
        Life life = new Life(
                Optional.of(new Life.Span(1, 1)),
                "",
                Optional.empty(),
                Optional.empty(),
                true,
                0,
                "",
                Optional.of(served));
        Measurement measurement = new Measurement(
                series,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Uncharged.UNSEEN,
                false,
                Measurement.Ending.TIME,
                List.of(),
                Optional.of(life));
        return new Observed(measurement, Bench.USUAL.host(), trial.workload(), Optional.empty(), false);
    }
}
