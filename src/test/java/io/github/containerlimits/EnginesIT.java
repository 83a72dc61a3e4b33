package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.report.JsonReport;
import io.github.containerlimits.result.Results;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One suite of policies on every engine that there is a script for. The verdicts must be those of src/site/markdown/engines.md, which is written from the
 * reports of a run with -Dengines.write.
 */
class EnginesIT {
    private static final Path PAGE = Path.of("src", "site", "markdown", "engines.md");
    private static final Path REPORTS = Path.of("target", "engines");
    private static final Duration TIME = Duration.ofMinutes(20);
    private static final int TRIES = 3;
    private static final Undecided UNDECIDED = new Undecided(EnginesIT.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> SUITE = new LinkedHashMap<>();

    static {
        SUITE.put("", """
                limits:
                  cpus: 0.5
                  cpuset: "1"
                  cpu_shares: 512
                  mem_limit: 64m
                  memswap_limit: 96m
                  mem_swappiness: 10
                  pids_limit: 60
                  shm_size: 16m
                  storage_opt: { size: 100m }
                  logging: { options: { max-size: 1m } }
                ways_round: skip
                """);
        SUITE.put("where processes wait for memory", """
                limits: { mem_limit: 64m, oom_kill_disable: true }
                """);
        SUITE.put("of the root file system", """
                limits:
                  blkio_config:
                    device_read_bps: [ { path: rootfs, rate: 1m } ]
                    device_write_bps: [ { path: rootfs, rate: 1m } ]
                    device_read_iops: [ { path: rootfs, rate: 100 } ]
                    device_write_iops: [ { path: rootfs, rate: 100 } ]
                ways_round: skip
                """);
        SUITE.put("of a volume", """
                limits:
                  volumes: [ "VOLUME:/data" ]
                  blkio_config:
                    device_read_bps: [ { path: "volume:/data", rate: 1m } ]
                    device_write_bps: [ { path: "volume:/data", rate: 1m } ]
                    device_read_iops: [ { path: "volume:/data", rate: 100 } ]
                    device_write_iops: [ { path: "volume:/data", rate: 100 } ]
                ways_round: skip
                """);
    }

    /**
     * @param name as the page has it
     * @param script under src/it/engine, with what "up" needs before the folder of its state; empty for the engine that this build has up
     * @param property which says the engine's address
     */
    record Subject(String name, List<String> script, String property) {
        /** The property that says its volume on a disk of its own, where there is one. */
        String volume() {
            return switch (property) {
                case "it.podmanHost", "it.rootlessDockerHost", "it.rootlessPodmanHost" ->
                    property.replace("Host", "Volume");
                case "it.dockerHost" -> "it.diskVolume";
                default -> "";
            };
        }

        String slug() {
            return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final Subject VERSION_2 =
            new Subject("Docker 20.10, cgroup v2", List.of("vm.sh", "bookworm"), "it.dockerHost");

    static Stream<Subject> all() {
        return Stream.of(
                new Subject("Docker 20.10, cgroup v1", List.of(), "it.dockerHost"),
                new Subject("Docker 20.10, btrfs, cgroup v1", List.of(), "it.quotaDockerHost"),
                new Subject("Docker 26.1, cgroup v1", List.of("tree.sh", "trixie"), "it.dockerHost"),
                new Subject("Docker 28.5, cgroup v1", List.of("tree.sh", "forky"), "it.dockerHost"),
                new Subject(
                        "Docker 28.5, image store of containerd, cgroup v1",
                        List.of("tree.sh", "forky:snapshotter"),
                        "it.dockerHost"),
                new Subject("Podman 4.3, cgroup v1", List.of("podman.sh"), "it.dockerHost"),
                new Subject("Docker 20.10, rootless, cgroup v1", List.of("rootless.sh"), "it.dockerHost"),
                new Subject("Podman 4.3, rootless, cgroup v1", List.of("rootless.sh"), "it.podmanHost"),
                new Subject("Docker 20.10, kernel 5.10, cgroup v2", List.of("vm.sh", "bullseye"), "it.dockerHost"),
                new Subject("Podman 3.0, kernel 5.10, cgroup v2", List.of("vm.sh", "bullseye"), "it.podmanHost"),
                VERSION_2,
                new Subject("Docker 20.10, no swap, cgroup v2", List.of("vm.sh", "bookworm:noswap"), "it.dockerHost"),
                new Subject("Podman 4.3, cgroup v2", List.of("vm.sh", "bookworm"), "it.podmanHost"),
                new Subject("Docker 26.1, cgroup v2", List.of("vm.sh", "trixie"), "it.dockerHost"),
                new Subject("Podman 5.4, cgroup v2", List.of("vm.sh", "trixie"), "it.podmanHost"),
                new Subject("Docker 26.1, rootless, cgroup v2", List.of("vm.sh", "trixie"), "it.rootlessDockerHost"),
                new Subject("Podman 5.4, rootless, cgroup v2", List.of("vm.sh", "trixie"), "it.rootlessPodmanHost"),
                new Subject("Docker 28.5, cgroup v2", List.of("vm.sh", "forky"), "it.dockerHost"),
                new Subject("Podman 5.8, cgroup v2", List.of("vm.sh", "forky"), "it.podmanHost"));
    }

    /** Most users have cgroup v2, and this machine may not. */
    @Test
    void aMachineWithCgroupVersion2ComesToItsVerdicts() throws Exception {
        // The rates take minutes on a machine that is ten times slower.
        check(VERSION_2, Set.of(""));
    }

    @Tag("engines")
    @ParameterizedTest
    @MethodSource("chosen")
    void eachEngineComesToItsVerdicts(Subject subject) throws Exception {
        check(subject, SUITE.keySet());
    }

    /** All, or those whose names -Dengines.only matches. */
    static Stream<Subject> chosen() {
        Pattern only = Pattern.compile(System.getProperty("engines.only", ""));
        return all().filter(subject -> only.matcher(subject.name()).find());
    }

    private static void check(Subject subject, Set<String> policies) throws Exception {
        long began = System.nanoTime();
        Path state = REPORTS.resolve(subject.slug());
        if (!subject.script().isEmpty()) {
            Files.createDirectories(state);
            engine(subject, "up", state);
        }
        try {
            Properties properties = new Properties();
            Path file = subject.script().isEmpty() ? Path.of(System.getProperty("it.engine", "target/engine")) : state;
            try (Reader reader = Files.newBufferedReader(file.resolve("engine.properties"))) {
                properties.load(reader);
            }
            Map<String, String> outcomes = new LinkedHashMap<>();
            for (Map.Entry<String, String> policy : SUITE.entrySet()) {
                String volume = properties.getProperty(subject.volume(), "");
                boolean needsVolume = policy.getValue().contains("VOLUME");
                if (!policies.contains(policy.getKey())) {
                    continue;
                }
                if (!needsVolume || !volume.isEmpty()) {
                    outcomes.putAll(verify(
                            subject,
                            properties.getProperty(subject.property()),
                            policy.getKey(),
                            policy.getValue().replace("VOLUME", volume)));
                }
            }
            System.out.printf(
                    "%s took %d s: %s%n",
                    subject.name(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began), outcomes);
            Files.createDirectories(state);
            Files.writeString(
                    state.resolve("seconds"),
                    String.valueOf(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began)));
            if (!isToBeWritten()) {
                Map<String, String> expected = expected(subject.name());
                expected.keySet()
                        .removeIf(row -> SUITE.keySet().stream()
                                .noneMatch(suffix -> policies.contains(suffix)
                                        && (suffix.isEmpty() ? row.endsWith("`") : row.endsWith(suffix))));
                assertThat(outcomes).isEqualTo(expected);
            }
        } finally {
            if (!subject.script().isEmpty()) {
                engine(subject, "down", state);
            }
        }
    }

    private static boolean isToBeWritten() {
        return System.getProperty("engines.write") != null;
    }

    static void engine(Subject subject, String command, Path state) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(
                List.of("bash", "src/it/engine/" + subject.script().get(0), command));
        if (command.equals("up")) {
            line.addAll(subject.script().subList(1, subject.script().size()));
        }
        line.add(state.toString());
        if (command.equals("up")) {
            line.add(String.valueOf(ProcessHandle.current().pid())); // with which the engine ends, however that is
        }
        // Through our own output: the native one is the test runner's channel. And through a file, since what it starts
        // keeps it open.
        Path output = state.resolve(command + ".out");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean hasEnded = process.waitFor(20, TimeUnit.MINUTES);
        System.out.print(Files.readString(output));
        assertThat(hasEnded).as("%s ends", line).isTrue();
        assertThat(process.exitValue()).as("%s", line).isZero();
    }

    /** What the machine's noise left open is tried again, and counted; anything else is final. */
    private static Map<String, String> verify(Subject subject, String host, String suffix, String policy)
            throws Exception {
        Path report = REPORTS.resolve(subject.slug())
                .resolve((suffix.isEmpty() ? "limits" : suffix.replace(' ', '-')) + ".json");
        Map<String, String> expected = expected(subject.name());
        Map<String, String> outcomes = Map.of();
        for (int i = 0; i < TRIES; i++) {
            try (DockerEngine engine = DockerEngine.connect(
                    host, "", UUID.randomUUID().toString(), line -> System.out.println("  " + line))) {
                Results results = Verification.verify(
                        PolicyReader.parse("limits.yaml", policy),
                        "it/busybox",
                        engine,
                        Otherwise.FAIL,
                        new Times(TIME, Duration.ZERO, true),
                        line -> System.out.println("  " + line));
                new JsonReport(report).tell(results);
            }
            outcomes = outcomes(report, suffix);
            List<String> undecided = new ArrayList<>();
            boolean isFinal = isToBeWritten() && expected.isEmpty();
            for (Map.Entry<String, String> outcome : outcomes.entrySet()) {
                if (outcome.getValue().equals(expected.get(outcome.getKey()))) {
                    continue;
                }
                if (outcome.getValue().equals("unproven")) {
                    undecided.add(subject.name() + " " + outcome.getKey());
                } else {
                    isFinal = true;
                }
            }
            UNDECIDED.add(outcomes.size(), undecided);
            if (isFinal || undecided.isEmpty()) {
                return outcomes;
            }
        }
        return outcomes;
    }

    private static Map<String, String> outcomes(Path report, String suffix) throws IOException {
        Map<String, String> outcomes = new LinkedHashMap<>();
        verdicts(report)
                .forEach(verdict -> outcomes.put(
                        row(verdict, suffix), verdict.path("outcome").asText()));
        return outcomes;
    }

    private static String row(JsonNode verdict, String suffix) {
        return ("`" + verdict.path("subject").asText() + "` " + suffix).strip();
    }

    private static List<JsonNode> verdicts(Path report) throws IOException {
        JsonNode root = JSON.readTree(report.toFile());
        List<JsonNode> verdicts = new ArrayList<>();
        root.path("trials").forEach(trial -> trial.path("verdicts").forEach(verdicts::add));
        root.path("untried").forEach(verdicts::add);
        verdicts.sort(java.util.Comparator.comparing(
                        (JsonNode verdict) -> verdict.path("place").path("line").asInt())
                .thenComparing(verdict -> verdict.path("place").path("column").asInt()));
        return verdicts;
    }

    /** An engine's column of the page. */
    private static Map<String, String> expected(String engine) throws IOException {
        List<List<String>> rows = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("|"))
                .map(line ->
                        Stream.of(line.split("\\|")).skip(1).map(String::strip).toList())
                .toList();
        int column = rows.get(0).indexOf(engine);
        if (isToBeWritten() && column < 0) {
            return Map.of();
        }
        assertThat(column).as("%s has a column for %s", PAGE, engine).isPositive();
        Map<String, String> expected = new LinkedHashMap<>();
        rows.stream()
                .skip(2)
                .filter(row -> row.size() > column
                        && !row.get(column).isEmpty()
                        && row.get(0).startsWith("`"))
                .forEach(row -> expected.put(row.get(0), row.get(column)));
        return expected;
    }

