package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Times;
import io.github.containerlimits.docker.swarm.NodeImage;
import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.node.Assignment;
import io.github.containerlimits.node.NodeRun;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.report.aggregate.CollectedReport;
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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A policy on the nodes of a real Swarm of two. */
@Tag("engines")
class SwarmIT {
    private static final Path STATE =
            Path.of(System.getProperty("it.swarm", "target/swarm")).toAbsolutePath();
    private static final List<String> NODES = List.of("node1", "node2");
    private static final Duration TIME = Duration.ofMinutes(5);
    private static final String HELD = "limits: {mem_limit: 64m, pids_limit: 32}\n";

    /** Its load takes some seconds on any machine. */
    private static final String LONG = "limits: {cpus: 0.5, mem_limit: 64m}\n";

    /** What the plugin makes, and the job itself. */
    private static final String TRIAL = "label=io.github.containerlimits.run";

    /** What the plugin's classes do without on a node. */
    private static final String FOR_TESTS =
            ".*/(junit|archunit|byte-buddy|assertj|maven|kubernetes|plexus|org\\.eclipse|guice|json-schema)[^/]*";

    @TempDir
    private static Path image;

    @TempDir
    private Path directory;

    @BeforeAll
    static void up() throws Exception {
        Files.createDirectories(STATE);
        script("up", STATE.toString(), String.valueOf(ProcessHandle.current().pid()));
        Path tar = image.resolve("node.tar");
        new NodeImage(classpath(), NodeRun.class.getName()).write(tar);
        for (String node : NODES) {
            docker(host(node), "load", "-q", "-i", tar.toString());
        }
    }

    @AfterAll
    static void down() throws Exception {
        script("down", STATE.toString());
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(leftovers()).isEmpty();
    }

    @Test
    void aPolicyIsHeldOnAllNodes() throws Exception {
        List<NodeReport> nodes = verification(HELD).on("swarm");

        assertThat(nodes).extracting(NodeReport::name).containsExactlyElementsOf(NODES);
        for (NodeReport node : nodes) {
            assertThat(node.breakage()).isEmpty();
            assertThat(outcomes(node)).contains("mem_limit held", "pids_limit held");
            assertThat(node.report().orElseThrow().passes()).isTrue();
        }
    }

    @Test
    void aLimitThatOneNodeDoesNotKeepEscapesThereAlone() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> raising = CompletableFuture.runAsync(() -> raiseCpus(host("node2"), ended));
        List<NodeReport> nodes = verification("limits: {cpus: 0.5}\n").on("swarm");
        ended.set(true);
        raising.join();

