package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.report.aggregate.CollectedReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines of a real Swarm of three managers that are killed in mid-run. */
@Tag("engines")
class SwarmFaultsIT {
    @RegisterExtension
    static final RealSwarm SWARM = RealSwarm.in("swarm-of-managers", 3, 3);

    @TempDir
    private Path directory;

    /** Starts what was killed, and lets the next run on each node remove what is there. */
    @AfterEach
    void nothingIsLeftAfterTheNextRun() throws Exception {
        assertThat(SWARM.verification("node1", RealSwarm.HELD, directory, false).on("swarm"))
                .hasSize(3)
                .allSatisfy(node -> assertThat(node.breakage()).isEmpty());
        assertThat(SWARM.leftovers()).isEmpty();
    }

    private List<NodeReport> killed(String node, String manager, boolean isSpread) throws Exception {
        try {
            return SWARM.disturbed(SWARM.verification(manager, RealSwarm.LONG, directory, isSpread), node, () -> {
                SWARM.kill(node);
                return node;
            });
        } finally {
            SWARM.start(node);
        }
    }

    private static String leader() throws Exception {
        return SWARM.docker("node1", "node", "ls", "--format", "{{.Hostname}} {{.ManagerStatus}}").stream()
                .filter(line -> line.endsWith(" Leader"))
                .findFirst()
                .orElseThrow()
                .split(" ", -1)[0];
    }

    private static String other(String node) {
        return SWARM.names().stream()
                .filter(name -> !name.equals(node))
                .findFirst()
                .orElseThrow();
    }

    /** The others choose another leader meanwhile, where it is that one's. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNodeWhoseEngineDiesIsNamedAndTheOthersReportsStay(boolean isLeader) throws Exception {
        String leader = leader();
        String dead = isLeader ? leader : other(leader);

        List<NodeReport> nodes = killed(dead, isLeader ? other(leader) : leader, false);

        assertThat(nodes).hasSize(3).allSatisfy(node -> {
            if (node.name().equals(dead)) {
                assertThat(node.breakage()).startsWith("it went ").endsWith(" before it reported");
            } else {
                assertThat(node.breakage()).isEmpty();
                assertThat(RealSwarm.subjects(node)).contains("cpus", "mem_limit");
            }
        });
    }

    /** There are two shards, so that the third node stands by. */
    @Test
    void whatANodeThatDiesHadBegunIsRunAgainOnOneThatStandsBy() throws Exception {
        List<NodeReport> nodes = killed("node2", "node1", true);

        assertThat(nodes).singleElement().satisfies(node -> {
            assertThat(node.breakage()).isEmpty();
            assertThat(RealSwarm.subjects(node)).contains("cpus", "mem_limit");
            assertThat(node.report().orElseThrow().shards())
                    .extracting(CollectedReport::name)
                    .containsExactly("node1", "node3");
        });
    }

    /** A process of its own, since the next run removes what is left of those that are gone. */
    @Test
    void aManagerThatGoesAwayIsWhyEachNodeHasNoReport() throws Exception {
        String manager = other(leader());
        Path log = directory.resolve("client.log");
        Process client = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dit.swarm=" + SWARM.state(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SwarmFaultsIT.class.getName(),
                        manager,
                        directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        SWARM.awaitTrial(manager);
        SWARM.kill(manager);
        try {
            assertThat(client.waitFor(RealSwarm.TIME.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
        } finally {
            SWARM.start(manager);
        }

        assertThat(Files.readString(log))
                .contains(SWARM.names().stream()
                        .map(name -> name + " broke: the manager has not answered for 60 s: ")
                        .toList())
                .contains("Jobs are left on the Swarm");
        assertThat(SWARM.docker("node1", "service", "ls", "-q")).isNotEmpty();
    }

    /** The client whose manager goes away. */
    public static void main(String[] arguments) throws Exception {
        SWARM.verification(arguments[0], RealSwarm.LONG, Path.of(arguments[1]), false)
                .on("swarm")
                .forEach(node -> System.out.println(node.name() + " broke: " + node.breakage()));
        System.exit(0); // whatever threads a client of an engine leaves
    }
}
