package io.github.containerlimits.trial;

import static io.github.containerlimits.trial.Bench.PLACE;
import static io.github.containerlimits.trial.Bench.ended;
import static io.github.containerlimits.trial.Bench.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Target;
import io.github.containerlimits.limit.CpuPinning;
import io.github.containerlimits.limit.CpuQuota;
import io.github.containerlimits.limit.CpuShares;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Memory;
import io.github.containerlimits.limit.MemorySwap;
import io.github.containerlimits.limit.OomKillDisable;
import io.github.containerlimits.limit.Pids;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.Swappiness;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.quantity.Direction;
import io.github.containerlimits.quantity.RateUnit;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A limit must be in force over all of a load: one that is lost, or raised and put back, is told. */
class ChangedLimitsTest {
    private static final long MIB = 1 << 20;
    private static final Limit QUOTA = new CpuQuota(PLACE, Cpus.parse("0.5"));
    private static final Limit MEMORY = new Memory(PLACE, Bytes.ofMebibytes(256));

    /**
     * @param asked the counters while the limit is in force
     * @param other while another is
     */
    record Case(String name, Limit limit, UnaryOperator<Readings> asked, UnaryOperator<Readings> other, String shown) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> cases() {
        return IntStream.of(1, 2)
                .boxed()
                .flatMap(version -> Stream.concat(onBoth(), version == 1 ? onVersion1() : onVersion2())
                        .map(one -> new Case(
                                one.name() + " on v" + version,
                                one.limit(),
                                none -> one.asked().apply(Readings.version(version)),
                                none -> one.other().apply(Readings.version(version)),
                                one.shown())));
    }

    private static Stream<Case> onBoth() {
        return Stream.of(
                new Case("cpus", QUOTA, now -> now.quota(0.5), now -> now.quota(1), "1 CPUs"),
                new Case(
                        "cpuset",
                        new CpuPinning(PLACE, CpuSet.parse("1")),
                        now -> now.cpuset("1"),
                        now -> now.cpuset("0-1"),
                        "CPU 0,1"),
                new Case("cpu_shares", new CpuShares(PLACE, 512), now -> now.shares(512), now -> now.shares(4096), ""),
                new Case(
                        "mem_limit",
                        MEMORY,
                        now -> now.memoryLimit(256 * MIB),
                        now -> now.memoryLimit(512 * MIB),
                        "512 MiB"),
                new Case(
                        "memswap_limit",
                        new MemorySwap(PLACE, Bytes.ofMebibytes(300)),
                        now -> now.memorySwapLimit(256 * MIB, 300 * MIB),
                        now -> now.memorySwapLimit(256 * MIB, 512 * MIB),
                        "512 MiB"),
                new Case(
                        "pids_limit",
                        new Pids(PLACE, 100),
                        now -> now.with("pids.max", "100"),
                        now -> now.with("pids.max", "max"),
                        "no such limit"),
                new Case(
                        "device_write_bps",
                        new Throttle(PLACE, Direction.WRITE, RateUnit.BPS, new Target.Rootfs(), MIB),
                        now -> now.cap("254:0", "wbps", MIB),
                        now -> now.cap("254:0", "wbps", 2 * MIB),
                        "2 MiB/s"));
    }

    private static Stream<Case> onVersion1() {
        return Stream.of(
                new Case(
                        "mem_swappiness",
                        new Swappiness(PLACE, 10),
                        now -> now.with("memory.swappiness", "10"),
                        now -> now.with("memory.swappiness", "60"),
                        "60"),
                new Case(
                        "oom_kill_disable",
                        new OomKillDisable(PLACE, true),
                        now -> now.with("memory.oom_control", "oom_kill_disable 1\nunder_oom 1\noom_kill 0\n"),
                        now -> now.with("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n"),
                        "false"));
    }

