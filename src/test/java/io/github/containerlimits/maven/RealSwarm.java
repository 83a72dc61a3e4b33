package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.EngineScript;
import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Times;
import io.github.containerlimits.docker.swarm.NodeImage;
import io.github.containerlimits.node.Assignment;
import io.github.containerlimits.node.NodeRun;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.result.Origin;
import java.io.File;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A Swarm on this machine's kernel, of nodes named node1, node2 …, all of which have the core's image. It is up while a class of tests runs that registers it.
 *
 * @param state the folder of its script
 * @param nodes how many there are
 * @param managers how many of them are
 */
record RealSwarm(Path state, int nodes, int managers) implements BeforeAllCallback, AfterAllCallback {
    static final Duration TIME = Duration.ofMinutes(5);
    static final String HELD = "limits: {mem_limit: 64m, pids_limit: 32}\n";

    /** Its load takes some seconds on any machine. */
    static final String LONG = "limits: {cpus: 0.5, mem_limit: 64m}\n";

    /** What the plugin makes, and the job itself. */
    static final String TRIAL = "label=io.github.containerlimits.run";

    /** What the plugin's classes do without on a node. */
    private static final String FOR_TESTS =
            ".*/(junit|archunit|byte-buddy|assertj|maven|kubernetes|plexus|org\\.eclipse|guice|json-schema)[^/]*";

    /** @param folder's name, where no property names one */
    static RealSwarm in(String folder, int nodes, int managers) {
        return new RealSwarm(
                Path.of(System.getProperty("it.swarm", "target/swarm"))
                        .resolveSibling(folder)
                        .toAbsolutePath(),
                nodes,
                managers);
    }

    List<String> names() {
        return IntStream.rangeClosed(1, nodes).mapToObj(i -> "node" + i).toList();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        Files.createDirectories(state);
        EngineScript.run(
                state,
                "swarm.sh",
                "up",
                state.toString(),
                String.valueOf(ProcessHandle.current().pid()),
                String.valueOf(nodes),
                String.valueOf(managers));
        Path tar = state.resolve("node.tar");
        image().write(tar);
        for (String node : names()) {
            docker(node, "load", "-q", "-i", tar.toString());
        }
        Files.delete(tar);
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        EngineScript.run(state, "swarm.sh", "down", state.toString());
    }

    /** Kills a node's engine. */
    void kill(String node) throws Exception {
        EngineScript.run(state, "swarm.sh", "kill", state.toString(), node.substring("node".length()));
    }

    /** Starts it again. */
    void start(String node) throws Exception {
        EngineScript.run(state, "swarm.sh", "start", state.toString(), node.substring("node".length()));
    }

    /** The core's. */
    static NodeImage image() {
        return new NodeImage(classpath(), NodeRun.class.getName());
    }

    /** The plugin's own classes and what they use, of all that tests are run with. */
    private static List<Path> classpath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Stream.of(all.split(File.pathSeparator))
                .filter(part -> part.endsWith("/classes") || part.endsWith(".jar") && !part.matches(FOR_TESTS))
                .map(Path::of)
                .filter(Files::exists)
                .toList();
    }

    /** The address of a node's engine. */
    String host(String node) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(state.resolve("engine.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty("it.dockerHost").replace("node1", node);
    }

    /** The lines that the Docker CLI prints, asked at a node. */
    List<String> docker(String node, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("docker", "-H", host(node)));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", line, output).isZero();
        return output.lines().toList();
    }

    /**
     * A verification by one of its managers.
     *
     * @param isSpread whether nodes of one kind share the work
     */
    SwarmVerification verification(String manager, String text, Path directory, boolean isSpread) throws Exception {
        return verification(manager, text, directory, isSpread, true);
    }

    /** @param sideBySide whether a node runs several trials at a time */
    SwarmVerification verification(String manager, String text, Path directory, boolean isSpread, boolean sideBySide)
            throws Exception {
        Path file = Files.writeString(directory.resolve("limits.yaml"), text);
        Project project = Project.in(directory);
        Policy policy = PolicyReader.read(List.of(file), project);
        return new SwarmVerification(
                host(manager),
                host("{{.Node.Hostname}}").replaceFirst("^unix://", ""),
                "",
                classpath(),
                TIME,
                directory.resolve("reports"),
                new Assignment(
                        "it/busybox",
                        Optional.empty(),
                        directory,
                        PolicyReader.source(List.of(file), project),
                        List.of(),
                        "",
                        Otherwise.FAIL,
                        new Times(TIME, Duration.ofMinutes(1), sideBySide),
                        new Origin(ProofKey.hash(policy.readFrom()), "", "test", Optional.empty())),
                Optional.of(policy).filter(some -> isSpread),
                Console.of(
                        new Output.Build("never", false, true, true, true, true),
                        Optional.empty(),
                        new SystemStreamLog()));
    }

    /** What becomes of a run in which something happens while a trial runs on a node. */
    List<NodeReport> disturbed(SwarmVerification verification, String node, Callable<?> disturbance) throws Exception {
        CompletableFuture<List<NodeReport>> run = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        run.complete(verification.on("swarm"));
                    } catch (MojoExecutionException e) {
                        run.completeExceptionally(e);
                    }
                })
                .start();
        awaitTrial(node);
        disturbance.call();
        return run.get(TIME.toSeconds(), TimeUnit.SECONDS);
    }

    void awaitTrial(String node) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        // The one that has the engine's socket is the job itself.
        while (docker(node, "ps", "-q", "--filter", TRIAL).size() < 2) {
            assertThat(System.nanoTime()).as("a trial begins on " + node).isLessThan(end);
            Thread.sleep(200);
        }
    }

    /** What it has verdicts on, whatever these are: a machine with many nodes may be too busy for a limit to be reached. */
    static List<String> subjects(NodeReport node) {
        return node.report().orElseThrow().lines().stream()
                .map(line -> line.subject())
                .toList();
    }

    static List<String> outcomes(NodeReport node) {
        return node.report().orElseThrow().lines().stream()
                .map(line -> line.subject() + " " + line.outcome())
                .toList();
    }

    /** What is left on the Swarm and its nodes that is no toolbox. */
    List<String> leftovers() throws Exception {
        List<String> left = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        do {
            left.clear();
            left.addAll(docker("node1", "service", "ls", "-q"));
            left.addAll(docker("node1", "secret", "ls", "-q"));
            for (String node : names()) {
                left.addAll(docker(node, "ps", "-aq"));
                docker(node, "volume", "ls", "-q").stream()
                        .filter(volume -> !volume.startsWith("container-limits-toolbox"))
                        .forEach(left::add);
            }
            Thread.sleep(500); // Swarm removes a task's container after its service
        } while (!left.isEmpty() && System.nanoTime() < end);
        return left;
    }
}
