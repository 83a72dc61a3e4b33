package io.github.containerlimits.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Ending;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.ExitCode;
import io.github.containerlimits.metric.MemoryPeak;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.OomKills;
import io.github.containerlimits.metric.RunTime;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Bound.Within;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {
    private static final long MIB = 1 << 20;

    @Test
    void aLoadThatRanToItsEndFitsWithoutPressure() {
        assertThat(decided(MemoryPeak.KIND, new AtMost(450 * MIB), ended(200, 0, 0)))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
                    assertThat(conclusion.evidence()).isEqualTo("the load ran to its own end");
                    assertThat(conclusion.measured()).hasToString("200 MiB");
                });
        assertThat(outcome(OomKills.KIND, new Within(0, 0), ended(200, 0, 0))).contains(Outcome.HELD);
        assertThat(outcome(ExitCode.KIND, new Within(0, 0), ended(200, 0, 0))).contains(Outcome.HELD);
        assertThat(outcome(RunTime.KIND, new AtMost(2), ended(200, 0, 0))).contains(Outcome.HELD);
    }

    @Test
    void whatIsOutsideItsBoundDoesNotFit() {
        assertThat(outcome(MemoryPeak.KIND, new AtMost(199 * MIB), ended(200, 0, 0)))
                .contains(Outcome.ESCAPED);
        assertThat(outcome(OomKills.KIND, new Within(0, 0), ended(200, 1, 137))).contains(Outcome.ESCAPED);
        assertThat(decided(ExitCode.KIND, new Within(0, 0), ended(200, 1, 137)))
                .map(Conclusion::evidence)
                .contains("the load ran to its own end; the load ended with code 137");
        assertThat(outcome(RunTime.KIND, new AtMost(0.5), ended(200, 0, 0))).contains(Outcome.ESCAPED);
    }

    /** A count or a peak can only grow; anything else may still come right. */
    @Test
    void onlyWhatCannotComeRightAgainIsDecidedWhileTheLoadRuns() {
        Measurement running = measurement(200, 1, Optional.empty(), Ending.NONE);

        assertThat(outcome(MemoryPeak.KIND, new AtMost(199 * MIB), running)).contains(Outcome.ESCAPED);
        assertThat(outcome(OomKills.KIND, new AtMost(0), running)).contains(Outcome.ESCAPED);
        assertThat(outcome(MemoryPeak.KIND, new AtMost(450 * MIB), running)).isEmpty();
        assertThat(outcome(OomKills.KIND, new Bound.AtLeast(1), running)).isEmpty();
        assertThat(outcome(RunTime.KIND, new AtMost(0.1), running)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "false, OWN, HELD",
        "false, TIME, UNPROVEN",
        "false, DECIDED, UNPROVEN",
        "false, BROKEN_OFF, UNPROVEN",
        "true, OWN, HELD",
        "true, TIME, HELD",
        "true, DECIDED, UNPROVEN",
        "true, BROKEN_OFF, UNPROVEN"
    })
    void aLoadThatWasCutShortProvesNothingUnlessItRanForItsTime(boolean isTimed, Ending ending, Outcome outcome) {
        Measurement ended = measurement(200, 0, Optional.of(new Exit(0, "", "")), ending);

        assertThat(new Claim(MemoryPeak.KIND, new AtMost(450 * MIB), 0, isTimed).decide(observed(ended)))
                .map(Conclusion::outcome)
                .contains(outcome);
    }

    /** One that was ended because it can't fit any more did not run for all of its time, and nobody says that it did. */
    @ParameterizedTest
    @CsvSource({
        "NONE, 'seen while the load ran, and it can only grow'",
        "TIME, 'the load ran for all of its time'",
        "OWN, 'the load ran to its own end'"
    })
    void anEscapeTellsHowFarTheLoadRan(Ending ending, String told) {
        Optional<Exit> exit = ending == Ending.OWN ? Optional.of(new Exit(0, "", "")) : Optional.empty();

        assertThat(new Claim(MemoryPeak.KIND, new AtMost(199 * MIB), 0, true)
                        .decide(observed(measurement(200, 0, exit, ending))))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.ESCAPED);
                    assertThat(conclusion.evidence()).isEqualTo(told);
                });
    }

    private static Measurement ended(long mebibytes, long kills, int code) {
        return measurement(mebibytes, kills, Optional.of(new Exit(code, "", "")), Ending.OWN);
    }

    private static Measurement measurement(long mebibytes, long kills, Optional<Exit> exit, Ending ending) {
        List<Counters> running = IntStream.rangeClosed(1, 10)
                .mapToObj(tenth -> Readings.version(2)
                        .memory(mebibytes * MIB, 0)
                        .oomKills(kills)
                        .at(tenth / 10.0))
                .toList();
        Series series = new Series(
                Readings.version(2).memory(MIB, 0).at(0),
                running,
                ending != Ending.NONE ? Optional.of(running.get(9)) : Optional.empty());
        return new Measurement(
                series,
                List.of(),
                Optional.empty(),
                exit,
                Optional.empty(),
                Uncharged.UNSEEN,
                false,
                ending,
                List.of());
    }

    private static Optional<Outcome> outcome(MetricKind metric, Bound bound, Measurement measurement) {
        return decided(metric, bound, measurement).map(Conclusion::outcome);
    }

    private static Optional<Conclusion> decided(MetricKind metric, Bound bound, Measurement measurement) {
        return new Claim(metric, bound, 0, false).decide(observed(measurement));
    }

    private static Observed observed(Measurement measurement) {
        Host host = Host.of(
                new HostSurvey("", "", "", "0-1", Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", "", List.of()));
        return new Observed(measurement, host, Workload.cpus(1), Optional.empty(), false);
    }
}
