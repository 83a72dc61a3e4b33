package io.github.containerlimits.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.CpuShares;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares by contenders that want CPUs, whoever has the rest of them. */
class CpuShareTest {
    private static final CpuShares SHARES = new CpuShares(Bench.PLACE, 512);

    /** With twice the shares: the container under trial should have a third. */
    private static final Bench BENCH =
            Bench.USUAL.withWorkers(2).beside(Limits.NONE.with(new CpuShares(Bench.PLACE, 1024)));

    /**
     * A container at its fight.
     *
     * @param used CPUs
     * @param wanted the part of the time in which each of its two threads ran or waited
     */
    private record Fighting(double used, double wanted) {
        Series on(int version, String cpus) {
            return on(version, cpus, readings -> readings);
        }

        Series on(int version, String cpus, BiFunction<Readings, Double, Readings> more) {
            return on(version, cpus, readings -> readings, more);
        }

        Series on(int version, String cpus, UnaryOperator<Readings> more) {
            return on(version, cpus, more, (readings, second) -> readings);
        }

        private Series on(
                int version,
                String cpus,
                UnaryOperator<Readings> more,
                BiFunction<Readings, Double, Readings> atSecond) {
            double each = used / 2;
            return Bench.series(
                    second -> {
                        Readings readings = Readings.version(version)
                                .cpuset(cpus)
                                .cpu(used * second, 0)
                                .with(version == 2 ? "cpu.weight" : "cpu.shares", version == 2 ? "20\n" : "512\n");
                        return atSecond.apply(
                                more.apply(
                                        version == 2
                                                ? readings.stalled(Math.max(0, wanted - each) * second)
                                                : readings.threads(
                                                        2, each * second, Math.max(0, wanted - each) * second)),
                                second);
                    },
                    4);
        }
    }

    private static Optional<Outcome> shared(Measurement measurement) {
        return BENCH.outcome(SHARES, measurement);
    }

    private static Measurement fight(int version, String cpus, Fighting own, Fighting rival) {
        return Bench.running(own.on(version, cpus), List.of(rival.on(version, cpus)));
    }

    /** As on a machine where the build's own JVM takes 0.4 of two CPUs. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void contendersThatAllWaitHoldAlthoughOthersHaveTheRest(int version) {
        Measurement measurement = fight(version, "0-1", new Fighting(1.6 / 3, 1), new Fighting(3.2 / 3, 1));

        assertThat(BENCH.conclude(SHARES, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.evidence())
                    .isEqualTo("all of them waited for CPUs of which they had 1.60 of 2 together, the rivals used"
                            + " 66.7%");
        });
    }

    @ParameterizedTest
    @CsvSource({"1, 0.6, 1", "1, 1, 0.6", "2, 0.4, 1", "2, 1, 0.1"})
    void aContenderThatDidNotAlwaysWantACpuProvesNothing(int version, double own, double rival) {
        Measurement measurement = fight(version, "0-1", new Fighting(1.6 / 3, own), new Fighting(3.2 / 3, rival));

        assertThat(shared(measurement)).as("while they run").isEmpty();
        assertThat(shared(Bench.ended(measurement))).contains(Outcome.UNPROVEN);
    }

    /** Each has the CPUs that it wants: nobody contends. */
    @Test
    void contendersThatNeverWaitProveNothing() {
        Measurement measurement = fight(1, "0-2", new Fighting(2.0 / 3, 1.0 / 3), new Fighting(4.0 / 3, 2.0 / 3));

        assertThat(BENCH.withCpus("0-2").outcome(SHARES, Bench.ended(measurement)))
                .contains(Outcome.UNPROVEN);
    }

    @Test
    void whereWaitingCannotBeSeenOnlyFullCpusProve() {
        UnaryOperator<Readings> blind = readings -> readings.without("threads:schedstat");
        Fighting own = new Fighting(1.6 / 3, 1);
        Fighting rival = new Fighting(3.2 / 3, 1);

        assertThat(shared(Bench.ended(Bench.running(own.on(1, "0-1", blind), List.of(rival.on(1, "0-1", blind))))))
                .contains(Outcome.UNPROVEN);
        assertThat(shared(Bench.ended(Bench.running(own.on(1, "0-1"), List.of(rival.on(1, "0-1", blind))))))
                .as("of one of them")
                .contains(Outcome.UNPROVEN);
    }

