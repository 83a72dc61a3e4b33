package io.github.containerlimits.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.limit.CpuShares;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.metric.CpuShare;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.metric.DiskBytes;
import io.github.containerlimits.metric.DiskRate;
import io.github.containerlimits.metric.DiskShare;
import io.github.containerlimits.metric.FilledSize;
import io.github.containerlimits.metric.LogBytes;
import io.github.containerlimits.metric.MadeFiles;
import io.github.containerlimits.metric.MemoryPeak;
import io.github.containerlimits.metric.MemorySwapPeak;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.metric.OomKills;
import io.github.containerlimits.metric.OpenFiles;
import io.github.containerlimits.metric.PidsPeak;
import io.github.containerlimits.metric.SwapPeak;
import io.github.containerlimits.trial.Bench;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When an upper bound that a user claims of a load is decided, which whatever the load does later could still break. */
class UpperBoundTest {
    private static final double MIB = 1 << 20;
    private static final double SECONDS = 4;
    private static final Bench BENCH = Bench.USUAL.withSwap();

    /** The counters of a load that presses. */
    private interface Pressed {
        /** @param value of the metric after {@link #SECONDS}, in its base unit */
        Readings at(int version, double value, double second);
    }

    /** Adds a limit that the kernel shows as in force. */
    private interface Capped {
        Readings by(double limit, Readings readings);
    }

    /**
     * How one metric is measured.
     *
     * @param bound that is claimed
     * @param capped by what can keep the metric there; absent where nothing can
     */
    private record Measuring(MetricKind metric, double bound, Pressed pressed, Optional<Capped> capped) {
        Measurement running(int version, double value) {
            return running(version, value, readings -> readings);
        }

        Measurement running(int version, double value, double cap) {
            return running(version, value, readings -> capped.orElseThrow().by(cap, readings));
        }

        private Measurement running(int version, double value, java.util.function.UnaryOperator<Readings> cap) {
            return Bench.contrasted(
                    Bench.running(second -> cap.apply(pressed.at(version, value, second)), SECONDS),
                    second -> io(version, 1000 * MIB * second, 100_000 * second));
        }

        @Override
        public String toString() {
            return metric.key();
        }
    }

    private static final List<Measuring> OF_COUNTERS = List.of(
            capped(
                    CpuUsage.KIND,
                    1,
                    (version, value, second) -> Readings.version(version).cpu(value * second, Math.round(10 * second)),
                    (quota, readings) -> readings.quota(quota)),
            capped(
                    MemoryPeak.KIND,
                    256 * MIB,
                    (version, value, second) -> Readings.version(version).memory(Math.round(value), second > 0 ? 9 : 0),
                    (limit, readings) -> readings.memoryLimit(Math.round(limit))),
            adding(
                    SwapPeak.KIND,
                    256 * MIB,
                    (version, value, second) -> Readings.version(version)
                            .memory(1 << 20, 0)
                            .swap((1 << 20) + Math.round(value), second > 0 ? 9 : 0)),
            capped(
                    MemorySwapPeak.KIND,
                    256 * MIB,
                    (version, value, second) -> Readings.version(version)
                            .memory(1 << 20, second > 0 ? 9 : 0)
                            .swap(Math.round(value), second > 0 ? 9 : 0),
                    (limit, readings) -> readings.memorySwapLimit(1 << 20, Math.round(limit))),
            adding(
                    OomKills.KIND,
                    4,
                    (version, value, second) -> Readings.version(version)
                            .memory(256 << 20, second > 0 ? 9 : 0)
                            .oomKills(second > 0 ? Math.round(value) : 0)),
            capped(
                    PidsPeak.KIND,
                    20,
                    (version, value, second) -> Readings.version(version).pids(Math.round(value), second > 0 ? 9 : 0),
                    (limit, readings) -> readings.with("pids.max", Math.round(limit) + "\n")),
            rate(DiskRate.READ_IOPS, 100, "riops"),
            rate(DiskRate.WRITE_IOPS, 100, "wiops"),
            rate(DiskRate.READ_BPS, MIB, "rbps"),
            rate(DiskRate.WRITE_BPS, MIB, "wbps"),
            total(DiskBytes.READ),
            total(DiskBytes.WRITTEN));

    private static Measuring capped(MetricKind metric, double bound, Pressed pressed, Capped capped) {
        return new Measuring(metric, bound, pressed, Optional.of(capped));
    }

    private static Measuring adding(MetricKind metric, double bound, Pressed pressed) {
        return new Measuring(metric, bound, pressed, Optional.empty());
    }

    private static Measuring rate(MetricKind metric, double bound, String word) {
        return capped(
                metric,
                bound,
                (version, value, second) -> io(version, value * second, value * second),
                (limit, readings) -> readings.cap("254:0", word, Math.round(limit)));
    }

    private static Measuring total(MetricKind metric) {
        return adding(metric, 100 * MIB, (version, value, second) -> io(version, value * second / SECONDS, second));
    }

