package io.github.containerlimits.policy.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingsTest {
    private static final Set<String> METRICS = Set.of("memory.peak", "http.p95", "ready.seconds");

    private static final Set<String> KNOWN = Set.of(
            "mem_limit",
            "memswap_limit",
            "mem_swappiness",
            "cpus",
            "cpuset",
            "cpu_shares",
            "pids_limit",
            "shm_size",
            "storage_opt",
            "blkio_config",
            "ulimits",
            "logging",
            "volumes",
            "read_only");

    @ParameterizedTest
    @CsvSource({
        "--memory, mem_limit",
        "memory, mem_limit",
        "-m, mem_limit",
        "Mem_Limit, mem_limit",
        "memLimit, mem_limit",
        "mem-limit, mem_limit",
        "mem_limt, mem_limit",
        "limits.memory, mem_limit",
        "resources.limits.cpu, cpus",
        "memory-swap, memswap_limit",
        "--memory-swappiness, mem_swappiness",
        "--cpus, cpus",
        "cpu_limit, cpus",
        "CPU, cpus",
        "NanoCpus, cpus",
        "cpuset-cpus, cpuset",
        "cpu-shares, cpu_shares",
        "pids, pids_limit",
        "shm-size, shm_size",
        "storage-opt, storage_opt",
        "ephemeral-storage, storage_opt.size",
        "blkio-weight, blkio_config.weight",
        "device-read-bps, blkio_config.device_read_bps",
        "ulimit, ulimits",
        "log-opt, logging.options",
        "readOnlyRootFilesystem, read_only",
    })
    void hintsAtOurWord(String key, String ours) {
        assertThat(Spellings.hint(key, KNOWN)).isEqualTo("; did you mean '" + ours + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        "--memory, mem_limit",
        "MEM_LIMIT, mem_limit",
        "resources, deploy.resources",
        "Limits, deploy.resources.limits",
        "requests, deploy.resources.reservations",
        "cpu, cpus",
        "--cpuset-cpus, cpuset",
        "ephemeral-storage, storage_opt.size",
        "ways_round, x-container-limits.ways_round",
        "helthcheck, healthcheck",
    })
    void hintsAtWhatAServiceHas(String key, String ours) {
        Set<String> known = Set.of("deploy", "mem_limit", "cpus", "cpuset", "storage_opt", "healthcheck");

        assertThat(Spellings.hint(key, known)).isEqualTo("; did you mean '" + ours + "'?");
    }

    @ParameterizedTest
    @CsvSource({"mem_limit, limits.mem_limit", "--memory, limits.mem_limit", "Cpus, limits.cpus", "trails, trials"})
    void hintsAtThePlaceOfLimits(String key, String ours) {
        assertThat(Spellings.hintAtRoot(key, Set.of("limits", "trials"), KNOWN))
                .isEqualTo("; did you mean '" + ours + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        "mem_limit, limits.mem_limit",
        "--cpus, limits.cpus",
        "volumes, limits.volumes",
        "timeout, for",
        "working_dir, in",
        "stress_ng, stress-ng",
        "fit, fits"
    })
    void hintsAtTheWordsOfATrial(String key, String ours) {
        Set<String> known = Set.of("for", "in", "limits", "expect", "fits", "stress-ng");

        assertThat(Spellings.hintInTrial(key, known, Set.of("mem_limit", "cpus", "volumes"), METRICS))
                .isEqualTo("; did you mean '" + ours + "'?");
    }

    @ParameterizedTest
    @CsvSource({
        "environment, env",
        "entrypoint, command",
        "healthcheck, ready",
        "depends_on, needs",
        "cpus, limits.cpus"
    })
    void hintsAtTheWordsOfAnApp(String key, String ours) {
        Set<String> known = Set.of("ready", "env", "command", "needs", "fits");

        assertThat(Spellings.hintInTrial(key, known, KNOWN, METRICS)).isEqualTo("; did you mean '" + ours + "'?");
    }

    @Test
    void namesThePlaceOfWhatIsClaimed() {
        assertThat(Spellings.hintInTrial("memory.peak", Set.of("expect", "fits"), KNOWN, METRICS))
                .isEqualTo(": what is claimed of it stands in expect or fits");
        assertThat(Spellings.hintInTrial("http.p95", Set.of("ready", "fits"), KNOWN, METRICS))
                .isEqualTo(": what is claimed of it stands in fits");
        assertThat(Spellings.hintInTrial("ready.http", Set.of("ready", "fits"), KNOWN, METRICS))
                .doesNotContain("fits");
    }

    @ParameterizedTest
    @CsvSource({"mem_limit, memory", "--memory, memory", "cpus, cpu", "storage, ephemeral-storage", "memry, memory"})
    void hintsAtTheWordsOfKubernetes(String key, String theirs) {
        assertThat(Spellings.hintOfKubernetes(key, Set.of("cpu", "memory", "ephemeral-storage")))
                .isEqualTo("; did you mean '" + theirs + "'?");
    }

    @Test
    void hintsAtNothingThatThereIsNot() {
        assertThat(Spellings.hint("trials", KNOWN)).isEqualTo(": it stands beside limits, not in them");
        assertThat(Spellings.hint("memory", Set.of("cpuset"))).isEmpty();
        assertThat(Spellings.hint("sysctls_of_the_host", KNOWN)).isEmpty();
        assertThat(Spellings.hint("x".repeat(10_000), KNOWN)).isEmpty();
    }

    @Test
    void namesTheWayToOtherFiles() {
        assertThat(Spellings.hint("deploy", KNOWN))
                .isEqualTo(": a Compose file is named, as in limits: { from: compose.yaml, service: shop }");
        assertThat(Spellings.hint("resources", KNOWN))
                .isEqualTo(": limits stand here as a Compose service has them, such as cpus and mem_limit");
    }

    @Test
    void whatIsNotLookedAtIsALineAndNoFinding() throws InvalidPolicyException {
        Policy policy =
                PolicyReader.parse("limits.yaml", "limits: { cpus: 1, cpu_rt_runtime: 95, isolation: default }");

        assertThat(policy.remarks())
                .map(Finding::toString)
                .containsExactly(
                        "limits.yaml:1:36: cpu_rt_runtime is not looked at",
                        "limits.yaml:1:51: isolation is not looked at");
    }
}
