package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.report.aggregate.CollectedReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A policy on the nodes of a real Swarm of two. */
class SwarmIT {
    @RegisterExtension
    static final RealSwarm SWARM = RealSwarm.in("swarm", 2, 1);

    private static final String HELD = RealSwarm.HELD;
    private static final String LONG = RealSwarm.LONG;

    private static final String SECRET =
            "limits: {mem_limit: 64m}\napp: {command: [sleep, '60'], env: {TOKEN: s3cr3t}, for: 5s}\n";

    /** What makes an image what it is, but for when and how it came. */
    private static final String IMAGE = "{{json .RootFS.Layers}} {{json .Config.Entrypoint}} {{json .Config.Env}}";

    @TempDir
    private Path directory;

    @AfterEach
    void nothingIsLeft() throws Exception {
        assertThat(SWARM.leftovers()).isEmpty();
    }

    @Test
    void aPolicyIsHeldOnAllNodes() throws Exception {
        List<NodeReport> nodes = verification(HELD).on("swarm");

        assertThat(nodes).extracting(NodeReport::name).containsExactlyElementsOf(SWARM.names());
        for (NodeReport node : nodes) {
            assertThat(node.breakage()).isEmpty();
            assertThat(RealSwarm.outcomes(node)).contains("mem_limit held", "pids_limit held");
            assertThat(node.report().orElseThrow().passes()).isTrue();
        }
    }

    @Test
    @Tag("engines")
    void aLimitThatOneNodeDoesNotKeepEscapesThereAlone() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        CompletableFuture<Void> raising = CompletableFuture.runAsync(() -> raiseCpus("node2", ended));
        List<NodeReport> nodes = verification("limits: {cpus: 0.5}\n").on("swarm");
        ended.set(true);
        raising.join();

