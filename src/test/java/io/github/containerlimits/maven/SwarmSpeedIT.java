package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * How much sooner three nodes of a real Swarm are through than one. They share this machine's CPUs, so that the trials are of loads that take time and nothing else: what is measured is what jobs, shards and
 * reports cost, and not the machine.
 */
@Tag("engines")
class SwarmSpeedIT {
    private static final int TRIALS = 60;

    @RegisterExtension
    static final RealSwarm SWARM = RealSwarm.in("swarm-of-three", 3, 1);

    @TempDir
    private Path directory;

    /** The figure of {@code scale.md}, which is printed and not held: three nodes that are no slower than one are all that is known of any machine. */
    @Test
    void threeNodesAreThroughSoonerThanOne() throws Exception {
        double one = seconds("swarm:node.hostname==node1", false);
        double three = seconds("swarm", true);

        System.out.printf(
                Locale.ROOT,
                "%d trials: one node %.1f s, three nodes %.1f s, a speed-up of %.2f, which is %.2f of three%n",
                TRIALS,
                one,
                three,
                one / three,
                one / three / 3);
        assertThat(three).isLessThan(one);
    }

    private double seconds(String nodes, boolean isSpread) throws Exception {
        SwarmVerification verification = SWARM.verification("node1", policy(), directory, isSpread, false);
        long began = System.nanoTime();
        List<NodeReport> reports = verification.on(nodes);
        double took = (System.nanoTime() - began) / 1e9;

        assertThat(reports).singleElement().satisfies(node -> {
            assertThat(node.breakage()).isEmpty();
            assertThat(node.report().orElseThrow().passes()).isTrue();
            assertThat(RealSwarm.outcomes(node))
                    .filteredOn(outcome -> outcome.startsWith("exit "))
                    .hasSize(TRIALS);
        });
        return took;
    }

    /** Trials of three seconds, each of another load: those that are alike are one. */
    private static String policy() {
        return IntStream.range(0, TRIALS)
                .mapToObj(i -> "  - { name: t" + i + ", run: 'sleep 3.0" + String.format(Locale.ROOT, "%02d", i)
                        + "', fits: { exit: 0 } }\n")
                .collect(Collectors.joining("", "limits: { pids_limit: 100 }\nderive: false\ntrials:\n", ""));
    }
}
