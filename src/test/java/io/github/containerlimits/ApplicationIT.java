package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Applications in their limits, on the real engine: each way in which one can fail, beside its counter-test. */
class ApplicationIT {
    private static final String LIMITS =
            "limits: { cpus: 0.5, mem_limit: 32m, memswap_limit: 32m, pids_limit: 20 }\nderive: false\n";
    /** As goals have it: a neighbour that is there for a while leaves nothing undecided. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A machine without KVM takes its time. */
    private static final Duration TIME = Duration.ofMinutes(20);

    private static final String HTTPD = "busybox httpd -f -p 8080 -h /";

    /** Until its own server answers it. */
    private static final String AWAIT_HTTPD =
            "until busybox wget -q -O /dev/null http://127.0.0.1:8080/etc/passwd; do busybox usleep 100000; done;";

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void oneThatServesFits() throws Exception {
        assertThat(verdicts("""
                app:
                  command: %s
                  ready: { http: ":8080/etc/passwd", within: 30s }
                  for: 3s
                  fits: { memory.peak: "<= 80%%", memory.oom_kills: "<= 0", pids.peak: "<= 80%%", cpu.mean: "<= 80%%", cpu.throttled: "<= 50%%" }
                """.formatted(HTTPD)))
                .extracting(ApplicationIT::word)
                .containsExactly(
                        "app ready held",
                        "app stays held",
                        "app limits held",
                        "app memory.peak held",
                        "app memory.oom_kills held",
                        "app pids.peak held",
                        "app cpu.mean held",
                        "app cpu.throttled held");
    }

    /** As a JVM does that asks for its local host. Alone, and in the network that it shares with what it needs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  needs: { name: store, image: it/busybox, command: busybox sleep 100, ready: { exec: busybox true } }\n"
            })
    void oneThatLooksUpItsOwnNameFindsItself(String needs) throws Exception {
        assertThat(verdicts("""
                app:
                  command: %s
                  ready: { exec: [ busybox, sh, -c, "busybox wget -q -O /dev/null http://$(busybox hostname):8080/etc/passwd" ], within: 20s }
                  for: 500ms
                """.formatted(HTTPD) + needs))
                .extracting(ApplicationIT::word)
                .contains("app ready held", "app stays held");
    }

    @Test
    void oneThatTakesMoreThanItsShareEscapes() throws Exception {
        Verdict peak = verdict("""
                app:
                  command: %s
                  ready: { http: ":8080/etc/passwd", within: 30s }
                  for: 1s
                  fits: { memory.peak: "<= 1%%" }
                """.formatted(HTTPD), "app memory.peak");

        assertThat(peak.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(peak.bound()).hasToString("≤ 327.68 KiB");
    }

    /** What it read fills all that the limit leaves, and the kernel takes that back from whoever needs it; what it holds itself it does not. */
    @ParameterizedTest
    @CsvSource({
        "busybox truncate -s 67108864 /tmp/big; busybox dd if=/tmp/big bs=1M of=/dev/null, HELD",
        "(busybox dd if=/dev/zero bs=26M | busybox sleep 100) & busybox sleep 1, ESCAPED"
    })
    void cacheThatItDoesNotNeedIsNoPartOfItsWorkingSet(String script, Outcome outcome) throws Exception {
        List<Verdict> verdicts = verdicts("""
                app:
                  command: [ busybox, sh, -c, "%s; echo up; exec busybox sleep 100" ]
                  ready: { log: "^up$", within: 60s }
                  for: 2s
                  fits: { memory.peak: "<= 75%%", memory.working_set: "<= 50%%" }
                """.formatted(script));

        assertThat(verdicts)
                .extracting(ApplicationIT::word)
                .contains("app memory.peak escaped", "app memory.working_set " + outcome);
    }

