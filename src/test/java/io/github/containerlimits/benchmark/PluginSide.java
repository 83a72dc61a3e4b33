package io.github.containerlimits.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.RealEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The goal in a Maven of its own, in a project that has nothing else. */
final class PluginSide {
    private static final Path LOCAL_REPOSITORY = Path.of("target/local-repo").toAbsolutePath();
    private static final Pattern HIGHEST_HEAP = Pattern.compile("(\\d+)M->\\d+M\\(");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was proven already is proven again. */
    private static final List<String> FORCED = List.of("verify", "-Dcontainer-limits.force");

    private final Path folder;

    /**
     * What a run took.
     *
     * @param seconds of the whole Maven
     * @param goalSeconds as its reports say
     * @param cpuBefore CPU time that Maven and the goal used until the engine had answered, in seconds
     * @param cpuMeasuring the same from then on to the last verdict, per second of it: a part of one CPU
     * @param cpuLater the same from the first verdict to the last, when most classes have been loaded; NaN where there is only one
     */
    record Took(double seconds, double goalSeconds, double cpuBefore, double cpuMeasuring, double cpuLater) {}

    PluginSide(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        Files.createDirectories(folder.resolve(".mvn")); // without the options of this build
        Files.writeString(
                folder.resolve("settings.xml"),
                Files.readString(Path.of("src/it/settings.xml"))
                        .replace(
                                "@localRepositoryUrl@",
                                Path.of(System.getProperty("it.repository"))
                                        .toUri()
                                        .toString()));
    }

    /** Makes what only the first run has to: Maven's downloads, and the tools on the engines. Nothing need be proven. */
    void prepare(Subject subject) throws IOException, InterruptedException {
        maven(project(subject.name(), subject.parts()), Map.of(), FORCED);
    }

    /** Runs the goal on each part. */
    Took run(Subject subject) throws IOException, InterruptedException {
        Path project = project(subject.name(), subject.parts());
        Forked run = maven(project, Map.of(), FORCED).expecting(true);
        return took(run, project, subject.parts());
    }

    /** The same Maven on the same project, with nothing to do. */
    double empty(Subject subject) throws IOException, InterruptedException {
        return maven(project(subject.name(), subject.parts()), Map.of(), List.of("validate"))
                .expecting(true)
                .seconds();
    }

    /** Once more after a run that held, with nothing changed since; what that took beside Maven's start, in seconds. */
    double unchanged(Subject subject) throws IOException, InterruptedException {
        Path project = project(subject.name(), subject.parts());
        double seconds =
                maven(project, Map.of(), List.of("verify")).expecting(true).seconds();
        for (int i = 0; i < subject.parts().size(); i++) {
            JsonNode report = JSON.readTree(
                    project.resolve("target/" + i + "/report.json").toFile());
            if (!report.path("unchanged").asBoolean()) {
                throw new AssertionError(subject.name() + " was repeated");
            }
        }
        return seconds - empty(subject);
    }

    /** So many trials of one limit; how long the goal took. */
    double trials(int count) throws IOException, InterruptedException {
        StringBuilder policy =
                new StringBuilder("limits: { pids_limit: 100 }\nderive: false\nways_round: skip\ntrials:\n");
        for (int i = 1; i <= count; i++) {
            policy.append("  - { name: trial ").append(i);
            policy.append(", stress: --cpu 150, for: 2s, expect: { pids_limit: held } }\n");
        }
        Path file = Files.writeString(folder.resolve("trials-" + count + ".yaml"), policy);
        List<Subject.Part> parts = List.of(new Subject.Part(file, "dockerHost"));
        Path project = project("trials-" + count, parts);
        return took(maven(project, Map.of(), FORCED).expecting(true), project, parts)
                .goalSeconds();
    }

    /** Runs with so small a heap that a run that needs more fails; the most that was in use before a collection, in MiB. */
    int heap(Subject subject, int mebibytes) throws IOException, InterruptedException {
        Path log = folder.resolve("gc.log").toAbsolutePath();
        Files.deleteIfExists(log);
        String options = "-Xmx" + mebibytes + "m -Xlog:gc:file=" + log;
        maven(project(subject.name(), subject.parts()), Map.of("MAVEN_OPTS", options), FORCED)
                .expecting(true);
        int highest = 0;
        Matcher matcher = HIGHEST_HEAP.matcher(Files.readString(log));
        while (matcher.find()) {
            highest = Math.max(highest, Integer.parseInt(matcher.group(1)));
        }
        return highest;
    }

