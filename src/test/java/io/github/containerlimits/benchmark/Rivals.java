package io.github.containerlimits.benchmark;

import io.github.containerlimits.RealEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The same proofs without the plugin: a shell script, and a JUnit test with Testcontainers in a Maven project of its own. */
final class Rivals {
    private static final Path SOURCE = Path.of("src/benchmark").toAbsolutePath();

    private final Path folder;
    private final Map<String, String> environment = new LinkedHashMap<>();

    Rivals(Path folder) {
        this.folder = folder.toAbsolutePath();
        environment.put("DOCKER_HOST", RealEngine.host());
        environment.put("QUOTA_HOST", RealEngine.property("quotaDockerHost"));
        environment.put("VOLUME", RealEngine.property("diskVolume"));
        environment.put("VOLUME_DISK", RealEngine.property("disk"));
        environment.put("TOOLS", this.folder.resolve("tools").toString());
        environment.put("SECONDS_OF_LOAD", System.getProperty("benchmark.loadSeconds", "3"));
        // Nothing is pulled, and nothing has a network.
        environment.put("TESTCONTAINERS_RYUK_DISABLED", "true");
        environment.put("TESTCONTAINERS_HOST_OVERRIDE", "localhost");
    }

    /** The folder of the loads' programs, in containers /tools. */
    Path tools() {
        return folder.resolve("tools");
    }

    /** Makes what only the first run has to. */
    void prepare() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        shell(List.of(), Map.of()).expecting(true);
        Path project = folder.resolve("testcontainers");
        try (Stream<Path> files = Files.walk(SOURCE.resolve("testcontainers"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = project.resolve(
                        SOURCE.resolve("testcontainers").relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.createDirectories(project.resolve(".mvn"));
        testcontainers(List.of("-ntp", "test", "-Dtest=NothingTest"), Map.of()).expecting(true);
    }

    double shell(List<String> proofs) throws IOException, InterruptedException {
        return shell(proofs, Map.of()).expecting(true).seconds();
    }

    double testcontainers(List<String> proofs) throws IOException, InterruptedException {
        return testcontainers(testing("LimitsTest"), Map.of("PROOFS", String.join(" ", proofs)))
                .expecting(true)
                .seconds();
    }

    /** The same Maven, with a test that does nothing. */
    double emptyTest() throws IOException, InterruptedException {
        return testcontainers(testing("NothingTest"), Map.of()).expecting(true).seconds();
    }

    /** Proofs that pass although their limit was left out, by both means; there must be none. */
    List<String> pretended(List<String> proofs) throws IOException, InterruptedException {
        List<String> pretended = new ArrayList<>();
        Map<String, String> without = Map.of("WITHOUT", "1", "SECONDS_OF_LOAD", "3");
        for (String proof : proofs) {
            if (!shell(List.of(proof), without).output().contains("FAILED " + proof + ": ")) {
                pretended.add("shell " + proof);
            }
        }
        Map<String, String> tested = new LinkedHashMap<>(without);
        tested.put("PROOFS", String.join(" ", proofs));
        String output = testcontainers(testing("LimitsTest"), tested).output();
        for (int i = 1; i <= proofs.size(); i++) {
            // A failure, not an error, which would prove nothing.
            if (!Pattern.compile("holds\\(String\\)\\[" + i + "] -- Time elapsed: [0-9.]+ s <<< FAILURE!")
                    .matcher(output)
                    .find()) {
                pretended.add("Testcontainers " + proofs.get(i - 1));
            }
        }
        return pretended;
    }

    private Forked shell(List<String> proofs, Map<String, String> more) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("bash", SOURCE.resolve("prove.sh").toString()));
        command.addAll(proofs);
        return Forked.run(folder, with(more), command);
    }

    private static List<String> testing(String test) {
        return List.of("-o", "surefire:test", "-Dtest=" + test);
    }

    private Forked testcontainers(List<String> arguments, Map<String, String> more)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("benchmark.maven"), "bin", "mvn").toString(), "-B"));
        command.add("-Dmaven.repo.local=" + System.getProperty("it.repository"));
        command.addAll(arguments);
        return Forked.run(folder.resolve("testcontainers"), with(more), command);
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return all;
    }
}
