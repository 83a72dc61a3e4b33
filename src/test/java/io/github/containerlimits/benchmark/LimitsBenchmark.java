package io.github.containerlimits.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.RealEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the plugin costs beside a script, Testcontainers and the floor of what cannot be saved; only in the profile "benchmark". Figures are printed and
 * written, and none of them is asserted: only that all sides prove what they say.
 */
class LimitsBenchmark {
    private static final Path FOLDER = Path.of("target/benchmark");
    private static final Path PAGE = Path.of("src/site/markdown/benchmark.md");
    private static final int HEAP_MEBIBYTES = 64;
    private static final int TRIES = 3;

    private final Figures figures = new Figures();
    private final Floor floor;
    private final PluginSide plugin;
    private final Rivals rivals;
    private int measuredAgain;

    LimitsBenchmark() throws IOException {
        plugin = new PluginSide(FOLDER.resolve("plugin"));
        rivals = new Rivals(FOLDER);
        floor = new Floor(rivals.tools());
    }

    @Test
    void allSidesProveTheSameAndSayWhatItTakes() throws Exception {
        List<Subject> subjects = Subject.only(System.getProperty("benchmark.only", ""));
        int rounds = Integer.getInteger("benchmark.rounds", 5);
        assertThat(subjects).isNotEmpty();
        say("preparing: what only a first run has to do");
        rivals.prepare();
        for (Subject subject : subjects) {
            plugin.prepare(subject);
        }
        say("leaving limits out: each proof must fail");
        assertThat(rivals.pretended(subjects.stream()
                        .flatMap(subject -> subject.proofs().stream())
                        .distinct()
                        .toList()))
                .isEmpty();

        for (int round = 0; round < rounds; round++) {
            for (Subject subject : subjects) {
                tryToMeasure(round, subject);
            }
        }
        for (int count : List.of(1, 10, 100)) {
            figures.addTrials(count, plugin.trials(count));
        }
        figures.addFact(
                "unchanged",
                String.format(
                        Locale.ROOT,
                        "%.1f s where %s was proven before and nothing has changed",
                        plugin.unchanged(subjects.get(0)),
                        subjects.get(0).title()));
        addFacts(rounds, subjects.get(subjects.size() - 1));

        figures.write(Path.of("target/benchmark.json"));
        System.out.println(Page.tables(figures));
        if (Boolean.getBoolean("benchmark.page")) {
            Files.writeString(PAGE, Page.of(figures));
        }
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    private interface Side {
        void run() throws IOException, InterruptedException;
    }

    /** What a neighbour on the machine spoils is measured again, all sides of it, and counted. */
    private void tryToMeasure(int round, Subject subject) throws IOException, InterruptedException {
        for (int left = TRIES - 1; ; left--) {
            try {
                measure(round, subject);
                return;
            } catch (AssertionError e) {
                if (left == 0) {
                    throw e;
                }
                measuredAgain++;
                say("round " + (round + 1) + ", " + subject.title() + ", is measured again: " + e.getMessage());
            }
        }
    }

    private void measure(int round, Subject subject) throws IOException, InterruptedException {
        Map<String, Double> took = new HashMap<>();
        List<Side> sides = new ArrayList<>(List.of(
                () -> took.put("floor", floor.start() + floor.loads(subject)),
                () -> {
                    double empty = plugin.empty(subject);
                    PluginSide.Took own = plugin.run(subject);
                    took.put("plugin", own.seconds() - empty);
                    took.put("goal", own.goalSeconds());
                    took.put("cpu before", own.cpuBefore());
                    took.put("cpu while measuring", own.cpuMeasuring());
                    took.put("cpu after the first verdict", own.cpuLater());
                },
                () -> took.put("shell", rivals.shell(subject.proofs())),
                () -> {
                    double empty = rivals.emptyTest();
                    took.put("testcontainers", rivals.testcontainers(subject.proofs()) - empty);
                }));
        Collections.rotate(sides, round);
        for (Side side : sides) {
            side.run();
        }
        took.forEach((side, seconds) -> figures.add(subject, side, seconds));
        say(String.format(
                Locale.ROOT,
                "round %d, %s: plugin %.1f s, script %.1f s, Testcontainers %.1f s, floor %.1f s",
                round + 1,
                subject.title(),
                took.get("plugin"),
                took.get("shell"),
                took.get("testcontainers"),
                took.get("floor")));
    }

    private void addFacts(int rounds, Subject largest) throws IOException, InterruptedException {
        figures.addFact("rounds", rounds);
        figures.addFact("measured again, since not all sides proved all", measuredAgain);
        figures.addFact("seconds of the rivals' loads", System.getProperty("benchmark.loadSeconds", "3"));
        figures.addFact("date", LocalDate.now(ZoneOffset.UTC));
        figures.addFact("commit", printed("git", "describe", "--always", "--dirty"));
        figures.addFact(
                "engine",
                RealEngine.docker("info", "-f", "Docker {{.ServerVersion}}, {{.Driver}}, cgroup v{{.CgroupVersion}}")
                        .get(0));
        figures.addFact(
                "machine",
                RealEngine.docker(
                                "info",
                                "-f",
                                "{{.NCPU}} CPUs, {{.MemTotal}} bytes of memory, kernel {{.KernelVersion}}")
                        .get(0));
        figures.addFact("java", System.getProperty("java.vm.version"));
        figures.addFact(
                "heap",
                String.format(
                        Locale.ROOT,
                        "%s passes with a heap of %d MiB for Maven and the goal together, of which %d MiB were in use at most",
                        largest.title(),
                        HEAP_MEBIBYTES,
                        plugin.heap(largest, HEAP_MEBIBYTES)));
        figures.addFact(
                "CPU time until the engine has answered",
                String.format(Locale.ROOT, "%.1f s, Maven's start with it", figures.median(largest, "cpu before")));
    }

    private static String printed(String... command) throws IOException {
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip();
    }

    private static void say(String line) {
        System.out.println("benchmark: " + line);
    }
}
