package io.github.containerlimits.maven;

import io.github.containerlimits.docker.swarm.Job;
import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.maven.NodesOfOneKind.Named;
import io.github.containerlimits.node.Answer;
import io.github.containerlimits.node.Errand;
import io.github.containerlimits.node.NodeKind;
import io.github.containerlimits.node.NodeRun;
import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.plan.Shards;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.report.aggregate.CollectedReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The jobs of one run on a Swarm.
 *
 * @param supply of the image that runs the core
 * @param socket of the engine on each node
 * @param told the assignment
 * @param reports the folder in which each node has one
 * @param timeout of the run, which ends at {@code end}, as {@link System#nanoTime}
 */
record SwarmJobs(
        Swarm swarm,
        ImageSupply supply,
        String socket,
        Job.Secret told,
        Path reports,
        Duration timeout,
        long end,
        Console console) {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** This part of the time is left for what is done after the nodes' own. */
    private static final int PART_KEPT = 20;

    /** This part of the time nodes have to say what they are. */
    private static final int PART_TO_LOOK = 4;

    /** Shards that one node has where none breaks. */
    private static final long MOST_OF_A_NODE = 4;

    /** Much more than a job takes to start and to end. */
    private static final Duration LEAST_OF_A_SHARD = Duration.ofSeconds(30);

    /** The nodes by their kinds, each with no more shards than the policy has parts. */
    List<NodesOfOneKind> byKind(List<Named> nodes, Policy policy) throws IOException {
        KindsOfNodes kinds = new KindsOfNodes(nodes, this::look, console);
        return kinds.byKind(System.nanoTime() + left().dividedBy(PART_TO_LOOK).toNanos(), BETWEEN_LOOKS).stream()
                .map(kind -> sharedAmong(kind, shards(policy, kind.size())))
                .toList();
    }

    /** Several for each node where they take their time, so that what a node breaks with is less to run again. */
    private static int shards(Policy policy, int nodes) {
        Duration all = Shards.of(policy, 1).get(0).expected();
        long perNode = Math.max(1, Math.min(MOST_OF_A_NODE, all.dividedBy(LEAST_OF_A_SHARD) / nodes));
        int most = (int) Math.min(nodes * perNode, Shard.MOST);
        long parts = Shards.of(policy, most).stream()
                .filter(share -> !share.names().isEmpty())
                .count();
        return (int) Math.max(1, parts);
    }

    NodesOfOneKind sharedAmong(List<Named> nodes, int shards) {
        return new NodesOfOneKind(nodes, shards, this::verify, console);
    }

    private NodeJob<NodeKind> look(Named node) {
        NodeJob<NodeKind> job = new NodeJob<>(swarm, node.node(), supply, Answer.Kind.KIND, text -> {
            try {
                return NodeKind.parse(text);
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
        });
        job.start(job(new Errand.Look(), Map.of()));
        return job;
    }

    private NodeJob<CollectedReport> verify(Named node, Optional<Shard> shard) {
        NodeFolder folder = NodeFolder.of(reports, node.name());
        NodeJob<CollectedReport> job =
                new NodeJob<>(swarm, node.node(), supply, Answer.Kind.REPORT, text -> folder.keep(text, shard));
        Duration left = left();
        job.start(
                job(new Errand.Verify(left.minus(left.dividedBy(PART_KEPT)), shard), Map.of(NodeRun.ASSIGNMENT, told)));
        return job;
    }

    private Job job(Errand errand, Map<String, Job.Secret> secrets) {
        return new Job(
                supply.image(),
                List.of(),
                errand.arguments(),
                secrets,
                List.of(new Job.Mount(socket, NodeRun.SOCKET, false)),
                false);
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    /** Until all have ended, or there is no time left. */
    void await(List<NodesOfOneKind> kinds) throws IOException {
        List<NodesOfOneKind> running = new ArrayList<>(kinds);
        while (!running.isEmpty()) {
            for (Iterator<NodesOfOneKind> i = running.iterator(); i.hasNext(); ) {
                NodesOfOneKind kind = i.next();
                boolean isLate = System.nanoTime() - end > 0;
                if (isLate) {
                    kind.breakOff("it did not answer within " + timeout.toSeconds()
                            + " s. Give it more with container-limits.timeout");
                }
                if (isLate || kind.look()) {
                    console.say(kind.report().told());
                    i.remove();
                }
            }
            if (!running.isEmpty()) {
                Pause.of(BETWEEN_LOOKS, "a node of the Swarm answered");
            }
        }
    }
}