        assertThat(nodes.get(0).report().orElseThrow().passes()).isTrue();
        assertThat(nodes.get(1).report().orElseThrow().passes()).isFalse();
        // Where the machine is so busy that the load had no more than half a CPU, the other word.
        assertThat(outcomes(nodes.get(1))).containsAnyOf("cpus escaped", "cpus discarded");
    }

    @Test
    void aNodeWithoutTheImageIsNamedAndTheOthersReportStays() throws Exception {
        String own = new NodeImage(classpath(), NodeRun.class.getName()).reference();
        docker(host("node2"), "tag", own, "kept:for-later");
        docker(host("node2"), "rmi", own);
        try {
            List<NodeReport> nodes = verification(HELD).on("swarm");

            assertThat(nodes.get(0).breakage()).isEmpty();
            assertThat(nodes.get(1).breakage()).contains("it does not have the image " + own, "swarm-image");
        } finally {
            docker(host("node2"), "tag", "kept:for-later", own);
        }
    }

    @Test
    void aNodeThatIsDrainedInMidRunIsNamedAndTheOthersReportStays() throws Exception {
        try {
            List<NodeReport> nodes =
                    disturbed(() -> docker(host("node1"), "node", "update", "--availability", "drain", "node2"));

            assertThat(nodes.get(0).breakage()).isEmpty();
            assertThat(nodes.get(1).breakage()).isEqualTo("it was drained before it reported");
        } finally {
            docker(host("node1"), "node", "update", "--availability", "active", "node2");
        }
    }

    @Test
    void nodesOfOneKindShareThePolicyAndMakeUpOneReport() throws Exception {
        List<NodeReport> nodes = spread(HELD).on("swarm");

        assertThat(nodes).singleElement().satisfies(node -> {
            assertThat(node.nodes()).isEqualTo(NODES);
            assertThat(node.breakage()).isEmpty();
            assertThat(outcomes(node)).contains("mem_limit held", "pids_limit held");
            assertThat(node.report().orElseThrow().shards())
                    .extracting(CollectedReport::name)
                    .containsExactlyInAnyOrderElementsOf(NODES);
        });
        try (Stream<Path> files = Files.walk(directory.resolve("reports"))) {
            assertThat(files.filter(file -> file.endsWith("report.json"))
                            .map(file -> file.getParent().getFileName().toString()))
                    .containsExactlyInAnyOrder("shard-1-of-2", "shard-2-of-2");
        }
    }

    @Test
    void whatADrainedNodeHadBegunIsRunAgainOnAnotherOfItsKind() throws Exception {
        try {
            List<NodeReport> nodes = disturbed(
                    spread(LONG), () -> docker(host("node1"), "node", "update", "--availability", "drain", "node2"));

            assertThat(nodes).singleElement().satisfies(node -> {
                assertThat(node.breakage()).isEmpty();
                assertThat(outcomes(node)).contains("cpus held", "mem_limit held");
                assertThat(node.report().orElseThrow().shards())
                        .extracting(CollectedReport::name)
                        .containsExactly("node1", "node1");
            });
        } finally {
            docker(host("node1"), "node", "update", "--availability", "active", "node2");
        }
    }

    @Test
    void whatAKilledCoreLeftIsRemovedByTheNextOnItsNode() throws Exception {
        List<NodeReport> nodes = disturbed(() -> docker(
                host("node2"),
                "kill",
                docker(host("node2"), "ps", "-q", "--filter", "label=com.docker.swarm.task.id")
                        .get(0)));

        assertThat(nodes.get(0).breakage()).isEmpty();
        assertThat(nodes.get(1).breakage()).startsWith("its job ended without a report: failed");
        assertThat(docker(host("node2"), "ps", "-aq", "--filter", TRIAL)).isNotEmpty();

        assertThat(verification(HELD).on("swarm:node.hostname==node2"))
                .singleElement()
                .satisfies(node -> assertThat(node.breakage()).isEmpty());
    }

    @Test
    void whatAKilledClientLeftIsRemovedByClean() throws Exception {
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dit.swarm=" + STATE,
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SwarmIT.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("client.log").toFile())
                .start();
        awaitTrial("node2");
        client.destroyForcibly().waitFor();
        assertThat(docker(host("node1"), "service", "ls", "-q")).hasSize(2);

        try (Swarm swarm = Swarm.connect(host("node1"), "clean", Duration.ofMinutes(1))) {
            assertThat(swarm.sweep()).hasSize(3).allMatch(line -> line.contains(" container-limits-"));
        }
    }

    /** The client that is killed. */
    public static void main(String[] arguments) throws Exception {
        verification(host("node1"), LONG, Path.of(arguments[0]), false).on("swarm");
    }

    /** What becomes of a run in which something happens while a trial runs on the second node. */
    private List<NodeReport> disturbed(Callable<?> disturbance) throws Exception {
        return disturbed(verification(LONG), disturbance);
    }

    private static List<NodeReport> disturbed(SwarmVerification verification, Callable<?> disturbance)
            throws Exception {
        CompletableFuture<List<NodeReport>> run = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        run.complete(verification.on("swarm"));
                    } catch (MojoExecutionException e) {
                        run.completeExceptionally(e);
                    }
                })
                .start();
        awaitTrial("node2");
        disturbance.call();
        return run.get(TIME.toSeconds(), TimeUnit.SECONDS);
    }

    private static void awaitTrial(String node) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (docker(host(node), "ps", "-q", "--filter", TRIAL).size() < 2) { // that of the job, and one that it made
            assertThat(System.nanoTime()).as("a trial begins on " + node).isLessThan(end);
            Thread.sleep(200);
        }
    }

    /** Gives each of the plugin's containers two CPUs as soon as it runs. */
    private static void raiseCpus(String host, AtomicBoolean ended) {
        Set<String> raised = new HashSet<>();
        try {
            while (!ended.get()) {
                for (String container : docker(host, "ps", "-q", "--filter", TRIAL)) {
                    if (raised.add(container)) {
                        new ProcessBuilder("docker", "-H", host, "update", "--cpus", "2", container)
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor();
                    }
                }
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private SwarmVerification verification(String policy) throws Exception {
        return verification(host("node1"), policy, directory, false);
    }

    /** Of nodes that share the work. */
    private SwarmVerification spread(String policy) throws Exception {
        return verification(host("node1"), policy, directory, true);
    }

    private static SwarmVerification verification(String manager, String text, Path directory, boolean isSpread)
            throws Exception {
        Path file = Files.writeString(directory.resolve("limits.yaml"), text);
        Project project = Project.in(directory);
        Policy policy = PolicyReader.read(List.of(file), project);
        return new SwarmVerification(
                manager,
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
                        new Times(TIME, Duration.ofMinutes(1), true),
                        new Origin(ProofKey.hash(policy.readFrom()), "", "test", Optional.empty())),
                Optional.of(policy).filter(some -> isSpread),
                Console.of(new Output.Build("never", false, true, true, true, true), new SystemStreamLog()));
    }

    private static List<String> outcomes(NodeReport node) {
        return node.report().orElseThrow().lines().stream()
                .map(line -> line.subject() + " " + line.outcome())
                .toList();
    }

    /** What is left on the Swarm and its nodes that is no toolbox. */
    private static List<String> leftovers() throws Exception {
        List<String> left = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        do {
            left.clear();
            left.addAll(docker(host("node1"), "service", "ls", "-q"));
            left.addAll(docker(host("node1"), "secret", "ls", "-q"));
            for (String node : NODES) {
                left.addAll(docker(host(node), "ps", "-aq"));
                docker(host(node), "volume", "ls", "-q").stream()
                        .filter(volume -> !volume.startsWith("container-limits-toolbox"))
                        .forEach(left::add);
            }
            Thread.sleep(500); // Swarm removes a task's container after its service
        } while (!left.isEmpty() && System.nanoTime() < end);
        return left;
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

    private static String host(String node) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(STATE.resolve("engine.properties"))) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String first = properties.getProperty("it.dockerHost");
        return first.replace("node1", node);
    }

    private static List<String> docker(String host, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("docker", "-H", host));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", line, output).isZero();
        return output.lines().toList();
    }

    private static void script(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("bash", "src/it/engine/swarm.sh"));
        line.addAll(List.of(arguments));
        // Through a file, since what it starts keeps it open.
        Path output = STATE.resolve("swarm.out");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s ends", line).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
}
