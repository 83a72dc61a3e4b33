package io.github.containerlimits.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.measure.Counters;
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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How much of its time a load waited, as the kernel counts it of a control group of version 2. */
class StalledTest {
    private static final double SECONDS = 10;

    static Stream<Arguments> all() {
        return Stream.of(
                Arguments.of(Stalled.OF_CPU, "cpu"),
                Arguments.of(Stalled.OF_MEMORY, "memory"),
                Arguments.of(Stalled.OF_DISK, "io"));
    }

    @ParameterizedTest
    @MethodSource("all")
    void itIsThePartOfTheTimeInWhichSomethingWaited(Stalled metric, String resource) {
        Function<Double, Readings> quarter = seconds -> Readings.version(2).stalled(resource, 40 + seconds / 4);

        assertThat(claim(metric, 0.3, quarter)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.measured()).hasToString("25.0%");
        });
        assertThat(claim(metric, 0.2, quarter)).map(Conclusion::outcome).contains(Outcome.ESCAPED);
    }

    /** What others wait for is no part of it. */
    @ParameterizedTest
    @MethodSource("all")
    void eachIsOfItsOwnFile(Stalled metric, String resource) {
        Function<Double, Readings> others = seconds -> {
            Readings readings = Readings.version(2).stalled(resource, 40);
            Stream.of("cpu", "memory", "io")
                    .filter(other -> !other.equals(resource))
                    .forEach(other -> readings.stalled(other, seconds));
            return readings;
        };

        assertThat(claim(metric, 0.01, others)).map(Conclusion::outcome).contains(Outcome.HELD);
    }

    @ParameterizedTest
    @MethodSource("all")
    void whereTheKernelDoesNotCountItTheHostIsToBlame(Stalled metric, String resource) {
        for (int version : new int[] {1, 2}) {
            assertThat(claim(metric, 0.3, seconds -> Readings.version(version).memory(1 << 20, 0)))
                    .hasValueSatisfying(conclusion -> {
                        assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
                        assertThat(conclusion.cause()).contains(Cause.HOST);
                        assertThat(conclusion.evidence()).startsWith("the control group has no " + resource);
                    });
        }
    }

    /** An application is measured from its birth, when nothing had waited yet. */
    @ParameterizedTest
    @MethodSource("all")
    void nothingHasWaitedAtBirth(Stalled metric, String resource) {
        Counters late = Readings.version(2).stalled(resource, 3).at(9);

        assertThat(late.stalledNanos(metric.file())).isEqualTo(OptionalLong.of(3_000_000_000L));
        assertThat(late.atBirth(0, 0).stalledNanos(metric.file())).isEqualTo(OptionalLong.of(0));
    }

    private static Optional<Conclusion> claim(Stalled metric, double most, Function<Double, Readings> at) {
        Measurement ended = Bench.ended(Bench.running(at, SECONDS), new Exit(0, "", ""));
        Observed observed = new Observed(ended, Bench.USUAL.host(), Bench.USUAL.workload(), Optional.empty(), false);
        return new Claim(metric, new AtMost(most), 0, true).decide(observed);
    }
}
