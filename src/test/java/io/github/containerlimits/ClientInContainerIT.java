package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.report.JsonReport;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The shape of many pipelines: the build runs in a container and has the engine's socket. The engine's control groups, its processes and its files are
 * not those that it sees.
 */
class ClientInContainerIT {
    private static final String POLICY = """
            limits:
              cpus: 0.5
              mem_limit: 64m
              pids_limit: 60
              blkio_config:
                device_read_bps: [ { path: rootfs, rate: 1m } ]
            """;

    /** What the container runs. */
    public static void main(String[] arguments) throws Exception {
        Results results = RealEngine.verify(arguments[0], POLICY);
        new JsonReport(Path.of(arguments[1])).tell(results);
        results.verdicts().forEach(verdict -> System.out.println(outcome(verdict)));
    }

    private static String outcome(Verdict verdict) {
        return "outcome " + verdict.subject() + ": " + verdict.outcome();
    }

    @Test
    void aBuildInAContainerComesToTheVerdictsOfOneOnTheHost() throws Exception {
        Path report = Files.createDirectories(Path.of("target", "client-in-container"))
                .toAbsolutePath()
                .resolve("report.json");
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of("run", "--rm", "--network=none", "--user=0"));
        for (String folder : folders()) {
            command.add("--volume=" + folder + ":" + folder + ":ro");
        }
        String socket = RealEngine.host().replaceFirst("^unix://", "");
        command.addAll(List.of(
                "--volume=" + socket + ":" + socket,
                "--volume=" + report.getParent() + ":" + report.getParent(),
                "--workdir=" + Path.of("").toAbsolutePath(),
                "it/busybox",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dit.engine=" + System.getProperty("it.engine"),
                "-classpath",
                classes,
                ClientInContainerIT.class.getName(),
                RealEngine.host(),
                report.toString()));

        List<String> output = RealEngine.docker(command.toArray(String[]::new));

        assertThat(output)
                .as("%s", output)
                .contains("outcome cpus: held", "outcome mem_limit: held", "outcome pids_limit: held")
                .contains("outcome device_read_bps: held");
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    /** A JVM, this build and its libraries, at the places that they have here. */
    private static List<String> folders() {
        Stream<String> system = Stream.of("/usr", "/bin", "/lib", "/lib64", "/etc", System.getProperty("java.home"))
                .filter(folder -> Files.isDirectory(Path.of(folder)));
        Stream<String> own = Stream.of("", System.getProperty("it.engine"), System.getProperty("it.repository"))
                .map(folder -> Path.of(folder).toAbsolutePath().toString());
        return Stream.concat(system, own).distinct().sorted().toList();
    }
}