    /**
     * Two that want half a CPU wait for it all the time, one that reads more than fits into its memory for that to be made free, and one that writes faster
     * than it may for the disk; one that sleeps waits for nothing. How long the start took is uncertain on a slow engine.
     */
    @ParameterizedTest
    @CsvSource({
        "cpu, cpu, 'while :; do :; done & while :; do :; done', 5%, ESCAPED",
        "cpu, cpu, busybox sleep 100, 60%, HELD",
        "memory, memory, 'busybox truncate -s 67108864 /tmp/big; while :; do busybox dd if=/tmp/big bs=1M of=/dev/null; done', 0.1%, ESCAPED",
        "memory, memory, busybox sleep 100, 60%, HELD",
        "disk, io, 'while :; do busybox dd if=/dev/zero of=/tmp/x bs=64k count=16 conv=fsync; done', 5%, ESCAPED",
        "disk, io, busybox sleep 100, 60%, HELD"
    })
    void howLongItWaitedIsKnownOnCgroupVersion2Alone(
            String resource, String file, String script, String most, Outcome outcome) throws Exception {
        String metric = resource + ".stalled";
        Verdict stalled = verdict(
                "limits: { cpus: 0.5, mem_limit: 32m, memswap_limit: 32m,"
                        + " blkio_config: { device_write_bps: [ { path: rootfs, rate: 1m } ] } }\nderive: false\n",
                """
                app: { command: [ busybox, sh, -c, "%s" ], for: 4s, fits: { %s: "<= %s" } }
                """.formatted(script, metric, most),
                "app " + metric);

        if (RealEngine.property("cgroup").equals("2")) {
            assertThat(stalled.outcome()).as(stalled.evidence()).isEqualTo(outcome);
        } else {
            assertThat(stalled.conclusion().cause()).contains(Cause.HOST);
            assertThat(stalled.evidence()).startsWith("the control group has no " + file + ".pressure");
        }
    }

    /** A loop takes all of its half CPU, and one that sleeps none. */
    @ParameterizedTest
    @CsvSource({"while :; do :; done, ESCAPED", "exec busybox sleep 100, HELD"})
    void whatItKeptToOfItsCpusIsKnown(String script, Outcome outcome) throws Exception {
        Verdict burst = verdict("""
                app: { command: [ busybox, sh, -c, "%s" ], for: 5s, fits: { cpu.p95: "<= 10%%" } }
                """.formatted(script), "app cpu.p95");

        assertThat(burst.outcome()).as(burst.evidence()).isEqualTo(outcome);
    }

    /** Where nothing of ours runs in it, its first process is all that there is. */
    @Test
    void nothingOfOursCountsInItsLimits() throws Exception {
        assertThat(verdict("""
                app: { command: busybox sleep 100, for: 1s, fits: { pids.peak: "<= 80%" } }
                """, "app pids.peak").measured()).hasToString("1");
    }

