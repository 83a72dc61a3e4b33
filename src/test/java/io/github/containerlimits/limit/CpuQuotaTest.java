package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Press.With;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.metric.CpuUsage;
import io.github.containerlimits.quantity.Cpus;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CpuQuotaTest {
    private static final int CPUS = 16;

    private static CpuQuota quota(String cpus) {
        return new CpuQuota(Bench.PLACE, Cpus.parse(cpus));
    }

    private static Press press(CpuQuota quota, int cpusOfHost) {
        List<Press> presses = quota.presses(
                Limits.NONE,
                new Places(Bench.USUAL.withCpus("0-" + (cpusOfHost - 1)).host(), "scratch"));
        assertThat(presses).hasSize(1);
        return presses.get(0);
    }

    @ParameterizedTest
    @CsvSource({"0.01, 1", "0.5, 1", "0.82, 1", "0.95, 2", "1, 2", "1.9, 3", "2.8, 4", "9, 11", "9.5, 12"})
    void theLoadHasWorkersEnoughToBeClearlyAbove(String cpus, int workers) {
        assertThat(press(quota(cpus), CPUS))
                .isInstanceOfSatisfying(
                        With.class,
                        with -> assertThat(with.workload().workers()).isEqualTo(workers));
    }

    /** Whatever the quota is: one that an engine drops must not look like one that holds. */
    @Test
    void theLoadCanBeAboveAnyQuotaAndItsToleranceOrTheHostHasTooFewCpus() {
        for (int hundredths = 1; hundredths < 1200; hundredths++) {
            double cpus = hundredths / 100.0;
            Press press = press(quota(String.format(Locale.ROOT, "%.2f", cpus)), 10);
            if (press instanceof With with) {
                assertThat(with.workload().workers())
                        .as("workers against %.2f CPUs", cpus)
                        .isGreaterThan((int) (cpus * (1 + CpuUsage.KIND.tolerance())));
            } else {
                assertThat(press)
                        .as("%.2f CPUs", cpus)
                        .isInstanceOfSatisfying(
                                Press.None.class,
                                none -> assertThat(none.reason().reason())
                                        .isEqualTo("the engine's host has 10 CPUs, too few to go above the limit"));
            }
            assertThat(press instanceof With).as("%.2f CPUs", cpus).isEqualTo(cpus < 10);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // A quota, what the load uses of 16 CPUs, what the control group shows, and what follows.
        "0.01, 0.01, 0.01, HELD",
        "0.01, 0.015, 0.01, ESCAPED",
        "0.01, 1, 0, ESCAPED",
        "0.95, 0.95, 0.95, HELD",
        "0.95, 1, 0.95, HELD",
        "0.95, 2, 0, ESCAPED",
        "1.9, 3, 0, ESCAPED",
        "2.8, 4, 0, ESCAPED",
        "9.5, 9.5, 9.5, HELD",
        "9.5, 12, 9.5, ESCAPED",
        "9.5, 12, 0, ESCAPED",
    })
    void quotasOfAnySizeAreTold(String cpus, double used, double shown, Outcome outcome) {
        assertThat(Bench.USUAL.withCpus("0-15").outcome(quota(cpus), using(used, shown, 6)))
                .contains(outcome);
    }

    /** The tolerance is for how an enforced quota is measured: 0.95 CPUs that are dropped leave a load at 1. */
    @ParameterizedTest
    @CsvSource({"0.5, 0.53", "0.95, 1", "1.9, 2", "2.8, 3", "9.5, 10"})
    void aQuotaThatIsNotInForceIsEscapedByLessThanTheTolerance(String cpus, double used) {
        Bench bench = Bench.USUAL.withCpus("0-15");

        assertThat(bench.outcome(quota(cpus), using(used, 0, 8))).contains(Outcome.ESCAPED);
        assertThat(bench.outcome(quota(cpus), using(used, Double.parseDouble(cpus), 8)))
                .as("in force")
                .contains(Outcome.HELD);
    }

    @Test
    void aQuotaThatIsNotInForceIsDiscardedWhereTheLoadKeptToIt() {
        assertThat(Bench.USUAL.outcome(quota("0.5"), Bench.ended(using(0.5, 0, 4))))
                .contains(Outcome.DISCARDED);
        assertThat(Bench.USUAL.outcome(quota("0.5"), Bench.ended(using(0.5, 1, 4))))
                .as("a larger one")
                .contains(Outcome.DISCARDED);
    }

    /** A quota of one CPU that the engine keeps to itself, in a set of one CPU: it is the set that keeps the load within both. */
    @Test
    void aSetThatIsNoLargerPressesNoQuota() {
        Measurement inSet = Bench.running(
                second ->
                        Readings.version(1).quota(1).cpuset("1").cpu(second, 0).threads(2, 0.5 * second, 0.5 * second),
                4);

        assertThat(Bench.USUAL.outcome(quota("1"), Bench.ended(inSet))).contains(Outcome.UNPROVEN);
        assertThat(Bench.USUAL.outcome(quota("1"), using(1, 1, 4)))
                .as("throttled")
                .contains(Outcome.HELD);
    }

    /** @param shown the quota that the control group shows; 0 for none, which throttles nothing */
    private static Measurement using(double cpus, double shown, double seconds) {
        return Bench.running(
                second -> {
                    Readings readings =
                            Readings.version(1).cpu(cpus * second, shown == 0 ? 0 : Math.round(10 * second));
                    return shown == 0 ? readings : readings.quota(shown);
                },
                seconds);
    }
}
