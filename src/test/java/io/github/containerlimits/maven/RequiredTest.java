package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.result.Diagnosis;
import io.github.containerlimits.result.Diagnosis.Ability;
import io.github.containerlimits.result.Diagnosis.Basis;
import io.github.containerlimits.result.Diagnosis.Word;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.Test;

class RequiredTest {
    @Test
    void aLimitThatThereIsNotIsAnErrorWithAHint() {
        assertThatThrownBy(() -> Required.of(List.of("cpus", "memory")))
                .isInstanceOf(MojoExecutionException.class)
                .hasMessageContaining("'memory' is no limit; did you mean 'mem_limit'?")
                .hasMessageContaining("There are mem_limit, memswap_limit, ");
    }

    @Test
    void failsWhereOneIsNotEnforcedOrNotKnown() throws MojoExecutionException {
        Diagnosis diagnosis =
                diagnosis(Map.of("cpus", Word.YES, "storage_opt.size", Word.NO, "pids_limit", Word.UNKNOWN));

        assertThatNoException().isThrownBy(() -> Required.of(List.of(" cpus")).check(diagnosis));
        assertThatNoException().isThrownBy(() -> Required.of(List.of()).check(diagnosis));
        assertThatThrownBy(
                        () -> Required.of(List.of("cpus", "storage_opt.size")).check(diagnosis))
                .isInstanceOf(MojoFailureException.class)
                .hasMessage("1 of the 2 limits required of the engine at unix:///x is not enforced there:"
                        + " storage_opt.size (no): because. Do something.");
        assertThatThrownBy(() -> Required.of(List.of("pids_limit")).check(diagnosis))
                .hasMessageStartingWith("1 of the 1 limit required of the engine at unix:///x is not enforced there");
    }

    private static Diagnosis diagnosis(Map<String, Word> words) {
        return new Diagnosis(
                new EngineFacts(
                        "Docker",
                        "28",
                        "1.41",
                        "unix:///x",
                        "6",
                        2,
                        "systemd",
                        "overlay2",
                        "/x",
                        2,
                        1,
                        "x86_64",
                        List.of()),
                new Image("busybox", "sha256:1", "", "", List.of()),
                List.of(),
                words.entrySet().stream()
                        .map(word -> new Ability(
                                kind(word.getKey()), "1", word.getValue(), "because", "Do something.", Basis.SAID))
                        .toList(),
                Duration.ZERO);
    }

    private static LimitKind kind(String key) {
        return LimitKinds.ALL.stream()
                .filter(kind -> kind.key().equals(key))
                .findFirst()
                .orElseThrow();
    }
}
