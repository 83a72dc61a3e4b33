package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.Fuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compose files that nobody would write: mutated, in circles, unfolding without end. Seeded, so that a failure can be had again. */
class ComposeFuzzTest {
    private static final int PROJECTS = 10_000;
    private static final List<String> PIECES = List.of(
            "services",
            "include",
            "extends",
            "file",
            "service",
            "web",
            "base",
            "base.yaml",
            "compose.yaml",
            "../x.yaml",
            "/etc/passwd",
            "/dev/zero",
            "https://example.org/x",
            "mem_limit",
            "cpus",
            "deploy",
            "resources",
            "limits",
            "reservations",
            "memory",
            "pids",
            "volumes",
            "tmpfs",
            "ulimits",
            "logging",
            "driver",
            "options",
            "max-size",
            "blkio_config",
            "x-container-limits",
            "trials",
            "$",
            "${",
            "}",
            "${A",
            ":-",
            ":?",
            "$$",
            "~",
            "!reset",
            "!override",
            "!!binary",
            "<<",
            "&a",
            "*a",
            "*x",
            "- ",
            ": ",
            "\n",
            "\n  ",
            "\n    ",
            "{",
            "}",
            "[",
            "]",
            "\"",
            "'",
            "|",
            ">",
            "#",
            "---",
            "512m",
            "-1",
            "0",
            "1e400",
            "\u0000",
            "\ufeff",
            "\u2028",
            "\ud800",
            "\u001b[2J");

    private static final Fuzz FUZZ = new Fuzz(PIECES, Pattern.compile("^\\S+:[1-9]\\d*:[1-9]\\d*: "));

    private static final String COMPOSE = """
            include: [ included.yaml ]
            x-a: &x { mem_limit: "${A:-64m}", cpus: .5 }
            services:
              web:
                <<: *x
                extends: { service: base, file: base.yaml }
                deploy: { resources: { limits: { cpus: 0.5, memory: 64m } } }
                volumes: [ "./a:/a", "b:/b:ro", { type: tmpfs, target: /c, tmpfs: { size: 1m } } ]
                tmpfs: [ "/d:size=1m" ]
                ulimits: { nofile: { soft: 64, hard: 99 }, core: 0 }
                logging: { driver: json-file, options: { max-size: 1m } }
                x-container-limits: { trials: [ { run: a, fits: { exit: 0 } } ] }
            """;
    private static final String BASE = """
            services:
              base: { extends: other, pids_limit: 9, cpu_rt_runtime: 1 }
              other: { shm_size: "${B}", storage_opt: { size: 1g } }
            """;

    @TempDir
    private Path directory;

    private ComposeProject project;

    @BeforeEach
    void project() throws IOException {
        project = new ComposeProject(directory.toRealPath())
                .service("web")
                .with(Map.of("A", "64m"))
                .file("included.yaml", "services: { db: { image: db } }");
    }

    @Test
    void neverAnythingButFindings() throws IOException {
        Random random = new Random(20261125);
        for (int i = 0; i < PROJECTS; i++) {
            String compose = i % 4 == 3 ? assembled(random) : mutated(COMPOSE, random);
            project.file("compose.yaml", compose);
            if (i % 2 == 0) {
                project.file("base.yaml", mutated(BASE, random)).file(".env", i % 8 == 0 ? assembled(random) : "B=1m");
            }
            assertReadable("compose.yaml", compose);
        }
    }

    @Test
    void notEvenWhereItIsHuge() throws IOException {
        for (String unit : List.of("[", "{a: ", "- ", "services: { web: ", "x: &a [*a]\n", "${", "x", "a: &a\n")) {
            for (int size : new int[] {10 << 20, 98 << 10, 60 << 10}) {
                String text = "services: { web: { mem_limit: 64m } }\n" + unit.repeat(size / unit.length());
                project.file("compose.yaml", text);
                assertReadable("compose.yaml", unit);
            }
            project.file("compose.yaml", "services: { web: { mem_limit: 64m } }")
                    .file(".env", unit.repeat((60 << 10) / unit.length()));
            assertReadable("compose.yaml", ".env of " + unit);
            project.file(".env", "A=\"" + ("'" + unit + "\n").repeat((60 << 10) / (unit.length() + 2)));
            assertReadable("compose.yaml", ".env of lines of " + unit);
            project.file(".env", "");
        }
    }

