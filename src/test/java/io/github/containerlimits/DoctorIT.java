package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.result.Diagnosis;
import io.github.containerlimits.result.Diagnosis.Ability;
import io.github.containerlimits.result.Diagnosis.Word;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine can enforce is found by what the kernel has, whatever the engine says. */
class DoctorIT {
    @AfterEach
    void nothingIsLeft() throws IOException, InterruptedException {
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void saysOfEachKindOfLimitWhetherTheEngineEnforcesIt() {
        Map<String, Ability> abilities = examined(RealEngine.host());

        assertThat(abilities.keySet()).containsExactlyInAnyOrderElementsOf(LimitKinds.keys());
        assertThat(word(abilities, "mem_limit", "memswap_limit", "cpus", "cpu_quota", "cpu_period", "cpu_shares"))
                .containsOnly(Word.YES);
        assertThat(word(
                        abilities,
                        "pids_limit",
                        "shm_size",
                        "tmpfs.size",
                        "logging",
                        "oom_score_adj",
                        "ulimits.nofile"))
                .containsOnly(Word.YES);
        assertThat(ability(abilities, "storage_opt.size").word()).isEqualTo(Word.NO);
        assertThat(ability(abilities, "storage_opt.size").advice()).contains("mount -o pquota");
        // Asked for as it is by itself, which says nothing.
        assertThat(ability(abilities, "ulimits.nice").word()).isEqualTo(Word.UNKNOWN);
    }

    /** Of a size that no file shows, only a load can tell. */
    @Test
    void triesASizeThatNoFileShows() {
        Ability size = ability(examined(RealEngine.property("quotaDockerHost")), "storage_opt.size");

        assertThat(size.word()).isEqualTo(Word.YES);
        assertThat(size.basis()).isEqualTo(Diagnosis.Basis.TRIED);
    }

    @Test
    void isNotFooledByAnEngineThatDropsLimits() throws IOException {
        Consumer<ObjectNode> lie =
                config -> config.remove(List.of("PidsLimit", "NanoCpus", "Ulimits", "ShmSize", "OomScoreAdj"));
        try (LyingProxy proxy = new LyingProxy(RealEngine.host(), lie)) {
            Map<String, Ability> abilities = examined(proxy.address());

            assertThat(proxy.lies()).isPositive();
            assertThat(word(
                            abilities,
                            "pids_limit",
                            "cpus",
                            "ulimits.nofile",
                            "ulimits.core",
                            "shm_size",
                            "oom_score_adj"))
                    .containsOnly(Word.DISCARDED);
            assertThat(word(abilities, "mem_limit", "cpu_quota", "cpu_shares")).containsOnly(Word.YES);
        }
    }

    private static Ability ability(Map<String, Ability> abilities, String key) {
        return Optional.ofNullable(abilities.get(key)).orElseThrow();
    }

    private static List<Word> word(Map<String, Ability> abilities, String... keys) {
        return List.of(keys).stream().map(key -> ability(abilities, key).word()).toList();
    }

    private static Map<String, Ability> examined(String host) {
        Duration most = Duration.ofMinutes(5);
        try (DockerEngine engine = RealEngine.connect(host, most)) {
            Diagnosis diagnosis =
                    Examination.examine(engine, engine.smallestImage().orElseThrow(), most, System.out::println);
            new io.github.containerlimits.report.DiagnosisReport(diagnosis)
                    .text()
                    .forEach(System.out::println);
            return diagnosis.abilities().stream()
                    .collect(Collectors.toMap(ability -> ability.kind().key(), ability -> ability));
        }
    }
}
