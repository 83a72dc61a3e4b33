package io.github.containerlimits.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Claim;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory without reclaimable cache, by both versions of cgroup. */
class WorkingSetTest {
    private static final long MIB = 1 << 20;
    private static final AtMost MOST = new AtMost(50 * MIB);

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void cacheThatNobodyUsedLatelyIsNoPartOfIt(int version) {
        assertThat(ended(seconds -> reading(version, 100 * MIB, 60 * MIB))).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.measured()).hasToString("40.0 MiB");
        });
        assertThat(ended(seconds -> reading(version, 100 * MIB, 10 * MIB)))
                .map(Conclusion::outcome)
                .contains(Outcome.ESCAPED);
    }

    /** It is the highest of all readings, and escaped as soon as one is above. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void oneReadingThatIsHigherCounts(int version) {
        Function<Double, Readings> spike = seconds -> reading(version, 100 * MIB, seconds == 3.0 ? 20 * MIB : 90 * MIB);

        assertThat(decide(Bench.running(spike, 5))).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.ESCAPED);
            assertThat(conclusion.measured()).hasToString("80.0 MiB");
        });
        assertThat(decide(Bench.running(spike, 2))).isEmpty();
    }

    /** The peak before the first reading, which the kernel keeps, may have been of cache. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theKernelsMarkOfTheHighestUseIsNotOfIt(int version) {
        String mark = version == 2 ? "memory.peak" : "memory.max_usage_in_bytes";

        assertThat(ended(seconds -> reading(version, 40 * MIB, 0).with(mark, 900 * MIB + "\n")))
                .map(Conclusion::outcome)
                .contains(Outcome.HELD);
    }

    /** Both are read one after the other, so that there may be more cache than was in use. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void itIsNeverBelowZero(int version) {
        assertThat(reading(version, 3 * MIB, 4 * MIB).at(0).workingSet()).isEqualTo(OptionalLong.of(0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whereTheKernelDoesNotTellNothingIsSaid(int version) {
        assertThat(ended(seconds -> Readings.version(version).memory(MIB, 0)))
                .map(Conclusion::outcome)
                .contains(Outcome.UNPROVEN);
    }

    /** On version 1 the group's own cache is but a part of all that is counted for it. */
    @Test
    void onVersion1ThatOfTheGroupsInItCountsAsWell() {
        assertThat(Readings.version(1)
                        .memory(9 * MIB, 0)
                        .with("memory.stat", "inactive_file " + MIB + "\ntotal_inactive_file " + 4 * MIB + "\n")
                        .at(0)
                        .workingSet())
                .isEqualTo(OptionalLong.of(5 * MIB));
    }

    private static Readings reading(int version, long used, long inactive) {
        return Readings.version(version)
                .memory(used, 0)
                .with("memory.stat", (version == 2 ? "" : "total_") + "inactive_file " + inactive + "\n");
    }

    private static Optional<Conclusion> ended(Function<Double, Readings> at) {
        return decide(Bench.ended(Bench.running(at, 5), new Exit(0, "", "")));
    }

    private static Optional<Conclusion> decide(Measurement measurement) {
        return new Claim(WorkingSet.KIND, MOST, 0, true)
                .decide(new Observed(measurement, Bench.USUAL.host(), Bench.USUAL.workload(), Optional.empty(), false));
    }
}