    @Test
    void oneThatListensElsewhereIsNeverReady() throws Exception {
        Verdict ready = verdict("""
                app: { command: %s, ready: { http: ":8081/", within: 4s } }
                """.formatted(HTTPD), "app ready");

        assertThat(ready.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(ready.evidence()).contains("GET :8081/: can't connect to remote host", "Connection refused");
    }

    /** However it is known when it was: of what is only seen afterwards, it is known that it had not come about before. */
    @ParameterizedTest
    @ValueSource(strings = {"log: \"^up$\"", "exec: [ busybox, test, -e, /tmp/up ]"})
    void oneThatIsReadyTooLateEscapes(String ready) throws Exception {
        Verdict late = verdict("""
                app:
                  command: [ busybox, sh, -c, "busybox sleep 4; busybox touch /tmp/up; echo up; exec busybox sleep 100" ]
                  ready: { %s, within: 30s }
                  for: 500ms
                  fits: { ready.seconds: "<= 2s" }
                """.formatted(ready), "app ready.seconds");

        assertThat(late.outcome()).as(late.evidence()).isEqualTo(Outcome.ESCAPED);
    }

    @Test
    void oneThatAnswersWithAFailureIsNeverReady() throws Exception {
        assertThat(verdict("""
                app: { command: %s, ready: { http: ":8080/nothing-there", within: 4s } }
                """.formatted(HTTPD), "app ready").evidence()).contains("404 Not Found");
    }

    /** As the engine says of the image's own check, which is asked by default. */
    @Test
    void oneIsReadyWhenItsHealthCheckSaysSo() throws Exception {
        List<String> made = RealEngine.docker("create", "it/busybox", "true");
        String container = made.get(made.size() - 1);
        RealEngine.docker(
                "commit",
                "--change",
                "HEALTHCHECK --interval=500ms --timeout=60s --retries=2 CMD [\"busybox\", \"test\", \"-e\", \"/tmp/up\"]",
                container,
                "it/healthy");
        RealEngine.docker("rm", container);
        String up = "busybox sleep 1; busybox touch /tmp/up; ";

        List<Verdict> verdicts = RealEngine.verifyImage("it/healthy", LIMITS + RealEngine.paced("""
                        app:
                          - { name: named, command: [ busybox, sh, -c, "%1$s exec busybox sleep 200" ], ready: { healthcheck: true, within: 60s }, for: 2s }
                          - { name: usual, command: [ busybox, sh, -c, "%1$s exec busybox sleep 200" ], for: 2s }
                          - { name: never, command: busybox sleep 200, ready: { healthcheck: true, within: 4s } }
                          - { name: falls, command: [ busybox, sh, -c, "%1$s busybox sleep 4; busybox rm /tmp/up; exec busybox sleep 200" ], ready: { healthcheck: true, within: 60s }, for: 60s }
                        """.formatted(up)))
                .verdicts();

        assertThat(verdicts)
                .extracting(ApplicationIT::word)
                .contains(
                        "named ready held",
                        "named stays held",
                        "usual ready held",
                        "usual stays held",
                        "falls ready held");
        assertThat(verdicts)
                .filteredOn(verdict -> List.of("never ready", "falls stays").contains(verdict.subject()))
                .hasSize(2)
                .allSatisfy(verdict -> {
                    assertThat(verdict.evidence()).contains("the image's health check fails");
                    // Where others have the CPUs that it might have answered with, it would be tried again.
                    assertThat(verdict.outcome() == Outcome.ESCAPED
                                    || verdict.conclusion().isByNeighbours())
                            .isTrue();
                });
    }

    @Test
    void oneThatDiesAtOnceIsNeitherReadyNorFits() throws Exception {
        List<Verdict> verdicts = verdicts("""
                app: { command: [ busybox, sh, -c, "echo no configuration; exit 3" ] }
                """);

        assertThat(verdicts)
                .extracting(ApplicationIT::word)
                .containsExactly(
                        "app ready escaped",
                        "app stays unproven",
                        "app memory.oom_kills unproven",
                        "app pids.refused unproven",
                        "app limits unproven");
        assertThat(verdicts.get(0).evidence())
                .contains("with code 3", "it printed last: no configuration")
                .doesNotContain("memory");
    }

    /** Its line is in the log, though nobody looked before its end. */
    @Test
    void oneThatSaysThatItIsReadyAndDiesAtOnceWasReadyAndDoesNotFit() throws Exception {
        List<Verdict> verdicts = verdicts("""
                app: { command: [ busybox, sh, -c, "echo up; exit 3" ], ready: { log: "^up$" } }
                """);

        assertThat(verdicts).extracting(ApplicationIT::word).startsWith("app ready held", "app stays escaped");
        assertThat(verdicts.get(1).evidence()).contains("with code 3");
    }

    @Test
    void oneWhoseCommandIsNotThereSaysSo() throws Exception {
        assertThat(verdict("app: { command: not-there }\n", "app ready").evidence())
                .contains("with code 127", "not-there");
    }

    @Test
    void oneThatIsKilledForWantOfMemoryTellsOfIt() throws Exception {
        Verdict ready = verdict("""
                app: { command: [ busybox, sh, -c, "exec busybox tail /dev/zero" ], ready: { http: ":8080/" } }
                """, "app ready");

        assertThat(ready.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(ready.evidence()).contains("with code 137 (signal 9)").containsPattern("want of memory");
    }

    /** The kernel kills one of its processes, and it goes on. */
    @Test
    void oneOfWhichAProcessIsKilledForWantOfMemoryEscapes() throws Exception {
        String script = "while :; do busybox tail /dev/zero; busybox sleep 1; done";
        assertThat(verdicts("""
                app: { command: [ busybox, sh, -c, "%s" ], ready: { exec: [ "busybox", "true" ], within: 60s }, for: 5s }
                """.formatted(script)))
                .extracting(ApplicationIT::word)
                .contains("app memory.oom_kills escaped");
    }

    @Test
    void oneWhoseForksAreRefusedEscapes() throws Exception {
        String script =
                "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21; do busybox sleep 100 & done; wait";
        assertThat(verdict(
                                "app: { command: [ busybox, sh, -c, \"(" + script
                                        + "); exec busybox sleep 100\" ], for: 1s }\n",
                                "app pids.refused")
                        .outcome())
                .isEqualTo(Outcome.ESCAPED);
    }

    @Test
    void oneThatStopsServingDoesNotStay() throws Exception {
        Verdict stays = verdict("""
                app:
                  command: [ busybox, sh, -c, "busybox httpd -f -p 8080 -h / & busybox sleep 5; kill $!; exec busybox sleep 100" ]
                  ready: { http: ":8080/etc/passwd", within: 60s }
                  for: 60s
                """, "app stays");

        assertThat(stays.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(stays.evidence()).contains("Connection refused");
    }

    @Test
    void oneThatEndsWhileItIsWatchedDoesNotStay() throws Exception {
        Verdict stays = verdict("""
                app:
                  command: [ busybox, sh, -c, "echo up; busybox sleep 4; echo bye" ]
                  ready: { log: "^up$", within: 60s }
                  for: 60s
                """, "app stays");

        assertThat(stays.outcome()).isEqualTo(Outcome.ESCAPED);
        assertThat(stays.evidence()).contains("with code 0", "it printed last: bye");
    }

    @Test
    void aJobThatEndsWellFitsAndOneThatFailsEscapes() throws Exception {
        assertThat(verdicts("""
                app:
                  - { name: good, command: [ busybox, sh, -c, "busybox sleep 1" ], ready: { exit: true } }
                  - { name: bad, command: [ busybox, sh, -c, "busybox sleep 1; exit 9" ], ready: { exit: true } }
                  - { name: slow, command: [ busybox, sleep, "60" ], ready: { exit: true, within: 2s } }
                """))
                .extracting(ApplicationIT::word)
                .contains("good ends held", "good exit held", "bad ends held", "bad exit escaped", "slow ends escaped");
    }

    @Test
    void theEnvironmentIsThePolicys() throws Exception {
        assertThat(verdict("""
                app:
                  command: [ busybox, sh, -c, "echo $GREETING; exec busybox sleep 100" ]
                  env: { GREETING: hello }
                  ready: { log: "^hello$", within: 20s }
                  for: 1s
                """, "app ready").outcome()).isEqualTo(Outcome.HELD);
    }

    @Test
    void oneThatAnswersItsLoadFits() throws Exception {
        List<Verdict> verdicts = verdicts("""
                app:
                  command: %s
                  ready: { http: ":8080/etc/passwd", within: 60s }
                  for: 4s
                  load: { http: ":8080/etc/passwd", rate: 20/s }
                  fits: { http.errors: "<= 0%%", http.rate: ">= 19", http.max: "<= 60s", memory.oom_kills: 0 }
                """.formatted(HTTPD));

        assertThat(verdicts)
                .extracting(ApplicationIT::word)
                .contains("app http.errors held", "app http.rate held", "app http.max held");
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.subject().equals("app http.errors"))
                .allSatisfy(verdict -> assertThat(verdict.evidence()).startsWith("80 requests at 20.0/s, none failed"));
    }

    /** It is not asked what is quick, but whether it answers. */
    @Test
    void oneThatAnswersItsLoadWithFailuresEscapes() throws Exception {
        assertThat(verdict("""
                app:
                  command: %s
                  ready: { http: ":8080/etc/passwd", within: 60s }
                  for: 1s
                  load: { http: ":8080/nothing-there", rate: 20/s }
                """.formatted(HTTPD), "app http.errors").outcome()).isEqualTo(Outcome.ESCAPED);
    }

    /**
     * The gate of a loader: an application that is stopped for two seconds of ten has kept a fifth of its users waiting. One that asks only after it was
     * answered would show a single slow request. It stands still once it was asked for the first time, by its own list of requests.
     */
    @Test
    void whoCameWhileItStoodStillHadToWait() throws Exception {
        String script =
                "busybox mkfifo /asked; busybox httpd -f -v -p 8080 -h / 2>/asked & p=$!; exec 3</asked; " + AWAIT_HTTPD
                        + " read -r own <&3; echo up; read -r first <&3; busybox usleep 1000000; kill -STOP $p; busybox usleep 2000000;"
                        + " kill -CONT $p; exec busybox cat <&3 >/dev/null";
        List<Verdict> verdicts = verdicts("""
                app:
                  command: [ busybox, sh, -c, "%s" ]
                  ready: { log: "^up$", within: 30s }
                  for: 10s
                  load: { http: ":8080/etc/passwd", rate: 20/s }
                  fits: { http.p50: "<= 1500ms", http.p99: "<= 1500ms", http.errors: "<= 50%%" }
                """.formatted(script));

        assertThat(verdicts)
                .extracting(ApplicationIT::word)
                .contains("app http.p50 held", "app http.p99 escaped", "app http.errors held");
    }

    /** Without an answer, the time for which it was waited is known. */
    @Test
    void oneThatHangsUnderItsLoadEscapes() throws Exception {
        String script = "busybox httpd -f -p 8080 -h / & p=$!; " + AWAIT_HTTPD
                + " kill -STOP $p; echo up; exec busybox sleep 100";
        List<Verdict> verdicts = verdicts("""
                app:
                  command: [ busybox, sh, -c, "%s" ]
                  ready: { log: "^up$", within: 30s }
                  for: 4s
                  load: { http: ":8080/etc/passwd", rate: 20/s }
                  fits: { http.errors: "<= 1%%", memory.oom_kills: 0 }
                """.formatted(script));

        assertThat(verdicts).extracting(ApplicationIT::word).contains("app stays held");
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.subject().equals("app http.errors"))
                .singleElement()
                // Where others have the CPUs that it might have answered with, it would be tried again.
                .satisfies(verdict -> assertThat(verdict.outcome() == Outcome.ESCAPED
                                || verdict.conclusion().isByNeighbours())
                        .as(verdict.evidence())
                        .isTrue());
    }

    /** Nobody listens, so that its first process is all that there is. */
    @Test
    void nothingOfTheLoadCountsInItsLimits() throws Exception {
        List<Verdict> verdicts = verdicts("""
                app:
                  command: busybox sleep 100
                  for: 3s
                  load: { http: ":8080/", rate: 50/s }
                  fits: { pids.peak: "<= 80%", http.errors: "<= 1%" }
                """);

        assertThat(verdicts).extracting(ApplicationIT::word).contains("app pids.peak held", "app http.errors escaped");
        assertThat(verdicts)
                .filteredOn(verdict -> verdict.subject().equals("app pids.peak"))
                .extracting(verdict -> verdict.measured().text())
                .containsExactly("1");
    }

    /** What it was asked is what it prints, and it answers nothing else. */
    @Test
    void aLoadHasAMethodHeadersAndABody() throws Exception {
        String answer =
                "read -r m p v; while read -r h && [ ${#h} -gt 1 ]; do case $h in x-mark*) k=${h%?};; esac; done; read -r -n 5 b; "
                        + "[ \\\"$m $p $k $b\\\" = \\\"PUT /x?y=1 x-mark: here hello\\\" ] && s=200 || s=500; "
                        + "printf 'HTTP/1.1 %s X\\\\r\\\\nContent-Length: 0\\\\r\\\\nConnection: close\\\\r\\\\n\\\\r\\\\n' $s";
        String policy = """
                app:
                  command: [ busybox, nc, -ll, -p, "8080", -e, busybox, sh, -c, "%s" ]
                  ready: { exec: [ busybox, "true" ], within: 60s }
                  for: 2s
                  load: { http: ":8080/x?y=1", rate: 5/s, method: PUT, headers: { x-mark: here }, body: %s }
                """;

        assertThat(verdict(policy.formatted(answer, "hello"), "app http.errors").outcome())
                .isEqualTo(Outcome.HELD);
        assertThat(verdict(policy.formatted(answer, "other"), "app http.errors").outcome())
                .isEqualTo(Outcome.ESCAPED);
    }

    private static String word(Verdict verdict) {
        return verdict.subject() + " " + verdict.outcome();
    }

    private static Verdict verdict(String policy, String subject) throws InvalidPolicyException {
        return verdict(LIMITS, policy, subject);
    }

    private static Verdict verdict(String limits, String policy, String subject) throws InvalidPolicyException {
        return verdicts(limits, policy).stream()
                .filter(verdict -> verdict.subject().equals(subject))
                .findFirst()
                .orElseThrow();
    }

    private static List<Verdict> verdicts(String policy) throws InvalidPolicyException {
        return verdicts(LIMITS, policy);
    }

    private static List<Verdict> verdicts(String limits, String policy) throws InvalidPolicyException {
        return RealEngine.verify(RealEngine.host(), limits + RealEngine.paced(policy), new Times(TIME, PATIENCE, true))
                .verdicts();
    }
}
