package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies of which a verdict was once wrong, on the real engine; each stands for its kind. */
class VerdictsIT {
    /** The kernel kills only after the load has been at it for a while. */
    @Test
    void aCountThatALongerRunBreaksIsNotHeldBeforeTheLoadHasEnded() throws Exception {
        assertThat(verdicts("""
                limits: { mem_limit: 64m, memswap_limit: 300m }
                derive: false
                trials:
                  - { stress: --vm 1 --vm-bytes 2000M --vm-keep, expect: { memory.oom_kills: "<= 0" } }
                """)).extracting(Verdict::outcome).containsExactly(Outcome.ESCAPED);
    }

    @Test
    void noTrialMeasuresWhatAnEarlierOneLeftRunning() throws Exception {
        List<Verdict> verdicts = verdicts("""
                limits: { cpus: 0.5 }
                derive: false
                trials:
                  - { run: busybox setsid busybox sh -c "while :; do :; done", expect: { cpu.usage: "<= 0.5" } }
                  - { run: busybox sleep 3, expect: { cpu.usage: "<= 0.5" } }
                """);

        assertThat(verdicts).extracting(Verdict::outcome).last().isEqualTo(Outcome.UNPROVEN);
        assertThat(verdicts.get(1).measured())
                .satisfies(
                        idle -> assertThat(idle.amount().orElseThrow().value()).isLessThan(0.1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 8, 12})
    void aSmallLimitOfProcessesIsNotEscapedByTheRuntime(int most) throws Exception {
        assertThat(verdicts("limits: { pids_limit: " + most + ", mem_limit: 6m }\nways_round: skip"))
                .extracting(verdict -> verdict.subject() + " " + verdict.outcome())
                .containsExactly("pids_limit " + (most < 4 ? "unproven" : "held"), "mem_limit held");
    }

    @Test
    void tinyLimitsOfOneKindDoNotHoldUpTheTrialsOfOthers() throws Exception {
        assertThat(verdicts("""
                limits:
                  cpus: 0.01
                  mem_limit: 6m
                  pids_limit: 30
                  blkio_config:
                    device_write_bps: [ { path: rootfs, rate: 1k } ]
                    device_read_iops: [ { path: rootfs, rate: 1 } ]
                ways_round: skip
                """))
                .extracting(verdict -> verdict.subject() + " " + verdict.outcome())
                .containsExactly(
                        "cpus held",
                        "mem_limit held",
                        "pids_limit held",
                        "device_write_bps unproven",
                        "device_read_iops unproven");
    }

    @Test
    void aCapAboveWhatTheDiskDoesIsUnprovenByTheContrast() throws Exception {
        List<Verdict> verdicts = verdicts("""
                limits: { blkio_config: { device_write_bps: [ { path: rootfs, rate: 900g } ] } }
                ways_round: skip
                """);

        assertThat(verdicts)
                .hasSize(2)
                .allSatisfy(verdict -> assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN))
                .allSatisfy(verdict ->
                        assertThat(verdict.evidence()).startsWith("without the cap the same load did only "));
    }

    @Test
    void volumesThatTheEngineMakesAndASingleTmpfsAreTaken() throws Exception {
        assertThat(verdicts("""
                limits:
                  tmpfs: /tmp
                  volumes: [ /data ]
                  mem_limit: 64m
                  blkio_config: { device_read_bps: [ { path: "volume:/data", rate: 1m } ] }
                """))
                .extracting(verdict -> verdict.subject() + " " + verdict.outcome())
                .containsExactly("mem_limit held", "mem_limit (tmpfs) held", "device_read_bps held");
        assertThat(RealEngine.leftovers()).isEmpty();
        assertThat(RealEngine.docker("volume", "ls", "-q", "--filter", "dangling=true"))
                .as("volumes without a name")
                .noneMatch(name -> name.matches("[0-9a-f]{64}"));
    }

    @Test
    void swapWithoutALimitHasItsLine() throws Exception {
        List<Verdict> verdicts = verdicts("limits: { mem_limit: 64m, memswap_limit: -1 }");

        assertThat(verdicts)
                .extracting(verdict -> verdict.subject() + " " + verdict.outcome())
                .containsExactly("mem_limit held", "memswap_limit held");
        assertThat(verdicts.get(1).evidence()).startsWith("no limit, ");
    }

