package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications beside other loads, in their container and outside it, on the real engine: each way in which one can fail, beside its counter-test. */
class ApplicationBesideIT {
    private static final String LIMITS =
            "limits: { cpus: 0.5, mem_limit: 32m, memswap_limit: 32m, pids_limit: 30 }\nderive: false\n";

    /** A neighbour that is there for a while leaves nothing undecided. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private static final String SERVES = """
            app:
              command: busybox httpd -f -p 8080 -h /
              ready: { http: ":8080/etc/passwd", within: 30s }
              for: 2s
              load: { http: ":8080/etc/passwd", rate: 20/s }
              fits: { http.errors: "<= 0%", memory.oom_kills: "<= 0" }
            """;

    /** Room for two of which the smaller does not fit beside the larger, and for what it takes an engine to start it. */
    private static final String HOLDING =
            "limits: { cpus: 0.5, mem_limit: 64m, memswap_limit: 64m, pids_limit: 30 }\nderive: false\n";

    /** It is ready once its largest process holds its 40 MiB: that waits for a reader that reads no more than shows this. */
    private static final String HOLDS = HOLDING + """
            app:
              command: [ busybox, sh, -c, "busybox dd if=/dev/zero bs=40M | { busybox head -c 1 >/dev/null; echo held; exec busybox sleep 1000; }" ]
              ready: { log: "^held$", within: 30s }
              for: 5s
            """;

    /** The same, where that is its first process. */
    private static final String IS_WHAT_HOLDS = HOLDING + """
            app:
              command: [ busybox, sh, -c, "busybox mkfifo /pipe; { busybox head -c 1 >/dev/null; echo held; exec busybox sleep 1000; } </pipe & exec busybox dd if=/dev/zero of=/pipe bs=40M" ]
              ready: { log: "^held$", within: 30s }
              for: 5s
            """;

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void oneThatBearsAStressorInItsContainerFits() throws Exception {
        List<Verdict> verdicts =
                verdicts(LIMITS + SERVES + "  beside: { stress-ng: --vm 1 --vm-bytes 8M, where: container }\n");

        assertThat(verdicts)
                .extracting(ApplicationBesideIT::word)
                .containsExactly(
                        "app ready held",
                        "app stays held",
                        "app beside held",
                        "app limits held",
                        "app http.errors held",
                        "app memory.oom_kills held");
        assertThat(beside(verdicts).evidence())
                .contains("stress-ng --vm 1 --vm-bytes 8M in its container (pid ", "http.p95 ", ", alone ")
                .doesNotContain("killed");
    }

    @Test
    void withoutOneNothingRunsBesideIt() throws Exception {
        assertThat(verdicts(LIMITS + SERVES))
                .noneMatch(verdict -> verdict.subject().contains("beside"));
    }

    /** What it takes alone is what its claims are of: the stressor's memory and processes are not its own. */
    @Test
    void whatRunsBesideItDoesNotCountInWhatItTakes() throws Exception {
        List<Verdict> verdicts = verdicts(LIMITS + """
                app:
                  command: busybox sleep 100
                  for: 1s
                  fits: { pids.peak: "<= 8", memory.oom_kills: 0 }
                  beside: [ { stress-ng: --vm 4 --vm-bytes 2M } ]
                """);

        assertThat(verdicts).extracting(ApplicationBesideIT::word).contains("app pids.peak held", "app beside held");
    }

    /** It is asked that it goes on answering, and not how soon: both have half a CPU, and next to no memory. */
    @Test
    void aKillThatHitsTheStressorIsNoFinding() throws Exception {
        List<Verdict> verdicts = verdicts(LIMITS + """
                app:
                  command: [ busybox, sh, -c, "echo up; exec busybox httpd -f -p 8080 -h /" ]
                  ready: { log: "^up$", within: 30s }
                  for: 5s
                  load: { http: ":8080/etc/passwd", rate: 2/s }
                  fits: { http.errors: "<= 80%", memory.oom_kills: "<= 0" }
                  beside: { stress-ng: --vm 1 --vm-bytes 64M, where: container }
                """);

        assertThat(verdicts)
                .extracting(ApplicationBesideIT::word)
                .contains("app beside held", "app memory.oom_kills held");
        assertThat(beside(verdicts).evidence())
                .contains(
                        "the kernel killed for want of memory, ", "and no process that the application had all along");
    }

    /** stress does not offer itself as stress-ng does, and the kernel takes the largest. */
    @Test
    void aKillThatHitsTheApplicationIsAFinding() throws Exception {
        Verdict beside = beside(verdicts(HOLDS + "  beside: { stress: --vm 1 --vm-bytes 30M --vm-keep }\n"));

        assertThat(beside.outcome()).as(beside.evidence()).isEqualTo(Outcome.ESCAPED);
        assertThat(beside.evidence())
                .containsPattern("the kernel killed the application's pid \\d+ \\(busybox dd if")
                .containsPattern(
                        "and not what took it: stress --vm 1 --vm-bytes 30M --vm-keep in its container \\(pid \\d+\\)");
    }