        assertThat(nodes.get(0).report().orElseThrow().passes()).isTrue();
        assertThat(nodes.get(1).report().orElseThrow().passes()).isFalse();
        // Where the machine is so busy that the load had no more than half a CPU, the other word.
        assertThat(RealSwarm.outcomes(nodes.get(1))).containsAnyOf("cpus escaped", "cpus discarded");
    }

    @Test
    @Tag("engines")
    void aNodeThatLacksTheCoresImageGetsItFromTheManager() throws Exception {
        String own = RealSwarm.image().reference();
        SWARM.docker("node2", "rmi", own);

        List<NodeReport> nodes = verification(HELD).on("swarm");

        assertThat(nodes).hasSize(2).allSatisfy(node -> {
            assertThat(node.breakage()).isEmpty();
            assertThat(RealSwarm.outcomes(node)).contains("mem_limit held", "pids_limit held");
        });
        assertThat(SWARM.docker("node2", "image", "inspect", "--format", IMAGE, own))
                .isEqualTo(SWARM.docker("node1", "image", "inspect", "--format", IMAGE, own));
    }

    @Test
    @Tag("engines")
    void aNodeThatLacksTheCoresImageAndTheTriedOneIsNamedAndTheOthersReportStays() throws Exception {
        String own = RealSwarm.image().reference();
        for (String image : List.of(own, "it/busybox")) {
            SWARM.docker("node2", "tag", image, "kept:" + List.of(own).contains(image));
            SWARM.docker("node2", "rmi", image);
        }
        try {
            List<NodeReport> nodes = verification(HELD).on("swarm");

            assertThat(nodes.get(0).breakage()).isEmpty();
            assertThat(nodes.get(1).breakage())
                    .startsWith("it does not have the image " + own)
                    .contains("No such image: it/busybox", "swarm-image");
        } finally {
            SWARM.docker("node2", "tag", "kept:true", own);
            SWARM.docker("node2", "tag", "kept:false", "it/busybox");
            SWARM.docker("node2", "rmi", "kept:true", "kept:false");
        }
    }

    @Test
    @Tag("engines")
    void aNodeThatIsDrainedInMidRunIsNamedAndTheOthersReportStays() throws Exception {
        try {
            List<NodeReport> nodes =
                    disturbed(() -> SWARM.docker("node1", "node", "update", "--availability", "drain", "node2"));

            assertThat(nodes.get(0).breakage()).isEmpty();
            assertThat(nodes.get(1).breakage()).isEqualTo("it was drained before it reported");
        } finally {
            SWARM.docker("node1", "node", "update", "--availability", "active", "node2");
        }
    }

    @Test
    @Tag("engines")
    void whatIsSecretIsInNoServiceLogReportOrListOfProcesses() throws Exception {
        List<String> texts = new ArrayList<>();
        List<String> application = new ArrayList<>();
        List<NodeReport> nodes = SWARM.disturbed(verification(SECRET), "node2", () -> {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (application.stream().noneMatch(text -> text.contains("TOKEN=s3cr3t"))) {
                assertThat(System.nanoTime()).as("the application has it").isLessThan(end);
                for (String container : SWARM.docker("node2", "ps", "-q", "--filter", RealSwarm.TRIAL)) {
                    application.addAll(SWARM.docker("node2", "inspect", container));
                }
            }
            List<String> services = SWARM.docker("node1", "service", "ls", "-q");
            for (String service : services) {
                texts.addAll(SWARM.docker("node1", "service", "inspect", service));
                texts.addAll(SWARM.docker("node1", "service", "logs", "--raw", service));
            }
            for (String secret : SWARM.docker("node1", "secret", "ls", "-q")) {
                texts.addAll(SWARM.docker("node1", "secret", "inspect", secret));
            }
            texts.addAll(commandLines());
            return services;
        });
        try (Stream<Path> files = Files.walk(directory.resolve("reports"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                texts.add(Files.readString(file));
            }
        }

        assertThat(nodes).allSatisfy(node -> assertThat(node.breakage()).isEmpty());
        assertThat(texts).noneMatch(text -> text.contains("s3cr3t"));
        assertThat(texts)
                .as("services, processes and reports are looked at")
                .anyMatch(text -> text.contains("\"container-limits-node:"))
                .anyMatch(text -> text.contains("io.github.containerlimits.node.NodeRun"))
                .anyMatch(text -> text.contains("app ready"));
    }

    /** Of all processes on this machine. */
    private static List<String> commandLines() {
        return ProcessHandle.allProcesses()
                .flatMap(process -> process.info().commandLine().stream())
                .toList();
    }

    @Test
    @Tag("engines")
    void nodesOfOneKindShareThePolicyAndMakeUpOneReport() throws Exception {
        List<NodeReport> nodes = spread(HELD).on("swarm");

        assertThat(nodes).singleElement().satisfies(node -> {
            assertThat(node.nodes()).isEqualTo(SWARM.names());
            assertThat(node.breakage()).isEmpty();
            assertThat(RealSwarm.outcomes(node)).contains("mem_limit held", "pids_limit held");
            assertThat(node.report().orElseThrow().shards())
                    .extracting(CollectedReport::name)
                    .containsExactlyInAnyOrderElementsOf(SWARM.names());
        });
        try (Stream<Path> files = Files.walk(directory.resolve("reports"))) {
            assertThat(files.filter(file -> file.endsWith("report.json"))
                            .map(file -> String.valueOf(file.getParent()).replaceFirst(".*/", "")))
                    .containsExactlyInAnyOrder("shard-1-of-2", "shard-2-of-2");
        }
    }

    @Test
    @Tag("engines")
    void whatADrainedNodeHadBegunIsRunAgainOnAnotherOfItsKind() throws Exception {
        try {
            List<NodeReport> nodes = SWARM.disturbed(
                    spread(LONG),
                    "node2",
                    () -> SWARM.docker("node1", "node", "update", "--availability", "drain", "node2"));

            assertThat(nodes).singleElement().satisfies(node -> {
                assertThat(node.breakage()).isEmpty();
                assertThat(RealSwarm.subjects(node)).contains("cpus", "mem_limit");
                assertThat(node.report().orElseThrow().shards())
                        .extracting(CollectedReport::name)
                        .containsExactly("node1", "node1");
            });
        } finally {
            SWARM.docker("node1", "node", "update", "--availability", "active", "node2");
        }
    }

    @Test
    @Tag("engines")
    void whatAKilledCoreLeftIsRemovedByTheNextOnItsNode() throws Exception {
        List<NodeReport> nodes = disturbed(() -> SWARM.docker(
                "node2",
                "kill",
                SWARM.docker("node2", "ps", "-q", "--filter", "label=com.docker.swarm.task.id")
                        .get(0)));

        assertThat(nodes.get(0).breakage()).isEmpty();
        assertThat(nodes.get(1).breakage()).startsWith("its job ended without a report: failed");
        assertThat(SWARM.docker("node2", "ps", "-aq", "--filter", RealSwarm.TRIAL))
                .isNotEmpty();

        assertThat(verification(HELD).on("swarm:node.hostname==node2"))
                .singleElement()
                .satisfies(node -> assertThat(node.breakage()).isEmpty());
    }

    @Test
    @Tag("engines")
    void whatAKilledClientLeftIsRemovedByClean() throws Exception {
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dit.swarm=" + SWARM.state(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SwarmIT.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("client.log").toFile())
                .start();
        SWARM.awaitTrial("node2");
        client.destroyForcibly().waitFor();
        assertThat(SWARM.docker("node1", "service", "ls", "-q")).hasSize(2);

        try (Swarm swarm = Swarm.connect(SWARM.host("node1"), "clean", Duration.ofMinutes(1))) {
            assertThat(swarm.sweep()).hasSize(3).allMatch(line -> line.contains(" container-limits-"));
        }
    }

    /** The client that is killed. */
    public static void main(String[] arguments) throws Exception {
        SWARM.verification("node1", LONG, Path.of(arguments[0]), false).on("swarm");
    }

    /** What becomes of a run in which something happens while a trial runs on the second node. */
    private List<NodeReport> disturbed(Callable<?> disturbance) throws Exception {
        return SWARM.disturbed(verification(LONG), "node2", disturbance);
    }

    /** Gives each of the plugin's containers two CPUs as soon as it runs. */
    private static void raiseCpus(String node, AtomicBoolean ended) {
        Set<String> raised = new HashSet<>();
        try {
            while (!ended.get()) {
                for (String container : SWARM.docker(node, "ps", "-q", "--filter", RealSwarm.TRIAL)) {
                    if (raised.add(container)) {
                        new ProcessBuilder("docker", "-H", SWARM.host(node), "update", "--cpus", "2", container)
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
        return SWARM.verification("node1", policy, directory, false);
    }

    /** Of nodes that share the work. */
    private SwarmVerification spread(String policy) throws Exception {
        return SWARM.verification("node1", policy, directory, true);
    }
}