    @Test
    void aLimitThatATrialLiftedIsNamed() throws Exception {
        List<Verdict> verdicts = verdicts("limits: { shm_size: 200m, mem_limit: 64m, cpus: 0.5, cpuset: \"1\" }");

        assertThat(evidence(verdicts, "shm_size"))
                .endsWith("; tried without mem_limit of 64 MiB, which as declared would be met first");
        assertThat(evidence(verdicts, "cpuset"))
                .endsWith("; tried without cpus of 0.5 CPUs, which as declared would be met first");
        assertThat(evidence(verdicts, "cpus")).doesNotContain("tried without");
    }

    @Test
    void aLoadFitsByHavingRunToItsEnd() throws Exception {
        assertThat(verdicts("""
                limits: { mem_limit: 512m }
                derive: false
                trials:
                  - stress: --vm 1 --vm-bytes 200M --vm-keep --timeout 2
                    fits: { exit: 0, seconds: "<= 30s", memory.peak: "<= 450m", memory.oom_kills: 0, pids.peak: "<= 80", output: successful }
                  - stress: --vm 1 --vm-bytes 200M --vm-keep --timeout 2
                    fits: { seconds: "<= 1s", memory.peak: "<= 150m", exit: 1, output: "failed" }
                  - stress: --vm 1 --vm-bytes 900M --vm-keep --timeout 20
                    limits: { memswap_limit: 512m }
                    fits: { memory.oom_kills: 0, exit: 0 }
                """))
                .extracting(verdict -> verdict.subject() + " " + verdict.outcome())
                .containsExactly(
                        "exit (fits) held",
                        "seconds (fits) held",
                        "memory.peak (fits) held",
                        "memory.oom_kills (fits) held",
                        "pids.peak (fits) held",
                        "output (fits) held",
                        "seconds (fits) escaped",
                        "memory.peak (fits) escaped",
                        "exit (fits) escaped",
                        "output (fits) escaped",
                        "memory.oom_kills (fits) escaped",
                        "exit (fits) escaped");
    }

    @Test
    void aLoadThatIsCutShortFitsNothingUnlessItWasToRunForThatTime() throws Exception {
        assertThat(verdicts("""
                limits: { mem_limit: 512m }
                derive: false
                trials:
                  - { run: busybox sleep 100, for: 2s, fits: { memory.peak: "<= 100m" } }
                """)).extracting(Verdict::outcome).containsExactly(Outcome.HELD);
    }

    @Test
    void whatIsTooLargeToPressIsHeldAtASmallerSizeAndMarked() throws Exception {
        String policy = """
                limits: { mem_limit: 512g, memswap_limit: 512g, pids_limit: 2000000 }
                ways_round: skip
                """;

        assertThat(verdicts(policy))
                .allSatisfy(verdict -> {
                    assertThat(verdict.outcome()).as(verdict.evidence()).isEqualTo(Outcome.HELD);
                    assertThat(verdict.evidence())
                            .startsWith("at " + verdict.sizes().orElseThrow() + ": ")
                            .contains("; as declared, the control group shows ");
                })
                .hasSize(3);
        assertThat(verdicts("limits: { mem_limit: 512g }\nways_round: skip\nsmaller: false"))
                .extracting(Verdict::outcome)
                .containsExactly(Outcome.UNPROVEN);
    }

    /** More CPUs than the host has are refused by Docker. */
    @Test
    void whatTheEngineRefusesAtItsDeclaredSizeIsUnprovenAndBothFactsAreTold() throws Exception {
        assertThat(verdicts("limits: { cpus: 512 }\nways_round: skip"))
                .hasSize(1)
                .allSatisfy(verdict -> {
                    assertThat(verdict.outcome()).isEqualTo(Outcome.UNPROVEN);
                    assertThat(verdict.evidence())
                            .startsWith("the engine refuses it at its declared size: ")
                            .containsPattern("; at .* of 512 CPUs(: | it is held: the quota ran out)");
                });
    }

    private static String evidence(List<Verdict> verdicts, String subject) {
        return verdicts.stream()
                .filter(verdict -> verdict.subject().equals(subject))
                .findFirst()
                .orElseThrow()
                .evidence();
    }

    private static List<Verdict> verdicts(String policy) throws InvalidPolicyException {
        return RealEngine.verify(RealEngine.host(), policy).verdicts();
    }
}
