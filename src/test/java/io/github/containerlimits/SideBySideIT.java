package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Results;
import io.github.containerlimits.verdict.Verdict;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builds that use one engine at the same time come to the verdicts that each would come to alone. */
class SideBySideIT {
    private static final int BUILDS = 4;

    /** Each of its trials would spoil another's, were they to run at the same time. */
    private static final String POLICY = """
            limits:
              cpus: 1.5
              cpuset: "1"
              cpu_shares: 512
              mem_limit: 128m
              pids_limit: 60
              blkio_config:
                device_read_bps: [ { path: rootfs, rate: 1m } ]
            """;

    @Test
    void fourBuildsComeToTheVerdictsOfOne() throws Exception {
        List<Outcome> alone = outcomes(RealEngine.verify(RealEngine.host(), POLICY));
        ExecutorService builds = Executors.newFixedThreadPool(BUILDS);
        try {
            List<Future<Results>> together = new ArrayList<>();
            for (int i = 0; i < BUILDS; i++) {
                together.add(builds.submit(() -> RealEngine.verify(RealEngine.host(), POLICY)));
            }
            for (Future<Results> build : together) {
                assertThat(outcomes(build.get())).isEqualTo(alone);
            }
        } finally {
            builds.shutdownNow();
        }
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // On another machine only the lease tells; on this one the process is known to be gone.
        "elsewhere/1/1, 2",
        "THIS/4194303/1, 3600",
    })
    void aDeadHolderDoesNotKeepTheLock(String owner, int leaseSeconds) throws Exception {
        String holder = RealEngine.docker(
                        "create",
                        "--name=container-limits-lock",
                        "--label=io.github.containerlimits.run=dead",
                        "--label=io.github.containerlimits.owner="
                                + owner.replace(
                                        "THIS", InetAddress.getLocalHost().getHostName()),
                        "--label=io.github.containerlimits.lease=" + leaseSeconds,
                        "it/busybox",
                        "true")
                .get(0);

        assertThat(outcomes(RealEngine.verify(RealEngine.host(), "limits: { cpus: 0.5 }")))
                .containsExactly(Outcome.HELD);
        assertThat(RealEngine.docker("ps", "-aq", "--no-trunc")).doesNotContain(holder);
    }

    private static List<Outcome> outcomes(Results results) {
        results.verdicts().forEach(verdict -> System.out.println(verdict.sentence("it/busybox")));
        assertThat(results.verdicts()).extracting(Verdict::outcome).contains(Outcome.HELD);
        return results.verdicts().stream().map(Verdict::outcome).toList();
    }
}