    private static Readings io(int version, double bytes, double operations) {
        return Readings.version(version)
                .io("254:0", Math.round(bytes), Math.round(bytes), Math.round(operations), Math.round(operations));
    }

    static Stream<Measuring> ofCounters() {
        return OF_COUNTERS.stream();
    }

    static Stream<Measuring> thatCanBeCapped() {
        return ofCounters().filter(measuring -> measuring.capped().isPresent());
    }

    static Stream<Measuring> thatAddUp() {
        return ofCounters().filter(measuring -> measuring.capped().isEmpty());
    }

    private static Optional<Outcome> claimed(Measuring measuring, Measurement measurement) {
        return BENCH.claimed(measuring.metric(), new Bound.AtMost(measuring.bound()), measurement);
    }

    @Test
    void eachMetricIsTriedHere() {
        assertThat(Stream.concat(
                        ofCounters().map(Measuring::metric),
                        Stream.of(
                                CpuShare.KIND,
                                DiskShare.KIND,
                                OpenFiles.KIND,
                                LogBytes.KIND,
                                FilledSize.OF_DISK,
                                FilledSize.OF_SHM,
                                FilledSize.OF_TMPFS,
                                MadeFiles.KIND)))
                .containsExactlyInAnyOrderElementsOf(MetricKinds.ALL.stream()
                        .filter(metric -> !metric.isOfLoad())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("ofCounters")
    void nothingIsConcludedWhileTheLoadCanStillBreakTheBound(Measuring measuring) {
        for (int version : new int[] {1, 2}) {
            Measurement within = measuring.running(version, measuring.bound() / 2);

            assertThat(claimed(measuring, within)).as("v%d", version).isEmpty();
            assertThat(claimed(measuring, Bench.ended(within)))
                    .as("v%d, once the load has ended by itself", version)
                    .contains(Outcome.HELD);
        }
    }

    @ParameterizedTest
    @MethodSource("ofCounters")
    void whatIsAboveTheBoundEscapesAtOnce(Measuring measuring) {
        for (int version : new int[] {1, 2}) {
            assertThat(claimed(measuring, measuring.running(version, measuring.bound() * 2)))
                    .as("v%d", version)
                    .contains(Outcome.ESCAPED);
        }
    }

    @ParameterizedTest
    @MethodSource("thatCanBeCapped")
    void aLimitInForceThatKeepsTheLoadWithinTheBoundSettlesIt(Measuring measuring) {
        for (int version : new int[] {1, 2}) {
            double within = measuring.bound() / 2;

            assertThat(claimed(measuring, measuring.running(version, within, measuring.bound())))
                    .as("v%d, capped at the bound", version)
                    .contains(Outcome.HELD);
            assertThat(claimed(measuring, measuring.running(version, within, within)))
                    .as("v%d, capped below the bound", version)
                    .contains(Outcome.HELD);
            assertThat(claimed(measuring, measuring.running(version, within, measuring.bound() * 1.5)))
                    .as("v%d, capped above the bound", version)
                    .isEmpty();
        }
    }

    /** Kills, totals and swap alone: nothing that the kernel enforces keeps them from growing. */
    @ParameterizedTest
    @MethodSource("thatAddUp")
    void noLimitInForceSettlesWhatOnlyAddsUp(Measuring measuring) {
        Measurement within = measuring.running(
                1,
                measuring.bound() / 2,
                readings -> readings.quota(0.01)
                        .memorySwapLimit(1 << 20, 1 << 20)
                        .with("pids.max", "1\n")
                        .cap("254:0", "rbps", 1)
                        .cap("254:0", "wbps", 1));

        assertThat(claimed(measuring, within)).isEmpty();
    }

    /** The kernel may be about to kill, as long as the load wants more memory than there is. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void noKillIsHeldOnlyOnceTheLoadHasEndedUnderPressure(int version) {
        Measurement pressed = swapping(version, 20, 0);

        assertThat(kills(pressed)).as("while it runs").isEmpty();
        assertThat(kills(Bench.ended(pressed))).contains(Outcome.HELD);
        assertThat(kills(swapping(version, 1, 1))).as("a kill").contains(Outcome.ESCAPED);
        assertThat(kills(Bench.ended(Bench.running(second -> Readings.version(version), SECONDS))))
                .as("nothing pressed")
                .contains(Outcome.UNPROVEN);
    }

    private static Optional<Outcome> kills(Measurement measurement) {
        return BENCH.claimed(OomKills.KIND, new Bound.AtMost(0), measurement);
    }

    private static Measurement swapping(int version, double seconds, long kills) {
        return Bench.running(
                second -> Readings.version(version)
                        .memory(64 << 20, Math.round(1000 * second))
                        .memorySwapLimit(64 << 20, 300 << 20)
                        .swap(Math.round((64 + second) * MIB), 0)
                        .oomKills(second > 0.5 ? kills : 0),
                seconds);
    }

    @Test
    void aKernelThatCountsNoKillsProvesNothing() {
        Measurement measurement =
                Bench.ended(Bench.running(second -> Readings.version(1).without("memory.oom_control"), SECONDS));

        assertThat(BENCH.claim(OomKills.KIND, new Bound.AtMost(0), measurement)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
            assertThat(conclusion.evidence()).isEqualTo("there is no data on memory.oom_kills");
        });
    }

    /** What contenders have who all want more goes by their weights, whatever they go on to do. */
    @Test
    void aPartOfContendedCpusIsSettledByContentionAlone() {
        Limits rival = Limits.NONE.with(new CpuShares(Bench.PLACE, 1024)).with(Bench.pinning("1"));
        Bench bench = BENCH.beside(rival);

        assertThat(bench.claimed(CpuShare.KIND, new Bound.AtMost(0.4), sharing(1.0 / 3, 2.0 / 3)))
                .contains(Outcome.HELD);
        assertThat(bench.claimed(CpuShare.KIND, new Bound.AtMost(0.4), sharing(0.1, 0.3)))
                .as("nobody fought for the CPU")
                .isEmpty();
        assertThat(bench.claimed(CpuShare.KIND, new Bound.AtMost(0.4), sharing(0.6, 0.4)))
                .contains(Outcome.ESCAPED);
    }

    private static Measurement sharing(double own, double rival) {
        return Bench.running(
                Bench.series(second -> Readings.version(1).cpuset("1").cpu(own * second, 0), SECONDS),
                List.of(Bench.series(second -> Readings.version(1).cpuset("1").cpu(rival * second, 0), SECONDS)));
    }

    @Test
    void whatIsReadOffTheLoadsOwnWordIsOpenUntilItEnds() {
        Measurement running = Bench.running(second -> Readings.version(1), SECONDS);
        Exit full = new Exit(1, "", "dd: writing '/x': No space left on device\n104857600 bytes (100.0MB) copied\n");
        Bound bound = new Bound.AtMost(200 * MIB);

        for (MetricKind metric : List.of(FilledSize.OF_DISK, FilledSize.OF_SHM, FilledSize.OF_TMPFS)) {
            assertThat(BENCH.claimed(metric, bound, running)).as(metric.key()).isEmpty();
            assertThat(BENCH.claimed(metric, bound, Bench.ended(running, full)))
                    .as(metric.key())
                    .contains(Outcome.HELD);
        }
        Exit refused = new Exit(1, "made 100 files\n", "sh: can't create /x/98: No space left on device\n");
        assertThat(BENCH.claimed(MadeFiles.KIND, new Bound.AtMost(200), running))
                .isEmpty();
        assertThat(BENCH.claimed(MadeFiles.KIND, new Bound.AtMost(200), Bench.ended(running, refused)))
                .contains(Outcome.HELD);
        assertThat(BENCH.claimed(LogBytes.KIND, bound, running)).isEmpty();
        assertThat(BENCH.claimed(LogBytes.KIND, bound, Bench.logged(Bench.ended(running), 900 << 20, 100 << 20)))
                .contains(Outcome.HELD);
    }

    @ParameterizedTest
    @CsvSource({
        // A quota in force beside a claim of at most 0.5 CPUs, and what becomes of 0.3 CPUs that it throttled.
        "0.3, HELD",
        "0.5, HELD",
        "0.6,",
        "2.0,",
    })
    void aClaimOnCpuUseSettlesEarlyOnlyWhereTheQuotaKeepsToIt(double quota, @Nullable Outcome outcome) {
        Measurement running = Bench.running(
                second -> Readings.version(1).quota(quota).cpu(0.3 * second, Math.round(10 * second)), SECONDS);

        assertThat(BENCH.claimed(CpuUsage.KIND, new Bound.AtMost(0.5), running))
                .isEqualTo(Optional.ofNullable(outcome));
    }

    @ParameterizedTest
    @CsvSource({
        // A set of CPUs in force on a host of four, a claim, and what becomes of one CPU that is filled.
        "1, 1, HELD",
        "1, 1.5, HELD",
        "0-1, 1,",
        "0-3, 1,",
    })
    void aClaimOnCpuUseSettlesEarlyOnlyWhereTheSetKeepsToIt(String set, double claim, @Nullable Outcome outcome) {
        Measurement running = Bench.running(
                second -> Readings.version(2)
                        .cpuset(set)
                        .cpu(second, 0)
                        .threads(2, second / 2, second / 2)
                        .hostBusy(0.1 * second, second, 0, 0),
                SECONDS);
        Bench bench = BENCH.withCpus("0-3").withWorkers(2);

        assertThat(bench.claimed(CpuUsage.KIND, new Bound.AtMost(claim), running))
                .isEqualTo(Optional.ofNullable(outcome));
        assertThat(bench.claimed(CpuUsage.KIND, new Bound.AtMost(claim), Bench.ended(running)))
                .as("once the load has ended")
                .contains(Outcome.HELD);
    }
}
