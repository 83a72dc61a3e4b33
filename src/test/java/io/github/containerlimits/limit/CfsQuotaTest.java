package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.limit.Press.None;
import io.github.containerlimits.limit.Press.With;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CfsQuotaTest {
    private static final Limit QUOTA = new CfsQuota(Bench.PLACE, 10_000, 20_000);
    private static final Limit PERIOD = new CfsPeriod(Bench.PLACE, 20_000);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cpu_quota: 50000                        | cpu_quota 0.5 CPUs (50 ms in each 100 ms)
            cpu_quota: '50000'                      | cpu_quota 0.5 CPUs (50 ms in each 100 ms)
            cpu_period: 1000000, cpu_quota: 250500  | cpu_period 1000 ms, cpu_quota 0.2505 CPUs (250.5 ms in each 1000 ms)
            cpu_quota: 1000, cpu_period: 3000       | cpu_quota 0.333333334 CPUs (1 ms in each 3 ms), cpu_period 3 ms
            cpu_quota: -1                           | cpu_quota none asked for (-1)
            cpu_quota: 0, cpus: 0.5                 | cpu_quota none asked for (0), cpus 0.5 CPUs
            cpu_period: 0                           | cpu_period none asked for (0)
            """)
    void isReadWithItsPeriod(String limits, String read) throws InvalidPolicyException {
        assertThat(PolicyReader.parse("limits.yaml", "limits: { " + limits + " }")
                        .limits()
                        .limits())
                .extracting(limit -> limit.key() + " " + limit.value())
                .hasSize(limits.split(", ").length)
                .satisfies(all -> assertThat(String.join(", ", all)).isEqualTo(read));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            cpu_quota: 999                    | cpu_quota: 999 is not within 1000 to 9999000000, and neither 0 nor -1 for no limit
            cpu_quota: 50ms                   | cpu_quota: '50ms' is no number of microseconds, such as 50000
            cpu_period: 1000001               | cpu_period: 1000001 is not within 1000 to 1000000, the microseconds that an engine takes
            cpu_period: -1                    | cpu_period: '-1' is no number of microseconds, such as 100000
            cpus: 1, cpu_quota: 50000         | cpu_quota beside cpus: an engine refuses both, "Conflicting options: Nano CPUs and CPU Quota cannot both be set"
            """)
    void findsWhatIsWrong(String limits, String finding) {
        InvalidPolicyException invalid = catchThrowableOfType(
                InvalidPolicyException.class, () -> PolicyReader.parse("limits.yaml", "limits: { " + limits + " }"));

        assertThat(invalid.findings()).singleElement().asString().endsWith(": " + finding);
    }

    @Test
    void aPeriodIsPressedByWhatPressesItsQuotaAndAloneByNothing() {
        Places places = new Places(Bench.USUAL.host(), "scratch");
        Limits both = Limits.NONE.with(List.of(PERIOD, new CfsQuota(Bench.PLACE, 10_000, CfsPeriod.USUAL)));

        assertThat(both.limits()).containsExactly(PERIOD, QUOTA);
        assertThat(PERIOD.presses(both, places))
                .isEqualTo(QUOTA.presses(both, places))
                .singleElement()
                .isInstanceOf(With.class);
        assertThat(PERIOD.presses(Limits.NONE.with(PERIOD), places))
                .singleElement()
                .isInstanceOfSatisfying(
                        None.class,
                        none -> assertThat(none.reason().reason())
                                .isEqualTo("a period limits nothing without a cpu_quota: add one, or leave it out"));
    }

    @ParameterizedTest
    @CsvSource({
        // CPUs in use, the quota and the period that are shown, in microseconds, periods a second, and what follows of
        // quota and period.
        "0.5, 10000, 20000, 50, HELD, HELD",
        "0.5, 10000, 20000, 10, HELD, UNPROVEN",
        "0.5, 10000, 20000, 100, HELD, ESCAPED",
        "0.1, 10000, 100000, 10, HELD, DISCARDED",
        "1, 20000, 20000, 50, ESCAPED, HELD",
        "1, -1, 20000, 0, ESCAPED, UNPROVEN",
    })
    void bothAreTold(double cpus, long quota, long period, double periods, Outcome ofQuota, Outcome ofPeriod) {
        for (int version = 1; version <= 2; version++) {
            Measurement ended = Bench.ended(using(version, cpus, quota, period, periods, 6));
            assertThat(Bench.USUAL.outcome(QUOTA, ended)).contains(ofQuota);
            assertThat(Bench.USUAL.outcome(PERIOD, ended)).contains(ofPeriod);
        }
    }

    /** What can pass at the edges of the time that is looked at is a whole period. */
    @ParameterizedTest
    @CsvSource({"6, false", "20, true"})
    void aPeriodOfASecondTakesMoreThanTenOfThem(double seconds, boolean isDecided) {
        Limit quota = new CfsQuota(Bench.PLACE, 500_000, 1_000_000);
        Measurement running = using(1, 0.5, 500_000, 1_000_000, 1, seconds);

        assertThat(Bench.USUAL.outcome(quota, running))
                .isEqualTo(isDecided ? Optional.of(Outcome.HELD) : Optional.empty());
        assertThat(Bench.USUAL.outcome(quota, using(1, 1, -1, 1_000_000, 0, 3))).contains(Outcome.ESCAPED);
    }

    @ParameterizedTest
    @CsvSource({"-1, 'none', '0 asks for no limit, and the control group shows none'", """
            50000, 0.5 CPUs, '0 asks for no limit, and the control group shows 0.5 CPUs all the same'"""})
    void noLimitHasItsLine(long shown, String measured, String evidence) throws InvalidPolicyException {
        Limit none = PolicyReader.parse("limits.yaml", "limits: { cpu_quota: 0 }")
                .limits()
                .limits()
                .get(0);

        Optional<Conclusion> conclusion = Bench.USUAL.conclude(none, Bench.ended(using(1, 0.1, shown, 100_000, 0, 1)));

        assertThat(conclusion).map(Conclusion::outcome).contains(Outcome.HELD);
        assertThat(conclusion).map(Conclusion::evidence).contains(evidence);
        assertThat(conclusion).map(held -> held.measured().text()).contains(measured);
    }

    private static Measurement using(
            int version, double cpus, long quota, long period, double periods, double seconds) {
        return Bench.running(
                second -> {
                    long counted = Math.round(periods * second);
                    Readings readings = Readings.version(version).cpu(cpus * second, counted);
                    String stat = version == 2 ? "usage_usec " + Math.round(cpus * second * 1e6) + "\n" : "";
                    readings.with("cpu.stat", stat + "nr_periods " + counted + "\nnr_throttled " + counted + "\n");
                    return version == 2
                            ? readings.with("cpu.max", (quota < 0 ? "max" : quota) + " " + period + "\n")
                            : readings.with("cpu.cfs_quota_us", quota + "\n").with("cpu.cfs_period_us", period + "\n");
                },
                seconds);
    }
}
