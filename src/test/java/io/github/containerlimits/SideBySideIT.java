package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
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

    /** What a busy neighbour can leave undecided: its load needs all the CPU time that the limit allows. The others' evidence does not depend on it. */
    private static final Set<String> NEED_CPU_TIME = Set.of("cpus", "cpuset");

    private static final Undecided UNDECIDED = new Undecided(SideBySideIT.class);

    @Test
    void fourBuildsTakeTurnsAndComeToTheVerdictsOfOne() throws Exception {
        List<String> alone = decided(RealEngine.verify(RealEngine.host(), POLICY));
        ExecutorService builds = Executors.newFixedThreadPool(BUILDS);
        List<Results> together = new ArrayList<>();
        try {
            List<Future<Results>> running = new ArrayList<>();
            for (int i = 0; i < BUILDS; i++) {
                running.add(builds.submit(() -> RealEngine.verify(RealEngine.host(), POLICY)));
            }
            for (Future<Results> build : running) {
                together.add(build.get());
            }
        } finally {
            builds.shutdownNow();
        }

        assertTurns(together.stream().flatMap(SideBySideIT::spans).sorted().toList());
        for (Results build : together) {
            assertThat(decided(build)).isEqualTo(alone);
        }
        UNDECIDED.check();
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    /** When a trial that needs the host for itself had its load, by the one clock that all builds here share. */
    private record Span(long from, long to, String trial) implements Comparable<Span> {
        @Override
        public int compareTo(Span other) {
            return Long.compare(from, other.from);
        }
    }

    private static Stream<Span> spans(Results results) {
        return results.trials().stream()
                .filter(result -> result.trial().claims().isAny())
                .flatMap(result -> result.measurement().stream()
                        .map(measurement -> new Span(
                                measurement.own().first().nanos(),
                                measurement.own().newest().nanos(),
                                result.trial().name())));
    }

    private static void assertTurns(List<Span> spans) {
        assertThat(spans).hasSize(BUILDS * 5);
        for (int i = 1; i < spans.size(); i++) {
            assertThat(spans.get(i).from())
                    .as("%s begins after %s", spans.get(i), spans.get(i - 1))
                    .isGreaterThanOrEqualTo(spans.get(i - 1).to());
        }
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

        assertThat(RealEngine.verify(RealEngine.host(), "limits: { cpus: 0.2 }").verdicts())
                .extracting(Verdict::outcome)
                .containsExactly(Outcome.HELD);
        assertThat(RealEngine.docker("ps", "-aq", "--no-trunc")).doesNotContain(holder);
    }

    /** The limits of the policy; each is held, but for those that may be undecided, which are counted. */
    private static List<String> decided(Results results) {
        results.verdicts().forEach(verdict -> System.out.println(verdict.sentence("it/busybox")));
        List<String> undecided = results.verdicts().stream()
                .filter(verdict -> verdict.outcome() == Outcome.UNPROVEN)
                .map(Verdict::subject)
                .toList();
        assertThat(undecided).isSubsetOf(NEED_CPU_TIME);
        assertThat(results.verdicts())
                .filteredOn(verdict -> verdict.outcome() != Outcome.UNPROVEN)
                .extracting(Verdict::outcome)
                .containsOnly(Outcome.HELD);
        UNDECIDED.add(NEED_CPU_TIME.size(), undecided);
        return results.verdicts().stream().map(Verdict::subject).toList();
    }
}
