package io.github.containerlimits.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A load that stays below a lower bound on a disk: by its own fault, or by that of others on the disk, or of the disk. */
class LowerDiskBoundTest {
    private static final double SECONDS = 4;

    /** Operations a second, of 16 KiB each, where a load goes at full speed. */
    private static final double FULL = 1000;

    private static final double BLOCK = 16 << 10;

    /** @param unit how much of it goes with one operation */
    private record Measuring(MetricKind metric, double unit) {
        Bound atLeast(double operations) {
            return new Bound.AtLeast(operations * unit);
        }

        Optional<Conclusion> claim(double operations, Measurement measurement) {
            return Bench.USUAL.claim(metric, atLeast(operations), measurement);
        }

        @Override
        public String toString() {
            return metric.key();
        }
    }

    static Stream<Measuring> all() {
        return Stream.concat(rates(), totals());
    }

    static Stream<Measuring> rates() {
        return Stream.of(
                new Measuring(DiskRate.READ_IOPS, 1),
                new Measuring(DiskRate.WRITE_IOPS, 1),
                new Measuring(DiskRate.READ_BPS, BLOCK),
                new Measuring(DiskRate.WRITE_BPS, BLOCK));
    }

    static Stream<Measuring> totals() {
        return Stream.of(
                new Measuring(DiskBytes.READ, BLOCK * SECONDS), new Measuring(DiskBytes.WRITTEN, BLOCK * SECONDS));
    }

    @ParameterizedTest
    @MethodSource("all")
    void aLoadThatReachesItHolds(Measuring measuring) {
        assertThat(measuring.claim(0.8 * FULL, Bench.running(moving(FULL, 0), SECONDS)))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
                    assertThat(conclusion.evidence()).isEqualTo("the load reached it");
                });
    }

    @ParameterizedTest
    @MethodSource("all")
    void aLoadThatStaysBelowItOnAnIdleDiskEscapes(Measuring measuring) {
        Measurement running = contrasted(moving(FULL / 2, 0), FULL);

        assertThat(measuring.claim(FULL, running)).as("while it runs").isEmpty();
        assertThat(measuring.claim(FULL, Bench.ended(running))).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.ESCAPED);
            assertThat(conclusion.evidence()).isEqualTo("the load stayed below it");
        });
    }

    @ParameterizedTest
    @MethodSource("all")
    void aFewBytesOfOthersAreNoExcuse(Measuring measuring) {
        assertThat(measuring.claim(FULL, Bench.ended(contrasted(moving(FULL / 2, FULL / 50), FULL))))
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.outcome()).isEqualTo(Outcome.ESCAPED));
    }

    @ParameterizedTest
    @MethodSource("all")
    void whatOthersMovedOnTheDiskIsNotTheLoadsFault(Measuring measuring) {
        assertThat(measuring.claim(FULL, Bench.ended(contrasted(moving(FULL / 2, FULL / 2), FULL))))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
                    // Both ways, 500 operations of 16 KiB a second for four seconds.
                    assertThat(conclusion.evidence())
                            .isEqualTo("others moved 62.5 MiB from and to the disk at that time");
                    assertThat(conclusion.isByNeighbours()).isTrue();
                });
    }

    @ParameterizedTest
    @MethodSource("rates")
    void aDiskThatDoesNoMoreIsNotTheLoadsFault(Measuring measuring) {
        assertThat(measuring.claim(FULL, Bench.ended(contrasted(moving(FULL / 2, 0), FULL / 2))))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
                    assertThat(conclusion.evidence())
                            .startsWith("the disk does no more, without a cap the same load did ");
                });
    }

    /** The counters at each second: of the load, and of the disk with what others move too. */
    private static Function<Double, Readings> moving(double operations, double others) {
        return second -> {
            long own = Math.round(operations * second);
            long anybody = Math.round((operations + others) * second);
            return Readings.version(1)
                    .io("254:0", own * (long) BLOCK, own * (long) BLOCK, own, own)
                    .hostDisk("254:0", anybody * (long) BLOCK, anybody * (long) BLOCK);
        };
    }

    private static Measurement contrasted(Function<Double, Readings> at, double free) {
        return Bench.contrasted(Bench.running(at, SECONDS), moving(free, 0));
    }

    @ParameterizedTest
    @MethodSource("totals")
    void aDiskThatCouldNotHaveDoneThatMuchInTheTimeIsNotTheLoadsFault(Measuring measuring) {
        assertThat(measuring.claim(FULL, Bench.ended(contrasted(moving(FULL / 2, 0), FULL / 2))))
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN));
    }
}