    private static Took took(Forked run, Path project, List<Subject.Part> parts) throws IOException {
        double goal = 0;
        for (int i = 0; i < parts.size(); i++) {
            JsonNode report = JSON.readTree(
                    project.resolve("target/" + i + "/report.json").toFile());
            requireProof(report, parts.get(i));
            goal += report.path("seconds").asDouble();
        }
        Forked.Line first = run.lines(line -> line.contains(": cgroup v")).get(0);
        List<Forked.Line> verdicts = run.lines(line -> line.contains(" under '"));
        Forked.Line last = verdicts.get(verdicts.size() - 1);
        return new Took(
                run.seconds(),
                goal,
                first.cpuSeconds(),
                last.cpuPartSince(first),
                verdicts.size() > 1 ? last.cpuPartSince(verdicts.get(0)) : Double.NaN);
    }

    /** A run that proves nothing is no measurement. */
    private static void requireProof(JsonNode report, Subject.Part part) {
        String expected = part.escapes() ? "escaped" : "held";
        report.path("trials")
                .forEach(trial -> trial.path("verdicts").forEach(verdict -> {
                    if (!verdict.path("outcome").asText().equals(expected)) {
                        throw new AssertionError(verdict.path("sentence").asText());
                    }
                }));
        if (!report.path("untried").isEmpty()) {
            throw new AssertionError(report.path("untried").toString());
        }
    }

    private Forked maven(Path project, Map<String, String> environment, List<String> goals)
            throws IOException, InterruptedException {
        String maven =
                Path.of(System.getProperty("benchmark.maven"), "bin", "mvn").toString();
        String settings = folder.resolve("settings.xml").toAbsolutePath().toString();
        String offline = Files.exists(project.resolve("was-online")) ? "-o" : "-U";
        Forked run = Forked.run(
                project,
                environment,
                Stream.concat(
                                Stream.of(
                                        maven,
                                        "-B",
                                        "-ntp",
                                        offline,
                                        "-s",
                                        settings,
                                        "-Dmaven.repo.local=" + LOCAL_REPOSITORY),
                                goals.stream())
                        .toList());
        if (goals.contains("verify") && !Files.exists(project.resolve("was-online"))) {
            Files.createFile(project.resolve("was-online"));
        }
        return run;
    }

    /** The seed's experiments as they are, but for trials that follow from limits and ways round them, which nobody else tries. */
    private static String onlyDeclared(String policy) {
        StringBuilder only = new StringBuilder(policy);
        if (policy.contains("\ntrials:") && !policy.contains("\nways_round:")) {
            only.append("ways_round: skip\n");
            if (!policy.contains("\nderive:")) {
                only.append("derive: false\n");
            }
        }
        return only.toString();
    }

    private Path project(String name, List<Subject.Part> parts) throws IOException {
        Path project = Files.createDirectories(folder.resolve(name));
        StringBuilder executions = new StringBuilder();
        for (int i = 0; i < parts.size(); i++) {
            Subject.Part part = parts.get(i);
            Path policy = Files.writeString(
                    project.resolve("limits-" + i + ".yaml"), onlyDeclared(Files.readString(part.policy())));
            executions.append(
                    """
                              <execution>
                                <id>policy-%d</id>
                                <goals>
                                  <goal>verify</goal>
                                </goals>
                                <configuration>
                                  <image>it/busybox</image>
                                  <dockerHost>%s</dockerHost>
                                  <policyFile>%s</policyFile>
                                  <reportDirectory>target/%d</reportDirectory>
                                  <failOnEscape>%s</failOnEscape>
                                </configuration>
                              </execution>
                    """.formatted(i, RealEngine.property(part.engine()), policy.toAbsolutePath(), i, !part.escapes()));
        }
        Files.writeString(project.resolve("pom.xml"), """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                  <modelVersion>4.0.0</modelVersion>
                  <groupId>it</groupId>
                  <artifactId>benchmark-plugin</artifactId>
                  <version>1.0</version>
                  <packaging>pom</packaging>
                  <build>
                    <plugins>
                      <plugin>
                        <groupId>io.github.containerlimits</groupId>
                        <artifactId>container-limits-maven-plugin</artifactId>
                        <version>0.1.0-SNAPSHOT</version>
                        <executions>
                %s        </executions>
                      </plugin>
                    </plugins>
                  </build>
                </project>
                """.formatted(executions));
        return project;
    }
}
