package io.github.containerlimits.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.limit.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written for beginners is a policy. */
class DraftTest {
    @TempDir
    Path directory;

    @Test
    void limitsToBeginWith() throws Exception {
        Policy policy = PolicyReader.parse("limits.yaml", Draft.of(Optional.empty()));

        assertThat(policy.limits().limits())
                .extracting(Limit::key)
                .containsExactly("cpus", "mem_limit", "memswap_limit", "pids_limit", "logging");
        assertThat(policy.limits().volumes()).isEmpty();
    }

    @Test
    void volumesOfTheImageAreAmongThem() throws Exception {
        String draft =
                Draft.of(Optional.of(new Image("shop:1", "sha256:1", "app", "/", List.of("/data", "/odd: 'x'"))));

        assertThat(draft).contains("# The image shop:1 runs as the user app, and declares the volumes below");
        assertThat(PolicyReader.parse(
                                "limits.yaml",
                                Draft.of(Optional.of(new Image("shop:1", "sha256:1", "", "/", List.of("/data")))))
                        .limits()
                        .volumes())
                .extracting(Mount::target)
                .containsExactly("/data");
    }

    @Test
    void aComposeFileIsNamed() throws Exception {
        Files.writeString(directory.resolve("my compose.yaml"), """
                services:
                  a: { image: a, mem_limit: 64m }
                  "b b": { image: b, mem_limit: 32m }
                """);
        Path file = directory.resolve("limits.yaml");
        Files.writeString(file, Draft.from("my compose.yaml", Optional.of("b b")));

        assertThat(PolicyReader.read(file).limits().limits())
                .extracting(Limit::value)
                .containsExactly("32 MiB");
    }
}
