package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compose files are read as Compose itself reads them. */
class DockerComposeIT {
    private static final Path CASES = Path.of("src/test/resources/compose");

    @TempDir
    static Path config;

    @TempDir
    Path directory;

    @BeforeAll
    static void bringsCompose() throws IOException, InterruptedException {
        Path log = config.resolve("log");
        Process script = new ProcessBuilder("bash", "src/it/engine/compose.sh", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(script.waitFor()).as(Files.readString(log)).isZero();
        List<String> lines = Files.readAllLines(log);
        System.out.println(lines);
        Path plugins = Files.createDirectories(config.resolve("cli-plugins"));
        Files.createSymbolicLink(plugins.resolve("docker-compose"), Path.of(lines.get(lines.size() - 1)));
    }

    static List<Path> cases() throws IOException {
        try (Stream<Path> cases = Files.list(CASES)) {
            List<Path> sorted = cases.sorted().toList();
            assertThat(sorted).hasSizeGreaterThanOrEqualTo(20);
            return sorted;
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void bothReadersSayTheSame(Path file) throws Exception {
        copy(file);
        List<String> services = services();
        assertThat(services).isNotEmpty();

        for (String service : services) {
            List<String> own = limits(service, "");
            assertThat(own).as(service).isEqualTo(limits(service, ", resolve: docker-compose"));
            System.out.println(file.getFileName() + ", " + service + ": " + own);
        }
    }

    @Test
    void theyAreTwo() throws Exception {
        project()
                .file("compose.yaml", "services: { shop: { image: shop, mem_limit: 64m } }")
                .file("policy.yaml", "limits: { from: compose.yaml, resolve: docker-compose }");

        assertThat(project().limits("policy.yaml"))
                .containsExactly("mem_limit 64 MiB at docker compose config of compose.yaml:5:16");
    }

    @Test
    void whatComposeRefusesIsAFindingInItsWords() throws Exception {
        project()
                .file(
                        "compose.yaml",
                        "services: { shop: { image: shop, mem_limit: 64m, deploy: { resources: { limits: { pids: 7 } } } } }")
                .file("policy.yaml", "limits: { from: compose.yaml, resolve: docker-compose }");

        assertThat(project().findings("policy.yaml"))
                .singleElement()
                .asString()
                .startsWith("policy.yaml:1:17: docker compose cannot read compose.yaml: ")
                .contains("can't set distinct values on 'mem_limit' and 'deploy.resources.limits.memory'");
    }

    @Test
    void whereComposeCannotBeHadThatIsTheFinding() throws Exception {
        ComposeProject project = new ComposeProject(directory)
                .file("compose.yaml", "services: { shop: { image: shop, mem_limit: 64m } }")
                .file("policy.yaml", "limits: { from: compose.yaml, resolve: docker-compose }")
                .with(Map.of("PATH", System.getenv("PATH"), "HOME", "/nowhere", "DOCKER_CONFIG", "/nowhere"));

        assertThat(project.findings("policy.yaml")).singleElement().asString().contains("docker compose cannot read");
    }

    private ComposeProject project() {
        return new ComposeProject(directory)
                .with(Map.of(
                        "PATH", System.getenv("PATH"),
                        "HOME", directory.toString(),
                        "DOCKER_CONFIG", config.toString()));
    }

    private void copy(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                project().file(folder.relativize(file).toString(), Files.readString(file));
            }
        }
    }

    /** Those that Compose itself names. */
    private List<String> services() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder("docker", "compose", "--profile", "*", "config", "--services")
                .directory(directory.toFile());
        builder.environment().put("DOCKER_CONFIG", config.toString());
        Process process = builder.start();
        List<String> services = process.inputReader()
                .lines()
                .filter(line -> !line.isBlank())
                .sorted()
                .toList();
        assertThat(process.waitFor()).isZero();
        return services;
    }

    private List<String> limits(String service, String resolve) throws Exception {
        Policy policy = project()
                .file("policy.yaml", "limits: { from: compose.yaml, service: " + service + resolve + " }")
                .read("policy.yaml");
        Limits limits = policy.limits();
        List<String> all = new ArrayList<>();
        for (Limit limit : limits.limits()) {
            all.add(limit.key() + " " + limit.value());
        }
        limits.volumes().forEach(volume -> all.add("volume " + volume));
        limits.tmpfs().forEach(mount -> all.add("tmpfs " + mount));
        all.add("read_only " + limits.readOnly());
        return all.stream().sorted().toList(); // Compose sorts its keys
    }
}
