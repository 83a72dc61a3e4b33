package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A set of CPUs whose own are not free: by processes that wait there although there would be room elsewhere. */
class CpuPinningTest {
    private static final CpuPinning SET = Bench.pinning("1");
    private static final Bench BENCH = Bench.USUAL.withWorkers(2);

    /** Two threads that share what the container has of its one CPU, and wait for the rest of the time. */
    private static Readings waiting(int version, double used, double second) {
        return Readings.version(version)
                .cpuset("1")
                .cpu(used * second, 0)
                .threads(2, used / 2 * second, (1 - used / 2) * second);
    }

    @Test
    void processesThatWaitAndUseNothingOutsideHoldOnVersion1WhateverOthersTake() {
        Measurement measurement =
                Bench.running(second -> waiting(1, 0.3, second).cpuPerCpu(0, 0.3 * second), 4);

        assertThat(BENCH.conclude(SET, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.evidence())
                    .isEqualTo("more workers than CPUs waited for CPU 1, and used none outside");
        });
    }

    @Test
    void processesThatWaitAndUseTimeOutsideEscape() {
        Measurement measurement =
                Bench.running(second -> waiting(1, 0.3, second).cpuPerCpu(0.05 * second, 0.25 * second), 4);

        assertThat(BENCH.outcome(SET, measurement)).contains(Outcome.ESCAPED);
    }

    @Test
    void processesThatDoNotWaitPressNothing() {
        Measurement measurement = Bench.ended(Bench.running(
                second -> Readings.version(1)
                        .cpuset("1")
                        .cpu(0.3 * second, 0)
                        .cpuPerCpu(0, 0.3 * second)
                        .threads(2, 0.15 * second, 0.01 * second),
                4));

        assertThat(BENCH.outcome(SET, measurement)).contains(Outcome.UNPROVEN);
    }

    /** A neighbour that was there for a part of the time explains what is missing in that part, but not in the others. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void processesMustWaitInEachPartOfTheTime(int version) {
        Measurement measurement = Bench.ended(Bench.running(
                second -> {
                    Readings readings = Readings.version(version)
                            .cpuset("1")
                            .cpu(0.3 * second, 0)
                            .threads(2, 0.15 * second, 0.8 * Math.min(second, 2))
                            .hostBusy(0.1 * second, second);
                    return version == 1 ? readings.cpuPerCpu(0, 0.3 * second) : readings;
                },
                4));

        assertThat(BENCH.outcome(SET, measurement)).contains(Outcome.UNPROVEN);
    }

    @ParameterizedTest
    @CsvSource({
        // How busy CPU 0 is, which is not in the set, and CPU 1.
        "0.1, 1.0, HELD",
        "0.7, 1.0, HELD",
        "0.9, 1.0, UNPROVEN",
        "0.9, 0.4, UNPROVEN",
    })
    void onVersion2ProcessesThatWaitHoldOnlyBesideIdleCpusOutside(double outside, double inside, Outcome outcome) {
        Measurement measurement = Bench.ended(
                Bench.running(second -> waiting(2, 0.3, second).hostBusy(outside * second, inside * second), 4));

        assertThat(BENCH.conclude(SET, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(outcome);
            if (outcome == Outcome.HELD) {
                assertThat(conclusion.evidence())
                        .matches("more workers than CPUs waited for CPU 1 in \\d\\.\\d s while CPUs outside were idle");
            }
        });
    }

    @Test
    void pressureOfTheGroupTellsItWhereItsThreadsCannotBeSeen() {
        Measurement measurement = Bench.running(
                second -> Readings.version(2)
                        .cpuset("1")
                        .cpu(0.3 * second, 0)
                        .stalled(0.9 * second)
                        .hostBusy(0.1 * second, second),
                4);

        assertThat(BENCH.outcome(SET, measurement)).contains(Outcome.HELD);
    }

    @Test
    void whatTheHostDoesMustBeSeenForIt() {
        Measurement measurement = Bench.ended(Bench.running(second -> waiting(2, 0.3, second), 4));

        assertThat(BENCH.outcome(SET, measurement)).contains(Outcome.UNPROVEN);
    }

    @Test
    void waitingIsNoPressureOnASetThatTheControlGroupDoesNotShow() {
        Measurement measurement =
                Bench.running(second -> waiting(2, 0.3, second).cpuset("0-1").hostBusy(0.1 * second, second), 4);

        assertThat(BENCH.outcome(SET, measurement)).contains(Outcome.DISCARDED);
    }
}
