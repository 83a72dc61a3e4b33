package io.github.containerlimits.result;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What several tries of one trial come to. */
class TrialResultTest {
    private static final Excuse NEIGHBOURS = Excuse.neighbours("others had the CPUs");
    private static final Excuse HOST = Excuse.host("the disk does no more");

    private static Conclusion conclusion() {
        return Conclusion.of("CPU use", Figure.of("0.5"), Figure.of("0.5"));
    }

    private static TrialResult result(Conclusion... conclusions) {
        return new TrialResult(
                Trial.of("cpus", Limits.NONE, Workload.cpus(1), List.of()),
                Optional.empty(),
                Stream.of(conclusions)
                        .map(conclusion -> new Verdict(
                                "cpus",
                                new Place("limits.yaml", 1, 1),
                                "stress",
                                Optional.empty(),
                                conclusion,
                                Duration.ofSeconds(1),
                                false,
                                Consequence.FAIL))
                        .toList(),
                Duration.ofSeconds(1),
                List.of());
    }

    @Test
    void othersOnTheHostAreAReasonToTryAgain() {
        assertThat(result(conclusion().as(Outcome.HELD, ""), conclusion().excused(NEIGHBOURS))
                        .undecidedByNeighbours())
                .contains("others had the CPUs");
        assertThat(result(conclusion().excused(HOST)).undecidedByNeighbours()).isEmpty();
        assertThat(conclusion()
                        .as(Outcome.UNPROVEN, "the load did not press it")
                        .cause())
                .contains(Cause.LOAD);
        assertThat(result(conclusion().as(Outcome.UNPROVEN, "the load did not press it"))
                        .undecidedByNeighbours())
                .isEmpty();
    }

    @Test
    void aBuildThatIsLostWaitsForNobody() {
        assertThat(result(conclusion().as(Outcome.ESCAPED, ""), conclusion().excused(NEIGHBOURS))
                        .undecidedByNeighbours())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "UNPROVEN, HELD, HELD",
        "UNPROVEN, ESCAPED, ESCAPED",
        "UNPROVEN, UNPROVEN, UNPROVEN",
        "HELD, UNPROVEN, HELD",
        "HELD, HELD, HELD",
        "HELD, ESCAPED, ESCAPED",
        "ESCAPED, HELD, ESCAPED",
        "DISCARDED, HELD, DISCARDED",
        "UNSUPPORTED, UNPROVEN, UNSUPPORTED",
    })
    void noLaterTryMakesAWordBetterThatWasDecided(Outcome earlier, Outcome now, Outcome both) {
        TrialResult result =
                result(conclusion().as(now, "")).after(result(conclusion().as(earlier, "")), "others had the CPUs");

        assertThat(result.verdicts()).extracting(Verdict::outcome).containsExactly(both);
        assertThat(result.waitedFor()).containsExactly("others had the CPUs");
    }
}
