package io.github.containerlimits.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.limit.CpuQuota;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CPU use of a load that waits for CPUs, and who is to blame for it. */
class CpuUsageTest {
    private static final Bound ALL_BUT = new Bound.AtLeast(1.9);
    private static final Bench BENCH = Bench.USUAL.withWorkers(2);

    /** Two threads that have one CPU together, and wait for the rest of the time. */
    private static Measurement waiting(int version, UnaryOperator<Readings> more) {
        return Bench.ended(Bench.running(
                second -> {
                    Readings readings = Readings.version(version).cpu(second, 0);
                    return more.apply(
                            version == 2
                                    ? readings.stalled(0.5 * second)
                                    : readings.threads(2, 0.5 * second, 0.5 * second));
                },
                4));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void waitingForWhatOthersHadIsNotTheLoadsFault(int version) {
        assertThat(BENCH.claim(CpuUsage.KIND, ALL_BUT, waiting(version, readings -> readings)))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
                    assertThat(conclusion.evidence()).matches("the load waited 1\\.\\d s for CPUs that others had");
                    assertThat(conclusion.isByNeighbours()).isTrue();
                });
    }

    @ParameterizedTest
    @CsvSource({
        // A quota in force, and whether it keeps the load from 1.9 CPUs.
        "0.5, ESCAPED",
        "1, ESCAPED",
        "2, UNPROVEN",
    })
    void waitingForTheLoadsOwnQuotaIsItsFault(double quota, Outcome outcome) {
        for (int version : new int[] {1, 2}) {
            assertThat(BENCH.claimed(CpuUsage.KIND, ALL_BUT, waiting(version, readings -> readings.quota(quota))))
                    .as("v%d", version)
                    .contains(outcome);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, ESCAPED", "0-1, UNPROVEN"})
    void waitingForTheLoadsOwnSetIsItsFault(String set, Outcome outcome) {
        for (int version : new int[] {1, 2}) {
            assertThat(BENCH.claimed(CpuUsage.KIND, ALL_BUT, waiting(version, readings -> readings.cpuset(set))))
                    .as("v%d", version)
                    .contains(outcome);
        }
    }

    @Test
    void aLoadThatDoesNotWantMoreStaysBelowByItself() {
        Measurement measurement = Bench.ended(
                Bench.running(second -> Readings.version(1).cpu(second, 0).threads(2, 0.5 * second, 0.01 * second), 4));

        assertThat(BENCH.claimed(CpuUsage.KIND, ALL_BUT, measurement)).contains(Outcome.ESCAPED);
    }

    /** A load whose workers wait while CPUs are idle is kept from them by something else than their want. */
    @Test
    void waitingBesideIdleCpusPressesAnUpperBound() {
        Measurement measurement = Bench.ended(Bench.running(
                second -> Readings.version(2)
                        .cpu(0.5 * second, 0)
                        .stalled(0.5 * second)
                        .hostBusy(0.1 * second, 0.9 * second),
                4));

        assertThat(BENCH.claim(CpuUsage.KIND, new Bound.AtMost(1), measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.evidence())
                    .matches("the load waited for CPUs in \\d\\.\\d s while 1\\.00 CPUs of the host were idle");
        });
    }

    /** Whoever has the rest of the set: were he not there, the load would have all of it and no more. */
    @Test
    void waitingInASetNoLargerThanTheBoundPressesIt() {
        Measurement measurement = Bench.running(
                second -> Readings.version(2)
                        .cpuset("1")
                        .cpu(0.5 * second, 0)
                        .stalled(0.5 * second)
                        .hostBusy(second, second),
                4);

        assertThat(BENCH.claim(CpuUsage.KIND, new Bound.AtMost(1), measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.evidence()).isEqualTo("the load waited all the time for CPU 1, all that it may use");
        });
        assertThat(BENCH.claimed(CpuUsage.KIND, new Bound.AtMost(0.5), measurement))
                .as("the set is larger than the bound")
                .isEmpty();
    }

    @Test
    void waitingOnAFullHostPressesNothing() {
        Measurement measurement = Bench.ended(Bench.running(
                second -> Readings.version(2)
                        .cpu(0.5 * second, 0)
                        .stalled(0.5 * second)
                        .hostBusy(second, 0.9 * second),
                4));

        assertThat(BENCH.claimed(CpuUsage.KIND, new Bound.AtMost(1), measurement))
                .contains(Outcome.UNPROVEN);
    }

    /** Readings that each took half a second: their rate is no better known than their time. */
    @ParameterizedTest
    @CsvSource({"0, 3, ESCAPED", "0.5, 3, UNPROVEN"})
    void aRateIsNoBetterKnownThanTheTimeOfItsReadings(double took, double seconds, Outcome outcome) {
        Measurement instant =
                Bench.running(second -> Readings.version(1).quota(0.5).cpu(0.65 * second, 0), seconds);
        Series own = new Series(
                instant.own().first(),
                instant.own().running().stream()
                        .map(counters -> took(counters, took))
                        .toList(),
                Optional.empty());

        assertThat(BENCH.outcome(
                        new CpuQuota(Bench.PLACE, Cpus.parse("0.5")), Bench.ended(Bench.running(own, List.of()))))
                .contains(outcome);
    }

    private static Counters took(Counters counters, double seconds) {
        return new Counters(new CgroupReading(
                counters.nanos(),
                counters.nanos() + Math.round(seconds * 1e9),
                counters.reading().files()));
    }

    @Test
    void whatOthersUsedIsNoExcuseWhereTheLoadsOwnQuotaKeepsItBelow() {
        Measurement measurement = Bench.ended(Bench.running(
                second -> Readings.version(1)
                        .quota(0.5)
                        .cpu(0.5 * second, Math.round(10 * second))
                        .hostBusy(0.5 * second, 0.5 * second),
                4));

        assertThat(BENCH.claimed(CpuUsage.KIND, ALL_BUT, measurement)).contains(Outcome.ESCAPED);
    }
}