    /** It offers itself before it takes anything; stress-ng's workers do so a moment after they began, in which the kernel may take the application. */
    @Test
    void theSameApplicationBearsOneThatOffersItself() throws Exception {
        Verdict beside = beside(
                verdicts(
                        HOLDS
                                + "  beside: { run: \"sh -c 'echo 1000 >/proc/self/oom_score_adj; exec busybox dd if=/dev/zero of=/dev/null bs=30M'\" }\n"));

        assertThat(beside.outcome()).as(beside.evidence()).isEqualTo(Outcome.HELD);
        assertThat(beside.evidence())
                .contains(
                        "the kernel killed for want of memory, ", "and no process that the application had all along");
    }

    /** Its first process: it ends with it. */
    @Test
    void aKillThatEndsTheApplicationIsAFinding() throws Exception {
        Verdict beside = beside(verdicts(IS_WHAT_HOLDS + "  beside: { stress: --vm 1 --vm-bytes 30M --vm-keep }\n"));

        assertThat(beside.outcome()).as(beside.evidence()).isEqualTo(Outcome.ESCAPED);
        assertThat(beside.evidence())
                .containsPattern("the kernel killed the application's pid \\d+ \\(busybox dd if")
                .contains("with code 137 (signal 9)");
    }

    @Test
    void aStressorThatDiesAtOnceProvesNothing() throws Exception {
        Verdict beside =
                beside(verdicts(LIMITS + SERVES + "  beside: { run: \"sh -c 'echo no such stress; exit 5'\" }\n"));

        assertThat(beside.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(beside.evidence()).contains("was no stress: it ended ", "with code 5: no such stress");
    }

    /** From the start, or once it has begun: what a cold program reads of itself presses nobody. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 100",
                "\"sh -c 'busybox sleep 0.8; busybox dd if=/dev/zero of=/moved bs=1M count=4 conv=fsync; busybox sleep 100'\""
            })
    void aRivalThatDoesNothingProvesNothing(String load) throws Exception {
        Verdict beside = beside(verdicts(LIMITS + SERVES + "  beside: { run: " + load + ", where: rival }\n"));

        assertThat(beside.outcome()).isEqualTo(Outcome.UNPROVEN);
        assertThat(beside.evidence()).contains("it took no CPU time to speak of");
    }

    /**
     * With the least of shares it has next to no CPU beside one that wants all, and most of its answers wait until nothing more is asked. Beside one that
     * takes a tenth of a CPU on any machine, in short pieces, it has what it wants.
     */
    @Test
    void oneThatARivalStarvesEscapes() throws Exception {
        String policy = """
                limits: { cpu_shares: 2, mem_limit: 32m }
                derive: false
                app:
                  command: busybox httpd -f -p 8080 -h /
                  ready: { http: ":8080/etc/passwd", within: 30s }
                  for: 8s
                  load: { http: ":8080/etc/passwd", rate: 20/s }
                  fits: { http.p95: "<= 5s" }
                  beside: { stress-ng: %s, where: rival }
                """;
        Verdict starved = beside(verdicts(policy.formatted("--cpu 8")));
        Verdict beside =
                beside(verdicts(policy.formatted("--cpu 1 --cpu-method int8 --cpu-load 10 --cpu-load-slice 20")));

        // Where others have the CPUs as well, nobody knows whether it was the rival; that it bears it is never said.
        assertThat(starved.outcome()).as(starved.evidence()).isIn(Outcome.ESCAPED, Outcome.UNPROVEN);
        assertThat(starved.evidence()).contains("stress-ng --cpu 8 as a rival");
        assertThat(starved.outcome() == Outcome.UNPROVEN)
                .isEqualTo(starved.evidence().startsWith("others on the host used "));
        assertThat(beside.outcome()).as(beside.evidence()).isEqualTo(Outcome.HELD);
    }

    @Test
    void aDiskThatOthersWriteToIsBorne() throws Exception {
        assertThat(word(beside(verdicts(LIMITS + SERVES + """
                  beside:
                    - { fio: --rw=randwrite --bs=4k --size=8m --direct=1, where: rival }
                    - { fio: --rw=write --bs=64k --size=4m --time_based --runtime=30, where: container }
                """)))).isEqualTo("app beside held");
    }

    private static Verdict beside(List<Verdict> verdicts) {
        return verdicts.stream()
                .filter(verdict -> verdict.subject().equals("app beside"))
                .findFirst()
                .orElseThrow();
    }

    private static String word(Verdict verdict) {
        return verdict.subject() + " " + verdict.outcome();
    }

    private static List<Verdict> verdicts(String policy) throws InvalidPolicyException {
        List<Verdict> verdicts = RealEngine.verify(
                        RealEngine.host(), RealEngine.paced(policy), new Times(Duration.ofMinutes(20), PATIENCE, true))
                .verdicts();
        if (Boolean.getBoolean("it.told")) {
            verdicts.forEach(verdict -> System.out.println(word(verdict) + ": " + verdict.evidence()));
        }
        return verdicts;
    }
}
