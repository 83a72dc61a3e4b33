package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.limit.CpuPinning;
import io.github.containerlimits.limit.CpuQuota;
import io.github.containerlimits.limit.CpuShares;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.LogSize;
import io.github.containerlimits.limit.Memory;
import io.github.containerlimits.limit.MemorySwap;
import io.github.containerlimits.limit.OomKillDisable;
import io.github.containerlimits.limit.Pids;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.Route;
import io.github.containerlimits.limit.StorageSize;
import io.github.containerlimits.limit.Swappiness;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Measurement.Contrast;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.metric.MemoryPeak;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.way.CoreDumpsWay;
import io.github.containerlimits.way.InodesWay;
import io.github.containerlimits.way.LogWay;
import io.github.containerlimits.way.SyncWay;
import io.github.containerlimits.way.Way;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeTest {
    private static final Place PLACE = new Place("limits.yaml", 2, 3);
    private static final long MIB = 1 << 20;
    private static final Disk DISK = new Disk("/dev/vda", "254:0");
    private static final Limit QUOTA = new CpuQuota(PLACE, Cpus.parse("0.5"));
    private static final Limit MEMORY = new Memory(PLACE, Bytes.ofMebibytes(256));

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aQuotaThatThrottlesHolds(int version) {
        Measurement measurement = running(
                version, second -> Readings.version(version).quota(0.5).cpu(0.5 * second, Math.round(10 * second)), 3);

        assertThat(conclude(QUOTA, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.measured()).hasToString("0.500 CPUs");
            assertThat(conclusion.evidence()).contains("periods (nr_throttled)");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void useAboveTheQuotaEscapesWhateverTheControlGroupShows(int version) {
        Measurement measurement =
                running(version, second -> Readings.version(version).quota(0.5).cpu(second, 9), 3);

        assertThat(outcome(QUOTA, measurement)).contains(Outcome.ESCAPED);
    }

    @Test
    void anEscapeNamesTheLimitThatTheControlGroupShows() {
        assertThat(conclude(QUOTA, running(1, second -> Readings.version(1).cpu(second, 0), 3)))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.ESCAPED);
                    assertThat(conclusion.evidence()).isEqualTo("the control group shows no such limit");
                });
        assertThat(conclude(
                        QUOTA, running(1, second -> Readings.version(1).quota(1).cpu(second, 0), 3)))
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.evidence()).isEqualTo("the control group shows 1 CPUs"));
    }

    /** What can only grow is told with what it came to in the end, and not by the first look at which it was too much. */
    @Test
    void anEscapeIsToldByItsNewestFiguresAndStands() {
        Trial trial = trial(MEMORY);
        Check check = trial.checks().get(0);
        Conclusions conclusions = new Conclusions(trial, new Judge(trial, host(0), List.of(), true));

        for (int mebibytes : new int[] {300, 400, 100}) {
            conclusions.conclude(running(2, unmarked(mebibytes * MIB, 0, 0), 0.3));
        }

        assertThat(conclusions.all()).hasEntrySatisfying(check, conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.ESCAPED);
            assertThat(conclusion.measured()).hasToString("400 MiB");
        });
    }

    @Test
    void nothingIsConcludedFromAShortWindow() {
        assertThat(conclude(
                        QUOTA,
                        running(1, second -> Readings.version(1).quota(0.5).cpu(0.5 * second, 9), 0.8)))
                .isEmpty();
    }

    @Test
    void aLoadThatDoesNotPressTheQuotaProvesNothing() {
        Measurement measurement =
                ended(running(1, second -> Readings.version(1).quota(0.5).cpu(0.1 * second, 0), 3));

        assertThat(outcome(QUOTA, measurement)).contains(Outcome.UNPROVEN);
    }

    @Test
    void noDataProvesNothing() {
        Measurement measurement = ended(running(
                1, second -> Readings.version(1).without("cpuacct.usage").without("cpu.stat"), 3));

        assertThat(conclude(QUOTA, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
            assertThat(conclusion.evidence()).startsWith("there is no data on cpu.usage");
        });
    }

    @Test
    void aQuotaWithinThatTheControlGroupDoesNotShowIsDiscarded() {
        Measurement measurement = ended(running(1, second -> Readings.version(1).cpu(0.5 * second, 0), 3));

        assertThat(conclude(QUOTA, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.DISCARDED);
            assertThat(conclusion.evidence()).isEqualTo("the control group shows no such limit");
        });
    }

    @Test
    void aTighterQuotaThanAskedHoldsWithANote() {
        Measurement measurement =
                running(1, second -> Readings.version(1).quota(0.25).cpu(0.25 * second, Math.round(9 * second)), 3);

        assertThat(conclude(QUOTA, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.evidence()).contains("tighter than the policy's: 0.25 CPUs");
        });
    }

    @Test
    void aSmallerLimitThatHoldsProvesTheDeclaredOneOnlyWhereAContainerShowsThat() {
        Limit declared = new CpuQuota(PLACE, Cpus.parse("4"));
        Check check = new Check.Holds(declared, QUOTA, Optional.empty(), Route.STRAIGHT);
        Measurement held =
                running(1, second -> Readings.version(1).quota(0.5).cpu(0.5 * second, Math.round(9 * second)), 3);

        assertThat(atSizes(check, Map.of(check, declared.asDeclared(shown(4))), held))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
                    assertThat(conclusion.evidence())
                            .matches("at 0.5 CPUs of 4 CPUs: the quota ran out .*; as declared, the control group"
                                    + " shows 4 CPUs");
                });
        assertThat(atSizes(check, Map.of(check, Conclusion.unproven("4 CPUs", "the engine refuses it")), held))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
                    assertThat(conclusion.evidence())
                            .startsWith("the engine refuses it; at 0.5 CPUs of 4 CPUs it is held: the quota ran out");
                });
        assertThat(atSizes(check, Map.of(), held))
                .as("not looked at")
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN));
        assertThat(atSizes(
                        check,
                        Map.of(check, declared.asDeclared(shown(4))),
                        running(1, second -> Readings.version(1).quota(0.5).cpu(2 * second, 0), 3)))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.ESCAPED);
                    assertThat(conclusion.evidence()).startsWith("at 0.5 CPUs of 4 CPUs: ");
                });
        assertThat(declared.asDeclared(shown(8)).outcome()).isEqualTo(Outcome.DISCARDED);
    }

    private static Optional<Conclusion> atSizes(
            Check check, Map<Check, Conclusion> asDeclared, Measurement measurement) {
        return new Judge(trial(QUOTA), host(0), List.of(), true, asDeclared).conclude(check, measurement);
    }

    /** A container with that quota in which nothing runs. */
    private static Observed shown(double cpus) {
        return new Observed(
                running(1, second -> Readings.version(1).quota(cpus), 0),
                host(0),
                Workload.cpus(1),
                Optional.empty(),
                false);
    }

    @Test
    void whatHasNoControlGroupIsDiscardedBeforeAnythingRuns() {
        Judge judge = new Judge(trial(QUOTA), host(0), List.of(), false);

        assertThat(judge.conclude(Check.Holds.of(QUOTA), running(1, second -> Readings.version(1), 0)))
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.outcome()).isEqualTo(Outcome.DISCARDED));
        Limit size = new StorageSize(PLACE, Bytes.ofMebibytes(100));
        assertThat(judge.conclude(Check.Holds.of(size), running(1, second -> Readings.version(1), 0)))
                .as("it is no matter of control groups")
                .isEmpty();
    }

    @Test
    void whatTheEngineSaysItDiscardsIsDiscardedBeforeAnythingRuns() {
        Judge judge = new Judge(
                trial(new OomKillDisable(PLACE, true)),
                host(0),
                List.of("Your kernel does not support OomKillDisable. OomKillDisable discarded."),
                true);

        assertThat(judge.conclude(
                        Check.Holds.of(new OomKillDisable(PLACE, true)), running(1, second -> Readings.version(1), 0)))
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.outcome()).isEqualTo(Outcome.DISCARDED));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void anOomKillAtTheLimitOnMemoryHolds(int version) {
        Measurement measurement = running(
                version,
                second -> Readings.version(version)
                        .memory(256 * MIB, 9)
                        .memoryLimit(256 * MIB)
                        .oomKills(second > 0.1 ? 1 : 0),
                0.3);

        assertThat(conclude(MEMORY, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.measured()).hasToString("256 MiB");
            assertThat(conclusion.evidence()).contains("the kernel killed 1 process for want of memory (oom_kill)");
        });
    }

    /** Beyond a limit of 256 MiB, while the load goes on: MiB in swap, charges that met the limit, what it is, and what follows. */
    @ParameterizedTest
    @CsvSource({
        "40, 9, 256, HELD",
        "20, 9, 256,",
        "40, 0, 256,",
        "40, 9, 320, DISCARDED",
    })
    void memoryIsSettledWhereAnEighthOfItLiesInSwapForALimitThatWasMet(
            long swapped, long hits, long inForce, @Nullable Outcome outcome) {
        for (int version : new int[] {1, 2}) {
            Measurement measurement = running(
                    version,
                    second -> Readings.version(version)
                            .memory(256 * MIB, second > 0 ? hits : 0)
                            .swap((256 + swapped) * MIB, 0)
                            .memoryLimit(inForce * MIB),
                    0.3);

            assertThat(outcome(MEMORY, measurement)).isEqualTo(Optional.ofNullable(outcome));
        }
    }

    /** A host puts what nobody touches to swap, also of who is far from its limit; for long, as for always. */
    @ParameterizedTest
    @CsvSource({"0, 3,", "9, 3, HELD", "0, 0,"})
    void swapOfAHostThatReclaimsByItselfIsNoPressureOfTheLimit(long hits, long swapped, @Nullable Outcome outcome) {
        for (int version : new int[] {1, 2}) {
            Measurement measurement = running(
                    version,
                    second -> Readings.version(version)
                            .memory(246 * MIB, second > 0 ? hits : 0)
                            .swap((246 + swapped) * MIB, 0)
                            .memoryLimit(256 * MIB),
                    4);

            assertThat(outcome(MEMORY, measurement)).isEqualTo(Optional.ofNullable(outcome));
            assertThat(outcome(MEMORY, ended(measurement))).contains(outcome == null ? Outcome.UNPROVEN : outcome);
        }
    }

    /** As on cgroup v2 before Linux 5.19. */
    private static Function<Double, Readings> unmarked(long used, long hits, long kills) {
        return second -> Readings.version(2)
                .memory(used, second > 0 ? hits : 0)
                .without("memory.peak")
                .memoryLimit(256 * MIB)
                .oomKills(second > 0.1 ? kills : 0);
    }

    @Test
    void aLimitOnMemoryHoldsWhereItsPeakIsOnlySampledButTheKernelMetIt() {
        assertThat(conclude(MEMORY, running(2, unmarked(250 * MIB, 9, 1), 0.3))).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.evidence())
                    .contains(
                            "sampled 4 times in 0.3 s, this kernel marks no peak, and a shorter spike could be missed");
        });
        assertThat(outcome(MEMORY, running(2, unmarked(300 * MIB, 9, 1), 0.3))).contains(Outcome.ESCAPED);
        assertThat(outcome(MEMORY, ended(running(2, unmarked(250 * MIB, 0, 0), 0.3))))
                .contains(Outcome.UNPROVEN);
    }

    @ParameterizedTest
    @CsvSource({"200, HELD", "250, UNPROVEN", "300, ESCAPED"})
    void aPeakThatIsOnlySampledNeedsAMargin(long mebibytes, Outcome outcome) {
        Check check = keeps(MemoryPeak.KIND, new Bound.AtMost(256 * MIB));

        assertThat(outcome(check, ended(running(2, unmarked(mebibytes * MIB, 9, 1), 0.3))))
                .contains(outcome);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aPeakAboveTheLimitOnMemoryEscapesAtOnce(int version) {
        Measurement measurement = running(
                version,
                second -> Readings.version(version).memory(300 * MIB, 9).memoryLimit(256 * MIB),
                0.3);

        assertThat(outcome(MEMORY, measurement)).contains(Outcome.ESCAPED);
    }

    @Test
    void aMemoryLimitRaisedAfterItHeldIsDiscarded() {
        Measurement measurement = ended(running(
                1,
                second -> Readings.version(1)
                        .memory(256 * MIB, 9)
                        .memoryLimit(512 * MIB)
                        .oomKills(second > 0.1 ? 1 : 0),
                0.3));

        assertThat(conclude(MEMORY, measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.DISCARDED);
            assertThat(conclusion.evidence()).isEqualTo("the control group shows 512 MiB");
        });
    }

    @Test
    void memoryThatWasNotPressedProvesNothing() {
        Measurement measurement = ended(
                running(1, second -> Readings.version(1).memory(100 * MIB, 0).memoryLimit(256 * MIB), 1));

        assertThat(outcome(MEMORY, measurement)).contains(Outcome.UNPROVEN);
    }

    /** Where both limits are one size, what wants more than memory wants more than both: with or without swap. */
    @Test
    void aLimitOnMemoryAndSwapIsPressedWithoutSwapByAKillAtIt() {
        Function<Double, Readings> killed = second -> Readings.version(1)
                .memory(256 * MIB, 0)
                .oomKills(second > 0.1 ? 1 : 0)
                .with("memory.memsw.max_usage_in_bytes", 256 * MIB + "")
                .with("memory.memsw.limit_in_bytes", 256 * MIB + "");

        assertThat(outcome(new MemorySwap(PLACE, Bytes.ofMebibytes(256)), ended(running(1, killed, 0.5))))
                .contains(Outcome.HELD);
        assertThat(outcome(
                        new MemorySwap(PLACE, Bytes.ofMebibytes(256)),
                        ended(running(1, second -> killed.apply(second).oomKills(0), 0.5))))
                .as("nothing was killed")
                .contains(Outcome.UNPROVEN);
        Function<Double, Readings> larger =
                second -> killed.apply(second).with("memory.memsw.limit_in_bytes", 512 * MIB + "");
        assertThat(conclude(new MemorySwap(PLACE, Bytes.ofMebibytes(512)), ended(running(1, larger, 0.5))))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
                    assertThat(conclusion.evidence())
                            .isEqualTo(
                                    "the engine's host has no swap, so that memory runs out before both together do");
                });
        assertThat(outcome(
                        new MemorySwap(PLACE, Bytes.ofMebibytes(512)),
                        ended(running(
                                1,
                                second -> larger.apply(second)
                                        .memory(512 * MIB, 0)
                                        .with("memory.memsw.max_usage_in_bytes", 512 * MIB + "")
                                        .with("memory.memsw.failcnt", second > 0.1 ? "5" : "0"),
                                0.5))))
                .as("the kernel says that its limit was met")
                .contains(Outcome.HELD);
    }

    @Test
    void swappinessIsDiscardedOnVersion2AndUnprovenWithoutSwap() {
        Limit swappiness = new Swappiness(PLACE, 0);

        assertThat(outcome(swappiness, running(2, second -> Readings.version(2), 0.1)))
                .contains(Outcome.DISCARDED);
        assertThat(outcome(swappiness, running(1, second -> Readings.version(1).with("memory.swappiness", "0"), 0.1)))
                .contains(Outcome.UNPROVEN);
    }

    /** In 256 MiB of 384 MiB with swap: MiB that are in swap, and whether a process was killed. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, HELD",
        "0, 3, 1, HELD",
        "0, 3, 0,",
        "0, 64, 0, ESCAPED",
        "0, 64, 1, ESCAPED",
        "10, 3, 0,",
        "10, 3, 1, UNPROVEN",
        "10, 64, 0, HELD",
    })
    void theLittleThatAHostPutsToSwapByItselfSaysNothingOfTheSwappiness(
            int percent, long swapped, long kills, @Nullable Outcome outcome) {
        Limit swappiness = new Swappiness(PLACE, percent);
        Trial trial = trial(swappiness);
        Measurement measurement = running(
                1,
                second -> Readings.version(1)
                        .memory(256 * MIB, second > 0 ? 9 : 0)
                        .swap((256 + swapped) * MIB, 0)
                        .memoryLimit(256 * MIB)
                        .with("memory.memsw.limit_in_bytes", String.valueOf(384 * MIB))
                        .with("memory.swappiness", String.valueOf(percent))
                        .oomKills(second > 0 ? kills : 0),
                0.3);

        assertThat(new Judge(trial, host(1 << 30), List.of(), true)
                        .conclude(trial.checks().get(0), measurement)
                        .map(Conclusion::outcome))
                .isEqualTo(Optional.ofNullable(outcome));
    }

    @Test
    void aLoadThatWaitsForMemoryProvesThatKillingIsDisabled() {
        Limit disable = new OomKillDisable(PLACE, true);
        Function<Double, Readings> waits = second -> Readings.version(1)
                .with(
                        "memory.oom_control",
                        "oom_kill_disable 1\nunder_oom " + (second > 0.1 ? 1 : 0) + "\noom_kill 0\n");
        Function<Double, Readings> kills = second -> Readings.version(1)
                .with(
                        "memory.oom_control",
                        "oom_kill_disable 1\nunder_oom 0\noom_kill " + (second > 0.1 ? 1 : 0) + "\n");

        assertThat(outcome(disable, running(1, waits, 0.5))).contains(Outcome.HELD);
        assertThat(outcome(disable, running(1, kills, 0.5))).contains(Outcome.ESCAPED);
        assertThat(outcome(disable, running(1, second -> Readings.version(1), 0.5)))
                .contains(Outcome.DISCARDED);
    }

    @Test
    void aSetOfCpusEscapesByCpuTimeOutsideIt() {
        Limit pinning = new CpuPinning(PLACE, CpuSet.parse("1"));
        Function<Double, Readings> inside = second ->
                Readings.version(1).cpu(second, 0).cpuPerCpu(0, second).with("cpuset.effective_cpus", "1");
        Function<Double, Readings> outside = second ->
                Readings.version(1).cpu(second, 0).cpuPerCpu(second, 0).with("cpuset.effective_cpus", "1");

        assertThat(outcome(pinning, running(1, inside, 3))).contains(Outcome.HELD);
        assertThat(outcome(pinning, running(1, outside, 0.5))).contains(Outcome.ESCAPED);
    }

    @Test
    void aSetOfCpusThatTheControlGroupDoesNotShowIsDiscarded() {
        Limit pinning = new CpuPinning(PLACE, CpuSet.parse("1"));
        Function<Double, Readings> wrong =
                second -> Readings.version(2).cpu(second, 0).with("cpuset.cpus.effective", "0");

        assertThat(outcome(pinning, running(2, wrong, 3))).contains(Outcome.DISCARDED);
    }

    @Test
    void sharesHoldByTheirPartOfTheCpusThatAllTogetherFill() {
        CpuShares shares = new CpuShares(PLACE, 512);
        Limits rival = Limits.NONE.with(new CpuShares(PLACE, 1024)).with(new CpuPinning(PLACE, CpuSet.parse("1")));
        Limits own = Limits.NONE.with(shares).with(new CpuPinning(PLACE, CpuSet.parse("1")));
        Trial trial = trial(own, List.of(rival), shares);

        assertThat(sharing(trial, 1.0 / 3, 2.0 / 3)).contains(Outcome.HELD);
        assertThat(sharing(trial, 0.5, 0.5)).contains(Outcome.ESCAPED);
        assertThat(sharing(trial, 0.2, 0.4)).as("starved by others").contains(Outcome.UNPROVEN);
        assertThat(sharing(trial, 0.5, 0.1)).as("starved by others").contains(Outcome.UNPROVEN);
        assertThat(sharing(trial, 1.0 / 3, 2.0 / 3, "0-1"))
                .as("the engine refused the set, and the CPUs are not full")
                .contains(Outcome.UNPROVEN);
    }

    private static Optional<Outcome> sharing(Trial trial, double own, double rival) {
        return sharing(trial, own, rival, "1");
    }

    private static Optional<Outcome> sharing(Trial trial, double own, double rival, String cpus) {
        Function<Double, Readings> onCpus = second -> Readings.version(1).with("cpuset.effective_cpus", cpus);
        Series ownSeries =
                series(second -> onCpus.apply(second).cpu(own * second, 0).with("cpu.shares", "512"), 3);
        Series rivalSeries = series(second -> onCpus.apply(second).cpu(rival * second, 0), 3);
        Measurement measurement =
                new Measurement(ownSeries, List.of(rivalSeries), Optional.empty(), Optional.empty(), true, List.of());
        return new Judge(trial, host(0), List.of(), true)
                .conclude(trial.checks().get(0), measurement)
                .map(Conclusion::outcome);
    }

    @Test
    void refusedForksProveTheLimitOnPids() {
        Limit pids = new Pids(PLACE, 20);

        assertThat(outcome(
                        pids,
                        running(
                                1,
                                second -> Readings.version(1)
                                        .pids(20, second > 0 ? 1 : 0)
                                        .with("pids.max", "20"),
                                0.3)))
                .contains(Outcome.HELD);
        assertThat(outcome(
                        pids,
                        running(1, second -> Readings.version(1).pids(21, 1).with("pids.max", "max"), 0.3)))
                .contains(Outcome.ESCAPED);
        assertThat(outcome(
                        pids,
                        ended(running(
                                1, second -> Readings.version(1).pids(20, 0).with("pids.max", "20"), 0.3))))
                .contains(Outcome.UNPROVEN);
    }

    @Test
    void aLimitInForceThatIsTighterIsNamedAlsoWhereTheRuntimeCameAboveIt() {
        Limit pids = new Pids(PLACE, 8);

        assertThat(conclude(
                        pids,
                        running(
                                1,
                                second -> Readings.version(1)
                                        .pids(9, second > 0 ? 1 : 0)
                                        .with("pids.current", "3")
                                        .with("pids.max", "4"),
                                2)))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
                    assertThat(conclusion.evidence())
                            .contains("the peak of 9 is that of the runtime's own threads")
                            .endsWith("; the limit in force is tighter than the policy's: 4");
                });
    }

    /** A runtime that has no room for its own threads never begins the load, now and then: then what is left tells. */
    @ParameterizedTest
    @CsvSource({"6, 2, HELD", "6, 4, HELD", "6, 5, UNPROVEN", "20, 20, UNPROVEN", "100, 2, UNPROVEN"})
    void whereTheRuntimeCameAboveALimitOfPidsItIsDecidedByWhatTheLoadLeft(int peak, int left, Outcome outcome) {
        assertThat(outcome(
                        new Pids(PLACE, 4),
                        ended(running(
                                1,
                                second -> Readings.version(1)
                                        .pids(second > 0 ? peak : 2, second > 0 ? 20 : 0)
                                        .with("pids.current", second > 0.55 ? String.valueOf(left) : "5")
                                        .with("pids.max", "4"),
                                0.6))))
                .contains(outcome);
    }

    @Test
    void aFullDiskProvesItsSize() {
        Limit size = new StorageSize(PLACE, Bytes.ofMebibytes(100));

        assertThat(conclude(
                        size,
                        filled(
                                "104857600 bytes (100.0MB) copied",
                                "dd: error writing '/x': No space left on device\n",
                                1)))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
                    assertThat(conclusion.evidence()).endsWith("ENOSPC");
                });
        assertThat(outcome(size, filled("117440512 bytes (112.0MB) copied", "", 0)))
                .contains(Outcome.ESCAPED);
        assertThat(outcome(size, filled("1048576 bytes (1.0MB) copied", "dd: killed", 1)))
                .contains(Outcome.UNPROVEN);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRateAtItsCapHoldsWhereTheLoadWithoutTheCapIsFarAbove(int version) {
        Throttle throttle = new Throttle(PLACE, Direction.WRITE, RateUnit.IOPS, new Target.Rootfs(), 100);
        Check check = Check.Holds.of(throttle, Optional.of(DISK), Route.STRAIGHT);
        Function<Double, Readings> capped = second -> Readings.version(version)
                .io("254:0", 0, Math.round(409600 * second), 0, Math.round(100 * second))
                .with("blkio.throttle.write_iops_device", "254:0 100\n")
                .with("io.max", "254:0 rbps=max wbps=max riops=max wiops=100\n");
        Function<Double, Readings> free = second ->
                Readings.version(version).io("254:0", 0, Math.round(4e6 * second), 0, Math.round(5000 * second));

        assertThat(outcome(check, with(running(version, capped, 4), free))).contains(Outcome.HELD);
        assertThat(outcome(check, with(running(version, free, 4), free))).contains(Outcome.ESCAPED);
        assertThat(outcome(check, ended(with(running(version, capped, 4), capped))))
                .as("the disk itself is no faster")
                .contains(Outcome.UNPROVEN);
        assertThat(outcome(check, ended(running(version, capped, 4))))
                .as("no contrast")
                .contains(Outcome.UNPROVEN);
    }

    /** What the load says of itself is no word of the kernel's, whatever it is. */
    @ParameterizedTest
    @ValueSource(ints = {100, 105, 500})
    void aGroupThatCouldNotBeReadProvesNothing(int rate) {
        Throttle throttle = new Throttle(PLACE, Direction.WRITE, RateUnit.IOPS, new Target.Rootfs(), 100);
        Check check = Check.Holds.of(throttle, Optional.of(DISK), Route.STRAIGHT);
        Series unread = new Series(new Counters(new CgroupReading(0, Map.of())), List.of(), Optional.empty());
        Exit exit = new Exit(0, """
                {
                  "jobs": [
                    { "error": 0, "write": { "io_bytes": 409600, "total_ios": 100, "runtime": 1000, "bw_bytes": 9, "iops": %d } }
                  ]
                }
                """.formatted(rate), "");
        Contrast contrast = new Contrast(unread, Optional.of(fio(9000, "")), Optional.empty());

        assertThat(conclude(
                        check,
                        new Measurement(unread, List.of(), Optional.of(contrast), Optional.of(exit), true, List.of())))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
                    assertThat(conclusion.evidence()).isEqualTo("the container's control group could not be read");
                    assertThat(conclusion.cause()).contains(Cause.ENGINE);
                    assertThat(conclusion.remedy()).isEqualTo(Cause.ENGINE.remedy());
                });
        assertThat(outcome(
                        check,
                        new Measurement(unread, List.of(), Optional.of(contrast), Optional.of(exit), false, List.of())))
                .as("it may still be")
                .isEmpty();
    }

    /** 300 writes in 2.7 s by fio's count, of which some were merged on their way to the disk. */
    @ParameterizedTest
    @CsvSource({
        "2, 98, 2400, HELD",
        "2, 200, 2400, ESCAPED",
        "1, 0, 2400, ESCAPED",
        // The flush did nothing: its time is no measure of anything.
        "2, 0, 9, UNPROVEN",
        "1, 0, 9, UNPROVEN",
    })
    void aBufferedRateIsCountedByTheKernelWhereItIsChargedToTheContainer(
            int version, double counted, long sectors, Outcome outcome) {
        Throttle throttle = new Throttle(PLACE, Direction.WRITE, RateUnit.IOPS, new Target.Rootfs(), 100);
        Check check = Check.Holds.of(throttle, Optional.of(DISK), Route.BUFFERED);
        Exit exit = fio(300, "flushed from 10.00 to 12.69");
        Function<Double, Readings> capped = second -> Readings.version(version)
                .io(
                        "254:0",
                        0,
                        Math.round(4096 * 300 * second / 2.7 * Math.min(1, counted)),
                        0,
                        Math.round(counted * second))
                .with("io.max", "254:0 rbps=max wbps=max riops=max wiops=100\n")
                .with("host:diskstats", "254 0 vda 9 0 9 9 300 0 " + (second > 0 ? sectors : 0) + " 9\n");
        Measurement running = running(version, capped, 2.7);
        Measurement measurement = new Measurement(
                new Series(
                        running.own().first(),
                        running.own().running(),
                        Optional.of(running.own().newest())),
                List.of(),
                Optional.of(new Contrast(
                        series(capped, 1), Optional.of(fio(300, "flushed from 10.00 to 10.02")), Optional.empty())),
                Optional.of(exit),
                true,
                List.of());

        assertThat(outcome(check, measurement)).contains(outcome);
    }

    /** The kernel writes the page cache back a MiB at a time, and a throttle lets one such piece through a second. */
    @ParameterizedTest
    @CsvSource({"1, HELD", "2, ESCAPED"})
    void aBufferedRateThatComesInPiecesIsItsMean(int pieces, Outcome outcome) {
        Throttle throttle = new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Rootfs(), 1 << 20);
        Check check = Check.Holds.of(throttle, Optional.of(DISK), Route.BUFFERED);
        Function<Double, Readings> capped = second -> {
            long written = Math.round(Math.floor(second * pieces)) << 20;
            return Readings.version(2)
                    .io("254:0", 0, written, 0, written >> 20)
                    .with("io.max", "254:0 rbps=max wbps=1048576 riops=max wiops=max\n")
                    .with("host:diskstats", "254 0 vda 9 0 9 9 300 0 " + (written >> 9) + " 9\n");
        };
        double seconds = 3.01 / pieces;
        Measurement running = running(2, capped, 3.1);
        Measurement measurement = new Measurement(
                new Series(
                        running.own().first(),
                        running.own().running(),
                        Optional.of(capped.apply(seconds).at(seconds))),
                List.of(),
                Optional.of(new Contrast(
                        series(capped, 3), Optional.of(fio(768, "flushed from 10.00 to 10.02")), Optional.empty())),
                Optional.of(fio(768, "flushed from 10.00 to " + (10 + seconds))),
                true,
                List.of());

        assertThat(outcome(check, measurement)).contains(outcome);
    }

    private static Exit fio(int writes, String flushed) {
        return new Exit(0, """
                {
                  "jobs": [
                    { "error": 0, "write": { "io_bytes": %d, "total_ios": %d, "runtime": 17, "bw_bytes": 9, "iops": 9 } }
                  ]
                }
                """.formatted(writes * 4096L, writes) + "\n" + flushed + "\n", "");
    }

    @Test
    void aLowerBoundHoldsByBeingReached() {
        Check check = keeps(CpuUsage.KIND, new Bound.AtLeast(1.9));

        assertThat(outcome(check, running(1, second -> Readings.version(1).cpu(2 * second, 0), 4)))
                .contains(Outcome.HELD);
        assertThat(outcome(check, ended(running(1, second -> Readings.version(1).cpu(second, 0), 4))))
                .contains(Outcome.ESCAPED);
        assertThat(outcome(
                        check,
                        ended(running(
                                1,
                                second -> Readings.version(1)
                                        .cpu(second, 0)
                                        .with("host:stat", "cpu " + Math.round(200 * second) + " 0 0 0 0 0 0 0"),
                                4))))
                .as("others used the host")
                .contains(Outcome.UNPROVEN);
    }

    private static Check keeps(MetricKind metric, Bound bound) {
        return new Check.Keeps(new Expectation.Measured(PLACE, metric, bound, ""), Optional.empty());
    }

    private static Measurement filled(String stderr, String error, int code) {
        Series series = series(second -> Readings.version(1), 1);
        return new Measurement(
                series, List.of(), Optional.empty(), Optional.of(new Exit(code, "", error + stderr)), true, List.of());
    }

    private static Measurement with(Measurement measurement, Function<Double, Readings> contrast) {
        return new Measurement(
                measurement.own(),
                List.of(),
                Optional.of(new Contrast(series(contrast, 3), Optional.empty(), Optional.empty())),
                measurement.exit(),
                measurement.ended(),
                List.of());
    }

    private static Measurement ended(Measurement running) {
        Series own = running.own();
        return new Measurement(
                new Series(own.first(), own.running(), Optional.of(own.newest())),
                running.rivals(),
                running.contrast(),
                Optional.of(new Exit(0, "", "")),
                true,
                List.of());
    }

    private static Measurement running(int version, Function<Double, Readings> at, double seconds) {
        Series series = series(at, seconds);
        assertThat(series.first().isVersion2()).isEqualTo(version == 2);
        return new Measurement(series, List.of(), Optional.empty(), Optional.empty(), false, List.of());
    }

    private static Series series(Function<Double, Readings> at, double seconds) {
        List<Counters> running = IntStream.rangeClosed(1, (int) Math.round(seconds * 10))
                .mapToObj(tenth -> at.apply(tenth / 10.0).at(tenth / 10.0))
                .toList();
        return new Series(at.apply(0.0).at(0), running, Optional.empty());
    }

    @Test
    void aSetOfCpusThatOthersLeaveAloneInTheEndHolds() {
        Limit pinning = new CpuPinning(PLACE, CpuSet.parse("1"));

        assertThat(outcome(pinning, running(1, JudgeTest::kept, 4))).isEmpty();
        assertThat(outcome(pinning, ended(running(1, JudgeTest::kept, 4)))).contains(Outcome.UNPROVEN);
        assertThat(outcome(pinning, running(1, JudgeTest::kept, 7))).contains(Outcome.HELD);
    }

    @ParameterizedTest
    @CsvSource({
        // How busy CPU 0 and CPU 1 are, while the load has 0.8 of CPU 1.
        "0.1, 1.0, HELD",
        "0.1, 0.8, UNPROVEN",
        "0.9, 1.0, UNPROVEN",
    })
    void aSetOfCpusThatOthersFillTooHoldsWhereCpusOutsideAreIdle(double outside, double inside, Outcome outcome) {
        Limit pinning = new CpuPinning(PLACE, CpuSet.parse("1"));
        Function<Double, Readings> at = second -> Readings.version(2)
                .cpu(0.8 * second, 0)
                .with("cpuset.cpus.effective", "1")
                .with(
                        "host:stat",
                        String.format(
                                java.util.Locale.ROOT,
                                "cpu %d 0 0 0\ncpu0 %d 0 0 0\ncpu1 %d 0 0 0\n",
                                Math.round((outside + inside) * second * 100),
                                Math.round(outside * second * 100),
                                Math.round(inside * second * 100)));

        assertThat(outcome(pinning, ended(running(2, at, 4)))).contains(outcome);
    }

    /** Others take half of the CPU for four seconds, and then nothing. */
    private static Readings kept(double second) {
        double used = second < 4 ? second / 2 : second - 2;
        return Readings.version(1).cpu(used, 0).cpuPerCpu(0, used).with("cpuset.effective_cpus", "1");
    }

    private static Optional<Outcome> outcome(Limit limit, Measurement measurement) {
        return conclude(limit, measurement).map(Conclusion::outcome);
    }

    private static Optional<Outcome> outcome(Check check, Measurement measurement) {
        return conclude(check, measurement).map(Conclusion::outcome);
    }

    private static Optional<Conclusion> conclude(Check check, Measurement measurement) {
        return new Judge(trial(Limits.NONE, List.of(), QUOTA), host(0), List.of(), true).conclude(check, measurement);
    }

    @ParameterizedTest
    @CsvSource({
        // printed and kept MiB, of a limit of 4
        "6, 4, HELD",
        "6, 6, ESCAPED",
        "3, 3, UNPROVEN",
        "0, 0, UNPROVEN",
    })
    void aLogHoldsWhereMoreWasPrintedThanKept(long printed, long kept, Outcome outcome) {
        Limit limit = new LogSize(PLACE, Optional.of(Bytes.ofMebibytes(2)), 2);

        assertThat(outcome(limit, logged(printed, kept))).contains(outcome);
    }

    @Test
    void aLogThatHasNoRoomForWhatThePolicyAllowsIsTighter() {
        Limit limit = new LogSize(PLACE, Optional.of(Bytes.ofMebibytes(4)), 1);

        assertThat(conclude(limit, logged(5, 1, 3, 3)))
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.evidence()).isEqualTo("5.00 MiB were printed"));
        assertThat(conclude(limit, logged(5, 1, 3, 1))).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
            assertThat(conclusion.evidence())
                    .endsWith(
                            "; the limit in force is tighter than the policy's: of the first 3.00 MiB, for which it has"
                                    + " room, only 1.00 MiB were kept");
        });
    }

    /** Of 512 shares the older formula makes a weight of 20, the newer one of 59; a rival has twice as many. */
    @ParameterizedTest
    @CsvSource({
        "20, HELD, ''",
        "59, HELD, ''",
        "39, DISCARDED, 'the control group shows 39 of weight, where the shares give 20 or 59'",
        "100, DISCARDED, 'the control group shows 100 of weight, where the shares give 20 or 59'",
        "10, HELD, 'tighter than the policy''s: 10 of weight'",
    })
    void sharesOfAnotherWeightThanTheyGiveAreNotBelieved(int weight, Outcome outcome, String evidence) {
        CpuShares shares = new CpuShares(PLACE, 512);
        Limits rival = Limits.NONE.with(new CpuShares(PLACE, 1024)).with(new CpuPinning(PLACE, CpuSet.parse("1")));
        Trial trial =
                trial(Limits.NONE.with(shares).with(new CpuPinning(PLACE, CpuSet.parse("1"))), List.of(rival), shares);
        Measurement measurement = new Measurement(
                series(second -> onCpu1(second / 3).with("cpu.weight", weight + "\n"), 5),
                List.of(series(second -> onCpu1(second * 2 / 3), 5)),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of());

        assertThat(new Judge(trial, host(0), List.of(), true).conclude(Check.Holds.of(shares), measurement))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(outcome);
                    assertThat(conclusion.evidence()).contains(evidence);
                });
    }

    private static Readings onCpu1(double cpuSeconds) {
        return Readings.version(2).cpu(cpuSeconds, 0).with("cpuset.cpus.effective", "1");
    }

    /** A process that the kernel kills for want of the host's own memory proves nothing of its limit. */
    @ParameterizedTest
    @CsvSource({"256, 256, HELD", "128, 128, HELD", "100, 256, UNPROVEN"})
    void aKillFarBelowTheLimitProvesNothing(long peak, long applied, Outcome outcome) {
        Measurement measurement = ended(running(
                2,
                second -> Readings.version(2)
                        .memory(peak * MIB, 0)
                        .memoryLimit(applied * MIB)
                        .oomKills(second > 0 ? 1 : 0),
                1));

        assertThat(outcome(MEMORY, measurement)).contains(outcome);
    }

    /** A kernel that does not count its kills: the load's end and the engine must both say it. */
    @ParameterizedTest
    @CsvSource({
        "true, 'stress: FAIL: [1] (416) <-- worker 7 got signal 9', HELD",
        "false, 'stress: FAIL: [1] (416) <-- worker 7 got signal 9', UNPROVEN",
        "true, 'stress: dispatching hogs', UNPROVEN",
    })
    void aKillThatTheKernelDoesNotCountIsBelievedOfTwo(boolean said, String stderr, Outcome outcome) {
        Series series = series(
                second -> Readings.version(1)
                        .memory(256 * MIB, 0)
                        .memoryLimit(256 * MIB)
                        .without("memory.oom_control"),
                1);

        assertThat(outcome(
                        MEMORY,
                        new Measurement(
                                series,
                                List.of(),
                                Optional.empty(),
                                Optional.of(new Exit(1, "", stderr)),
                                Optional.empty(),
                                Uncharged.UNSEEN,
                                said,
                                Measurement.Ending.OWN,
                                List.of())))
                .contains(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        // What the host runs for a crash, and whether the kernel dumped.
        "|/lib/apport %p, true, ESCAPED",
        "|/lib/apport %p, false, HELD",
        "core, true, HELD",
    })
    void aProgramOfTheHostThatIsRunForACrashIsAWayRound(String pattern, boolean dumped, Outcome outcome) {
        Measurement ended = ended(running(
                1,
                second -> Readings.version(1)
                        .cpu(second / 10, 0)
                        .with("host:stat", "cpu " + Math.round(100 * second) + " 0 0 0 0 0 0 0"),
                1));
        Exit exit = new Exit(
                0, "crashed 2 times\ndumped 4096\ndumped 4096\n", dumped ? "Segmentation fault (core dumped)\n" : "");
        Measurement measurement =
                new Measurement(ended.own(), List.of(), Optional.empty(), Optional.of(exit), true, List.of());

        assertThat(new Judge(trial(QUOTA), host(0, pattern), List.of(), true)
                        .conclude(new Check.Closed(CoreDumpsWay.WAY, QUOTA, Optional.empty()), measurement))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(outcome);
                    if (outcome == Outcome.ESCAPED) {
                        assertThat(conclusion.evidence())
                                .isEqualTo("2 processes crashed, and for each a program ran on the host, in nobody's"
                                        + " limit: its CPUs were busy for 0.900 s beside the container's 0.100 s");
                    }
                });
    }

    @ParameterizedTest
    @CsvSource({
        // KiB that the container was charged with, and that the disk took, of 1024 written.
        "1024, 1100, HELD",
        "0, 1100, ESCAPED",
        "0, 0, UNPROVEN",
    })
    void aFlushThatIsNotChargedIsAWayRound(long charged, long taken, Outcome outcome) {
        Throttle throttle = new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Rootfs(), 1 << 20);
        Measurement ended = ended(running(
                2,
                second -> Readings.version(2)
                        .io("254:0", 0, Math.round(charged * second) << 10, 0, 9)
                        .with("host:diskstats", "254 0 vda 9 0 9 9 9 0 " + Math.round(taken * second * 2) + " 9\n"),
                1));
        Measurement measurement = new Measurement(
                ended.own(),
                List.of(),
                Optional.empty(),
                Optional.of(new Exit(0, "flushed 1048576 bytes\n", "")),
                true,
                List.of());

        assertThat(outcome(new Check.Closed(SyncWay.WAY, throttle, Optional.of(DISK)), measurement))
                .contains(outcome);
    }

    @ParameterizedTest
    @CsvSource({"8, 8, ESCAPED", "8, 4, HELD", "0, 0, UNPROVEN"})
    void aLogThatKeepsAllIsAWayRound(long printed, long kept, Outcome outcome) {
        assertThat(way(LogWay.WAY, logged(printed, kept))).isEqualTo(outcome);
    }

    @Test
    void aLogThatCannotBeReadIsNoProof() {
        assertThat(way(LogWay.WAY, exited(""))).isEqualTo(Outcome.UNPROVEN);
    }

    @ParameterizedTest
    @CsvSource({"made 5000 of 5000, ESCAPED", "made 17 of 5000, HELD", "sh: not found, UNPROVEN"})
    void filesWithoutEndAreAWayRound(String stdout, Outcome outcome) {
        assertThat(way(InodesWay.WAY, exited(stdout + "\n"))).isEqualTo(outcome);
    }

    private static Outcome way(Way way, Measurement measurement) {
        Limit size = new StorageSize(PLACE, Bytes.ofMebibytes(100));
        return new Judge(trial(size), host(0), List.of(), true)
                .conclude(new Check.Closed(way, size, Optional.empty()), measurement)
                .orElseThrow()
                .outcome();
    }

    private static Measurement logged(long printed, long kept) {
        return logged(printed, kept, 0, 0);
    }

    /** In MiB. */
    private static Measurement logged(long printed, long kept, long printedFirst, long keptFirst) {
        Measurement ended = exited("");
        return new Measurement(
                ended.own(),
                ended.rivals(),
                ended.contrast(),
                ended.exit(),
                Optional.of(new Measurement.Log(printed * MIB, kept * MIB, printedFirst * MIB, keptFirst * MIB)),
                Uncharged.UNSEEN,
                false,
                Measurement.Ending.OWN,
                List.of());
    }

    private static Measurement exited(String stdout) {
        return new Measurement(
                new Series(Readings.version(1).at(0), List.of(), Optional.empty()),
                List.of(),
                Optional.empty(),
                Optional.of(new Exit(0, stdout, "")),
                true,
                List.of());
    }

    private static Optional<Conclusion> conclude(Limit limit, Measurement measurement) {
        return new Judge(trial(limit), host(0), List.of(), true).conclude(Check.Holds.of(limit), measurement);
    }

    private static Trial trial(Limit limit) {
        return trial(Limits.NONE.with(limit), List.of(), limit);
    }

    private static Trial trial(Limits limits, List<Limits> rivals, Limit limit) {
        return Trial.of("test", limits, Workload.cpus(1), List.of(Check.Holds.of(limit)))
                .beside(rivals);
    }

    private static Host host(long swap) {
        return host(swap, "core");
    }

    private static Host host(long swap, String corePattern) {
        return new Host(
                CpuSet.parse("0-1"),
                8L << 30,
                swap,
                swap,
                32768,
                new HostSurvey(
                        "", "", "", "0-1", Map.of(), Map.of(), Map.of(), Map.of(), "", "", "", corePattern, List.of()));
    }
}
