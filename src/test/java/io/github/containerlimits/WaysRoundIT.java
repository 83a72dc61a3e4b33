package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Ways round a limit that are tried only where a policy names them, and what the host spends beside a container. */
class WaysRoundIT {
    private static final String CORE_DUMPS = """
            limits: { cpus: 0.5 }
            ways_round: { core_dumps: warn }
            """;

    private static final String SYNC = """
            limits: { blkio_config: { device_write_bps: [ { path: rootfs, rate: 1m } ] } }
            ways_round: { volume: skip, log: skip, sync: warn }
            """;

    private static final String LOG = """
            limits: { blkio_config: { device_write_bps: [ { path: rootfs, rate: 1m } ] } }
            ways_round: { volume: skip }
            """;

    @Test
    void aCoreDumpGoesWhereTheKernelOfTheHostSendsIt() throws Exception {
        Verdict verdict = verdict(RealEngine.verify(RealEngine.host(), CORE_DUMPS), "cpus (core dumps)");

        boolean isPiped =
                Files.readString(Path.of("/proc/sys/kernel/core_pattern")).startsWith("|");
        assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(isPiped ? Outcome.ESCAPED : Outcome.HELD);
        assertThat(verdict.evidence()).startsWith("10 processes crashed and left ");
    }

    @Test
    void aFlushOfTheWholeHostIsChargedToNobodyOnCgroupVersion1() throws Exception {
        Verdict verdict = verdict(RealEngine.verify(RealEngine.host(), SYNC), "device_write_bps (sync)");

        assertThat(verdict.outcome())
                .as(verdict.evidence())
                .isEqualTo(RealEngine.property("cgroup").equals("1") ? Outcome.ESCAPED : Outcome.HELD);
        assertThat(verdict.passes()).isTrue();
    }

    @Test
    void whatTheEngineSpendsOnALogStandsInTheLedger() throws Exception {
        Results results = RealEngine.verify(RealEngine.host(), LOG);

        assertThat(verdict(results, "device_write_bps (log)").evidence())
                .matches(".*, for which the engine itself used \\d+(\\.\\d+)? s of a CPU");
        Uncharged uncharged = results.trials().stream()
                .filter(trial -> trial.trial().name().equals("device_write_bps (log)"))
                .flatMap(trial -> trial.measurement().stream())
                .map(Measurement::uncharged)
                .findFirst()
                .orElseThrow();
        assertThat(uncharged.unseen()).isEmpty();
        assertThat(uncharged.engineCpuNanos().orElseThrow()).isPositive();
    }

    private static Verdict verdict(Results results, String subject) {
        return results.verdicts().stream()
                .filter(verdict -> verdict.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }
}