    /** What is written may differ from what was expected by right. */
    @AfterAll
    static void countWhatWasTriedAgain() {
        if (!isToBeWritten()) {
            UNDECIDED.check();
        }
    }

    @AfterAll
    static void write() throws IOException {
        if (!isToBeWritten()) {
            return;
        }
        List<Subject> subjects = all().toList();
        assertThat(subjects)
                .as("the page is written of all engines; those that were run earlier keep their reports in %s", REPORTS)
                .allSatisfy(
                        subject -> assertThat(REPORTS.resolve(subject.slug()).resolve("seconds"))
                                .exists());
        Map<String, Map<String, String>> table = new LinkedHashMap<>();
        StringBuilder reasons = new StringBuilder();
        StringBuilder seconds = new StringBuilder();
        StringBuilder facts = new StringBuilder();
        for (Subject subject : subjects) {
            StringBuilder own = new StringBuilder();
            for (String suffix : SUITE.keySet()) {
                Path report = REPORTS.resolve(subject.slug())
                        .resolve((suffix.isEmpty() ? "limits" : suffix.replace(' ', '-')) + ".json");
                if (!Files.exists(report)) {
                    continue;
                }
                for (JsonNode verdict : verdicts(report)) {
                    String outcome = verdict.path("outcome").asText();
                    table.computeIfAbsent(row(verdict, suffix), row -> new LinkedHashMap<>())
                            .put(subject.name(), outcome);
                    if (!outcome.equals("held")) {
                        own.append("- ")
                                .append(row(verdict, suffix))
                                .append(": *")
                                .append(outcome)
                                .append("*, ")
                                .append(verdict.path("evidence").asText().replace("|", "\\|"))
                                .append('\n');
                    }
                }
            }
            if (!own.isEmpty()) {
                reasons.append("\n### ").append(subject.name()).append("\n\n").append(own);
            }
            JsonNode engine = JSON.readTree(REPORTS.resolve(subject.slug())
                            .resolve("limits.json")
                            .toFile())
                    .path("engine");
            facts.append("- ")
                    .append(subject.name())
                    .append(": version ")
                    .append(engine.path("version").asText())
                    .append(", kernel ")
                    .append(engine.path("kernel").asText())
                    .append(", storage driver ")
                    .append(engine.path("storageDriver").asText())
                    .append(", cgroup driver ")
                    .append(engine.path("cgroupDriver").asText())
                    .append('\n');
            seconds.append("- ")
                    .append(subject.name())
                    .append(": ")
                    .append(Files.readString(REPORTS.resolve(subject.slug()).resolve("seconds")))
                    .append(" s\n");
        }
        List<String> names = subjects.stream().map(Subject::name).toList();
        StringBuilder page = new StringBuilder("""
                # Engines

                The same policies on every engine for which `src/it/engine` has a script. This page is written from the reports of `mvn -Pengines verify -Dengines.write`;
                without that option the run fails where a verdict is another than here. `-Dengines.only=PATTERN` runs a part of them.

                The machines with cgroup v2 are reached over tcp, and nothing of their files is seen here. Docker's volume lies on a partition there, Podman's on a
                logical volume; the containers of Docker 28.5 are in the host's cgroup namespace, all others in one of their own. Rootless engines can give their
                containers no control group on cgroup v1. On v2, systemd delegates the controllers cpu, memory and pids to the user of the rootless Docker, as it
                does by itself, and all of them to that of the rootless Podman. Kernel 5.10 keeps no peak of memory.

                """);
        page.append("| limit | ").append(String.join(" | ", names)).append(" |\n");
        page.append("| --- |").append(" --- |".repeat(names.size())).append('\n');
        table.forEach((row, outcomes) -> page.append("| ")
                .append(row)
                .append(" | ")
                .append(String.join(
                        " | ",
                        names.stream()
                                .map(name -> outcomes.getOrDefault(name, ""))
                                .toList()))
                .append(" |\n"));
        page.append("\n## The engines\n\n").append(facts);
        page.append("\n## Why not held\n").append(reasons);
        page.append("\n## What the run took\n\nWith bringing the engine up and taking it down:\n\n")
                .append(seconds);
        Files.writeString(PAGE, page);
    }
}
