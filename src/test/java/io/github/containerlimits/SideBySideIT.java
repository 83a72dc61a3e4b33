package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.measure.Series.Window;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Builds that use one engine at the same time come to the verdicts that each would come to alone. */
class SideBySideIT {
    private static final int BUILDS = 4;

    /** As the goal does, what others left undecided is tried again. */
    private static final Times PATIENTLY = new Times(Duration.ofMinutes(10), Duration.ofMinutes(1), true);

    /** Each of its trials would spoil another's, were they to run at the same time. */
    private static final String POLICY = """
            limits:
              cpus: 0.1
              cpuset: "1"
              cpu_shares: 512
              mem_limit: 128m
              pids_limit: 60
              blkio_config:
                device_read_bps: [ { path: rootfs, rate: 1m } ]
            """;

    /** Some of its trials claim nothing that others do, some the same disk, some the whole host. */
    private static final String MANY = """
            limits:
              cpus: 0.5
              cpuset: "1"
              cpu_shares: 512
              mem_limit: 128m
              pids_limit: 60
              shm_size: 16m
              ulimits: { nofile: 256 }
              blkio_config:
                device_read_bps: [ { path: rootfs, rate: 1m } ]
                device_read_iops: [ { path: rootfs, rate: 100 } ]
            ways_round: skip
            """;

    /** What a busy neighbour can leave undecided: its load needs all the CPU time that the limit allows. The others' evidence does not depend on it. */
    private static final Set<String> NEED_CPU_TIME = Set.of("cpus", "cpuset");

    private static final Undecided UNDECIDED = new Undecided(SideBySideIT.class);

    @Test
    void fourBuildsTakeTurnsAndComeToTheVerdictsOfOne() throws Exception {
        List<String> alone = decided(RealEngine.verify(RealEngine.host(), POLICY, PATIENTLY));
        ExecutorService builds = Executors.newFixedThreadPool(BUILDS);
        List<Results> together = new ArrayList<>();
        try {
            List<Future<Results>> running = new ArrayList<>();
            for (int i = 0; i < BUILDS; i++) {
                running.add(builds.submit(() -> RealEngine.verify(RealEngine.host(), POLICY, PATIENTLY)));
            }
            for (Future<Results> build : running) {
                together.add(build.get());
            }
        } finally {
            builds.shutdownNow();
        }

        assertTurns(IntStream.range(0, BUILDS)
                .boxed()
                .flatMap(build -> spans(build, together.get(build)).stream())
                .toList());
        for (Results build : together) {
            assertThat(decided(build)).isEqualTo(alone);
        }
        UNDECIDED.check();
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    /** When a trial that claims something had its load, by the one clock that all builds here share. */
    private record Span(int build, long from, long to, Trial trial) {
        boolean overlaps(Span other) {
            return other.from < to && from < other.to;
        }

        boolean disturbs(Span other) {
            int cpus = Runtime.getRuntime().availableProcessors();
            return trial.claims().meet(other.trial.claims())
                    || trial.claims().leaveNothing(cpus)
                    || other.trial.claims().leaveNothing(cpus);
        }
    }

    private static List<Span> spans(int build, Results results) {
        return results.trials().stream()
                .filter(result -> result.trial().claims().isAny())
                .flatMap(result -> result.measurement().stream()
                        .map(measurement ->
                                span(build, result.trial(), measurement.own().whole())))
                .toList();
    }

    /** Trials of other builds run at the same time only where they claim other things. */
    private static void assertTurns(List<Span> spans) {
        assertThat(spans).hasSize(BUILDS * 5);
        for (Span own : spans) {
            assertThat(spans)
                    .filteredOn(other -> other.build() != own.build() && own.disturbs(other))
                    .as("trials of other builds that %s meets", own)
                    .noneMatch(own::overlaps);
        }
    }

    private static Span span(int build, Trial trial, Window load) {
        return new Span(build, load.from().nanos(), load.to().nanos(), trial);
    }

    @Test
    void trialsThatRunSideBySideComeToTheVerdictsOfOneAfterTheOther() throws Exception {
        Results after = RealEngine.verify(RealEngine.host(), MANY, Times.of(Duration.ofMinutes(5)));
        Results beside =
                RealEngine.verify(RealEngine.host(), MANY, new Times(Duration.ofMinutes(5), Duration.ZERO, true));

        assertThat(overlaps(after)).isZero();
        assertThat(overlaps(beside)).isPositive();
        assertThat(decided(beside)).isEqualTo(decided(after));
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    /** How many pairs of trials had their loads at the same time. */
    private static int overlaps(Results results) {
        List<Span> spans = new ArrayList<>();
        for (int i = 0; i < results.trials().size(); i++) {
            Window load =
                    results.trials().get(i).measurement().orElseThrow().own().whole();
            spans.add(span(i, results.trials().get(i).trial(), load));
        }
        int overlaps = 0;
        for (Span one : spans) {
            overlaps += (int) spans.stream()
                    .filter(other -> other.build() > one.build() && one.overlaps(other))
                    .count();
        }
        return overlaps;
    }

    @ParameterizedTest
    @CsvSource({
        // On another machine only the lease tells; on this one the process is known to be gone.
        "cpus, elsewhere/1/1, 2",
        "cpus, THIS/4194303/1, 3600",
        "host, THIS/4194303/1, 3600",
    })
    void aDeadHolderDoesNotKeepALock(String thing, String owner, int leaseSeconds) throws Exception {
        String holder = RealEngine.docker(
                        "create",
                        "--name=container-limits-lock-" + thing,
                        "--label=io.github.containerlimits.lock.of=" + thing,
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