    @ParameterizedTest
    @CsvSource({
        // A set, what the container and its rival have of it, and what follows while they run.
        "0-1, 1.0, 1.0, ESCAPED",
        "0-1, 0.8, 0.8,",
        "0-1, 0.9, 0.2,",
        "1, 0.5, 0.5, ESCAPED",
        // Others on one CPU take from all alike.
        "1, 0.25, 0.25, ESCAPED",
        "1, 0.4, 0.1, ESCAPED",
    })
    void anUnequalPartEscapesOnlyWhereOthersCannotHaveMadeIt(
            String cpus, double own, double rival, @Nullable Outcome outcome) {
        for (int version : new int[] {1, 2}) {
            Measurement measurement = fight(version, cpus, new Fighting(own, 1), new Fighting(rival, 1));

            assertThat(shared(measurement)).as("v%d", version).isEqualTo(Optional.ofNullable(outcome));
            assertThat(shared(Bench.ended(measurement)))
                    .as("v%d, in the end", version)
                    .contains(outcome == null ? Outcome.UNPROVEN : outcome);
        }
    }

    @Test
    void onOneCpuSomebodyMustHaveWaitedForAnEscape() {
        Measurement measurement = fight(1, "1", new Fighting(0.4, 0.5), new Fighting(0.1, 0.5));

        assertThat(shared(Bench.ended(measurement))).contains(Outcome.UNPROVEN);
    }

    @Test
    void aUsersClaimOnAPartIsJudgedByTheSameContention() {
        Measurement waiting = fight(2, "0-1", new Fighting(1.6 / 3, 1), new Fighting(3.2 / 3, 1));
        Measurement starved = fight(2, "0-1", new Fighting(1.6 / 3, 1), new Fighting(3.2 / 3, 0.2));

        assertThat(BENCH.claimed(CpuShare.KIND, new Bound.AtMost(0.34), waiting))
                .contains(Outcome.HELD);
        assertThat(BENCH.claimed(CpuShare.KIND, new Bound.AtMost(0.34), starved))
                .isEmpty();
        assertThat(BENCH.claimed(CpuShare.KIND, new Bound.AtMost(0.34), Bench.ended(starved)))
                .contains(Outcome.UNPROVEN);
    }

    /** Of two CPUs that others have a part of, each contender's part of each: then it is by the weights. */
    @ParameterizedTest
    @CsvSource({
        // The container's CPUs' worth on either CPU, and the rival's: half of all, where its shares give a third.
        "0.3, 0.3, 0.3, 0.3, ESCAPED",
        "0.3, 0.1, 0.3, 0.1, ESCAPED",
        "0.5, 0.1, 0.1, 0.5, UNPROVEN",
    })
    void onSeveralCpusOthersCanExplainAnotherPartUnlessEachCpuWasShared(
            double own0, double own1, double rival0, double rival1, Outcome outcome) {
        Measurement measurement = Bench.ended(Bench.running(
                new Fighting(own0 + own1, 1)
                        .on(1, "0-1", (readings, second) -> readings.cpuPerCpu(own0 * second, own1 * second)),
                List.of(new Fighting(rival0 + rival1, 1)
                        .on(1, "0-1", (readings, second) -> readings.cpuPerCpu(rival0 * second, rival1 * second)))));

        assertThat(shared(measurement)).contains(outcome);
    }

    /** Who no longer wants his part leaves it to the other, whatever their weights. */
    @Test
    void aRivalWhoseLoadEndedEarlyIsNoReasonForAnEscape() {
        Series own = Bench.series(
                second -> Readings.version(1)
                        .cpuset("1")
                        .cpu(second, 0)
                        .threads(2, second / 2, second / 2)
                        .with("cpu.shares", "512\n"),
                4);
        Series rival = Bench.series(second -> Readings.version(1).cpuset("1").cpu(Math.min(0.3, second), 0), 4);

        assertThat(shared(Bench.ended(Bench.running(own, List.of(rival))))).contains(Outcome.UNPROVEN);
    }
}