    /** As systemd takes it away when it is told to read its files again. */
    private static Stream<Case> onVersion2() {
        return Stream.of(new Case(
                "memswap_limit without swap",
                new MemorySwap(PLACE, Bytes.ofMebibytes(256)),
                now -> now.memorySwapLimit(256 * MIB, 256 * MIB),
                now -> now.memorySwapLimit(256 * MIB, 256 * MIB).with("memory.swap.max", "max"),
                "no such limit"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachLimitIsMissedWhereItIsLost(Case one) {
        assertThat(mismatch(one, second -> second > 1))
                .hasValueSatisfying(text -> assertThat(text)
                        .startsWith("the control group showed ")
                        .contains(" at first and " + one.shown())
                        .endsWith(" after 1.1 s"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachLimitIsMissedWhereItWasRaisedAndPutBack(Case one) {
        assertThat(mismatch(one, second -> second > 1 && second < 2))
                .hasValueSatisfying(text -> assertThat(text)
                        .contains(" at first, " + one.shown())
                        .contains(" after 1.1 s and ")
                        .endsWith(" after 2.0 s"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachLimitIsMissedWhereItCameLate(Case one) {
        assertThat(mismatch(one, second -> second == 0)).isPresent();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachLimitThatStaysIsNotMissed(Case one) {
        assertThat(mismatch(one, second -> false)).isEmpty();
    }

    private interface When {
        boolean isOther(double second);
    }

    private static Optional<String> mismatch(Case one, When when) {
        Measurement measurement =
                running(second -> (when.isOther(second) ? one.other() : one.asked()).apply(Readings.version(1)), 3);
        return one.limit()
                .mismatch(new Observed(
                        measurement,
                        Bench.USUAL.withSwap().host(),
                        Bench.USUAL.workload(),
                        Optional.of(Bench.DISK),
                        false));
    }

    @Test
    void aQuotaThatWasLostForAMomentIsNotHeldByItsLastSecondsAlone() {
        assertThat(quotaOver(8, second -> second > 1 && second < 1.5)).hasValueSatisfying(conclusion -> {
            assertThat(conclusion.outcome()).isEqualTo(Outcome.DISCARDED);
            assertThat(conclusion.evidence())
                    .isEqualTo(
                            "the control group showed 0.5 CPUs at first, 4 CPUs after 1.1 s and 0.5 CPUs after 1.5 s");
        });
        assertThat(quotaOver(8, second -> false))
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD));
    }

    private static Optional<Conclusion> quotaOver(double seconds, When when) {
        return Bench.USUAL.conclude(
                QUOTA,
                ended(running(
                        second -> Readings.version(2)
                                .quota(when.isOther(second) ? 4 : 0.5)
                                .cpu(0.5 * second, Math.round(10 * second)),
                        seconds)));
    }

    @Test
    void oneThatWasTightenedHoldsWithARemark() {
        assertThat(Bench.USUAL.conclude(
                        MEMORY,
                        ended(running(
                                second -> Readings.version(2)
                                        .memory(128 * MIB, second > 1 ? 9 : 0)
                                        .memoryLimit((second > 1 ? 128 : 256) * MIB),
                                2))))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
                    assertThat(conclusion.evidence())
                            .endsWith(
                                    "; the limit in force changed during the load: the control group showed 256 MiB at"
                                            + " first and 128 MiB after 1.1 s");
                });
    }

    @Test
    void oneThatChangesAllTheTimeIsToldInAFewWords() {
        assertThat(mismatch(
                        cases().filter(one -> one.name().equals("mem_limit on v2"))
                                .findFirst()
                                .orElseThrow(),
                        second -> Math.round(second * 10) % 2 == 1))
                .contains("the control group showed 256 MiB at first, 512 MiB after 0.1 s, 256 MiB after 0.2 s, 512 MiB"
                        + " after 0.3 s and changed 27 times more");
    }

    @Test
    void aReadingOfAGroupThatGoesAwayMeanwhileTellsNothing() {
        assertThat(Bench.USUAL.conclude(
                        MEMORY,
                        ended(running(
                                second -> second > 1
                                        ? Readings.version(2)
                                                .memory(256 * MIB, 9)
                                                .without("memory.max")
                                        : Readings.version(2)
                                                .memory(256 * MIB, 9 * Math.round(second))
                                                .memoryLimit(256 * MIB),
                                2))))
                .hasValueSatisfying(
                        conclusion -> assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD));
    }

    @Test
    void swapThatWasNotToBeLimitedIsMissedAlsoWhereALimitCameForAMoment() {
        Limit unlimited = new MemorySwap(PLACE, Bytes.of(Long.MAX_VALUE));

        assertThat(unlimitedSwap(unlimited, second -> second > 1 && second < 2)).contains(Outcome.DISCARDED);
        assertThat(unlimitedSwap(unlimited, second -> false)).contains(Outcome.HELD);
    }

    private static Optional<Outcome> unlimitedSwap(Limit unlimited, When when) {
        return Bench.USUAL
                .withSwap()
                .outcome(
                        unlimited,
                        ended(running(
                                second -> Readings.version(2)
                                        .memoryLimit(256 * MIB)
                                        .with("memory.swap.max", when.isOther(second) ? "1048576" : "max"),
                                3)));
    }

    /** A quota is kept by systemd in steps of 10 ms a second. */
    @ParameterizedTest
    @CsvSource({
        "0.125, 0.125, HELD, ''",
        "0.125, 0.13, HELD, 'rounded up: the control group shows 0.13 CPUs'",
        "0.333, 0.34, HELD, 'rounded up: the control group shows 0.34 CPUs'",
        "0.333, 0.35, DISCARDED, 'the control group shows 0.35 CPUs'",
        "0.5, 0.54, DISCARDED, 'the control group shows 0.54 CPUs'",
        "0.015, 0.015, HELD, ''",
        "0.015, 0.02, DISCARDED, 'the control group shows 0.02 CPUs'",
        "0.015, 0.01, HELD, 'tighter than the policy''s: 0.01 CPUs'"
    })
    void aQuotaIsHeldWhereItIsRoundedWithinTheTolerance(
            String asked, double applied, Outcome outcome, String evidence) {
        Limit quota = new CpuQuota(new Place("limits.yaml", 2, 3), Cpus.parse(asked));
        double used = Math.min(applied, quota.limit().edge());

        assertThat(Bench.USUAL.conclude(
                        quota,
                        ended(running(
                                second ->
                                        Readings.version(2).quota(applied).cpu(used * second, Math.round(10 * second)),
                                20))))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).as(conclusion.evidence()).isEqualTo(outcome);
                    assertThat(conclusion.evidence()).contains(evidence);
                    assertThat(conclusion.evidence().contains("rounded")).isEqualTo(evidence.contains("rounded"));
                });
    }
}
