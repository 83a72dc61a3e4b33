package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All that a verdict depends on makes another key. */
class ProofKeyTest {
    @TempDir
    Path directory;

    private static EngineFacts engine(String address, String version, String kernel, int cpus, long memory) {
        return new EngineFacts(
                "Docker",
                version,
                "1.41",
                address,
                kernel,
                2,
                "systemd",
                "overlay2",
                "/var/lib/docker",
                cpus,
                memory,
                "x86_64",
                List.of());
    }

    private static List<Image> images(String... ids) {
        return Stream.of(ids)
                .map(id -> new Image("shop:1.4", id, "", "", List.of()))
                .toList();
    }

    private Path jar(String name, String file, String text) throws IOException {
        Path jar = directory.resolve(name);
        try (ZipOutputStream files = new ZipOutputStream(Files.newOutputStream(jar))) {
            files.putNextEntry(new ZipEntry(file));
            files.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void everyPartCounts() throws IOException {
        List<String> policy = List.of("limits: { cpus: 1 }");
        List<String> other = List.of("limits: { cpus: 1 }", "MEM=512m");
        Path plugin = jar("plugin.jar", "Judge.class", "1");
        EngineFacts engine = engine("unix:///a", "28.5", "6.1", 2, 8L << 30);
        ProofKey key = new ProofKey(policy, List.of("true", ""), plugin);
        String one = key.of(engine, images("sha256:1"));

        Set<String> keys = new HashSet<>(List.of(
                one,
                key.of(engine, images("sha256:2")),
                key.of(engine, images("sha256:1", "sha256:2")),
                key.of(engine, images("sha256:1", "sha256:3")),
                key.of(engine("unix:///b", "28.5", "6.1", 2, 8L << 30), images("sha256:1")),
                key.of(engine("unix:///a", "28.6", "6.1", 2, 8L << 30), images("sha256:1")),
                key.of(engine("unix:///a", "28.5", "6.2", 2, 8L << 30), images("sha256:1")),
                key.of(engine("unix:///a", "28.5", "6.1", 4, 8L << 30), images("sha256:1")),
                key.of(engine("unix:///a", "28.5", "6.1", 2, 9L << 30), images("sha256:1")),
                new ProofKey(other, List.of("true", ""), plugin).of(engine, images("sha256:1")),
                new ProofKey(policy, List.of("", "true"), plugin).of(engine, images("sha256:1")),
                new ProofKey(policy, List.of("true", ""), jar("new.jar", "Judge.class", "2"))
                        .of(engine, images("sha256:1")),
                new ProofKey(policy, List.of("true", ""), jar("other.jar", "Trial.class", "1"))
                        .of(engine, images("sha256:1"))));

        assertThat(keys).hasSize(13).allMatch(text -> text.matches("[0-9a-f]{64}"));
        assertThat(key.of(engine, images("sha256:1"))).as("the same once more").isEqualTo(one);
    }
}