    /** A billion laughs, through aliases in what is read and through merges. */
    @Test
    void notEvenWhereItUnfoldsWithoutEnd() throws IOException {
        String aliases = IntStream.range(1, 20)
                .mapToObj(i -> "x-" + i + ": &a" + i + " { a: *a" + (i - 1) + ", b: *a" + (i - 1) + " }\n")
                .collect(Collectors.joining("", "x-0: &a0 { c: 1 }\n", ""));
        String merges = IntStream.range(1, 20)
                .mapToObj(i -> "x-" + i + ": &a" + i + " { <<: [ *a" + (i - 1) + ", *a" + (i - 1) + " ] }\n")
                .collect(Collectors.joining("", "x-0: &a0 { mem_limit: 64m }\n", ""));
        String deep = IntStream.range(1, 900)
                .mapToObj(i -> "x-" + i + ": &a" + i + " [[[[[[[[[[[[[[[[ *a" + (i - 1) + " ]]]]]]]]]]]]]]]]\n")
                .collect(Collectors.joining("", "x-0: &a0 [ 1 ]\n", ""));
        for (String service : List.of(
                aliases + "services: { web: { deploy: *a19, x-container-limits: *a19 } }",
                aliases + "services: { web: *a19 }",
                aliases + "include: *a19",
                merges + "services: { web: { <<: *a19 } }",
                merges + "services: { web: *a19 }",
                merges + "services: *a19",
                deep + "services: { web: { volumes: *a899 } }",
                deep + "include: *a899")) {
            project.file("compose.yaml", service);
            assertReadable("compose.yaml", service);
        }
    }

    @Test
    void notEvenWhereItGoesInCircles() throws IOException {
        String many = IntStream.range(0, 3000)
                .mapToObj(i -> "s" + i + ": { extends: s" + (i + 1) + ", image: a }\n  ")
                .collect(
                        Collectors.joining("", "services:\n  web: { extends: s0 }\n  ", "s3000: { mem_limit: 64m }\n"));
        String fan = IntStream.range(0, 40)
                .mapToObj(i -> "f" + i + ".yaml")
                .collect(Collectors.joining(", ", "{ include: [ ", " ] }"));
        for (int i = 0; i < 40; i++) {
            project.file("f" + i + ".yaml", fan);
        }
        for (String text : List.of(
                many,
                fan,
                "{ include: [ compose.yaml ] }",
                "{ include: { path: [ f1.yaml, f2.yaml ] } }",
                "services: { web: { extends: { file: compose.yaml, service: web } } }")) {
            project.file("compose.yaml", text);
            assertReadable("compose.yaml", text);
        }
    }

    @Test
    void notEvenManyLargeFilesOrStrangeOnes() throws IOException {
        String large =
                "services:\n" + "  s0: { a: [1,2], b: { c: 1 } }\n".repeat(1900).replaceAll("s0", "s");
        for (int i = 0; i < 30; i++) {
            project.file("large" + i + ".yaml", large.replace("s:", "s" + i + ":"));
        }
        project.file(
                "compose.yaml",
                IntStream.range(0, 30)
                        .mapToObj(i -> "large" + i + ".yaml")
                        .collect(Collectors.joining(", ", "{ include: [ ", " ] }")));
        assertReadable("compose.yaml", "many large files");

        Files.createSymbolicLink(directory.resolve("self.yaml"), directory.resolve("self.yaml"));
        for (String name :
                List.of("self.yaml", ".", "/", "/dev/zero", "/proc/self/mem", "a/../../../etc/passwd", "\\u0000", "")) {
            project.file("compose.yaml", "{ include: [ \"" + name + "\" ] }");
            assertReadable("compose.yaml", name);
            project.file("compose.yaml", "services: { web: { extends: { service: a, file: \"" + name + "\" } } }");
            assertReadable("compose.yaml", name);
            project.file("limits.yaml", "limits: { from: \"" + name + "\" }");
            assertReadable("limits.yaml", name);
        }
    }

    /** A file has no half of a character. */
    private static String mutated(String seed, Random random) {
        return FUZZ.mutated(seed, 4, random).replaceAll("\\p{Cs}", "?");
    }

    private static String assembled(Random random) {
        return FUZZ.assembled("services: { web: ", random).replaceAll("\\p{Cs}", "?");
    }

    private void assertReadable(String file, String what) {
        FUZZ.assertReadable(what, () -> project.read(file).remarks());
    }
}
