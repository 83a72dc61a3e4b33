package io.github.containerlimits.maven;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.docker.Patience;
import io.github.containerlimits.docker.connection.TemporaryFolder;
import io.github.containerlimits.docker.swarm.Constraint;
import io.github.containerlimits.docker.swarm.Node;
import io.github.containerlimits.docker.swarm.NodeImage;
import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.node.Assignment;
import io.github.containerlimits.node.NodeRun;
import io.github.containerlimits.report.aggregate.CollectedReport;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.maven.plugin.MojoExecutionException;

/**
 * A policy on the nodes of a Swarm, at the same time. On each a job runs the core, which makes the trials' containers on that node's own engine; its report comes back through the job's log.
 *
 * @param dockerHost the manager's address; empty for the usual one
 * @param socket of the engine on each node
 * @param image that runs the core; empty for the plugin's own
 * @param classpath that the plugin's own is made of
 * @param timeout of all
 * @param reports the folder in which each node has one
 */
record SwarmVerification(
        String dockerHost,
        String socket,
        String image,
        List<Path> classpath,
        Duration timeout,
        Path reports,
        Telling telling,
        Console console) {
    private static final String WORD = "swarm";
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** This part of the time is left for what is done before and after the nodes' own. */
    private static final int PART_KEPT = 20;

    /** What a node is told. */
    interface Telling {
        /**
         * The assignment.
         *
         * @param most time that it has
         */
        Assignment within(Duration most);
    }

    /** Whether an engine's address stands for the nodes of a Swarm. */
    static boolean isMeant(String address) {
        return address.equals(WORD) || address.startsWith(WORD + ":");
    }

    /**
     * Which nodes an address such as {@code swarm:node.labels.limits==true} means; absent for all.
     *
     * @throws MojoExecutionException where that is no constraint
     */
    private static Optional<Constraint> constraint(String address) throws MojoExecutionException {
        if (address.equals(WORD)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Constraint.parse(address.substring(WORD.length() + 1)));
        } catch (IllegalArgumentException e) {
            throw new MojoExecutionException("engines (container-limits.engines): " + e.getMessage(), e);
        }
    }

    /**
     * Verifies on each node that is meant. What one of them breaks with leaves the others' reports as they are.
     *
     * @throws MojoExecutionException where there is none, or the manager fails before there is anything of one
     */
    List<NodeReport> on(String address) throws MojoExecutionException {
        Optional<Constraint> constraint = constraint(address);
        long end = System.nanoTime() + timeout.toNanos();
        try (Swarm swarm = Swarm.connect(
                        dockerHost,
                        UUID.randomUUID().toString(),
                        Patience.within(timeout).answer());
                EngineGuard guard = new EngineGuard(swarm::close, timeout.plus(GRACE))) {
            swarm.sweep().forEach(gone -> console.say("Removed what a killed run left: " + gone));
            List<Node> nodes = nodes(swarm, constraint);
            String own = image.isEmpty() ? bring(swarm) : image;
            Duration left = Duration.ofNanos(end - System.nanoTime());
            String text = telling.within(left.minus(left.dividedBy(PART_KEPT))).text();
            Swarm.Job job = new Swarm.Job(own, swarm.keep(text), NodeRun.ASSIGNMENT, socket, NodeRun.SOCKET);
            List<NodeJob> jobs = new ArrayList<>();
            for (Node node : nodes) {
                NodeJob started = new NodeJob(swarm, node, name(node, nodes), own, reports);
                started.start(job);
                jobs.add(started);
            }
            await(jobs, end);
            return jobs.stream().map(NodeJob::report).toList();
        } catch (EngineException e) {
            throw console.breakage(e);
        } catch (IOException e) {
            throw new MojoExecutionException("A report in " + reports + " cannot be written: " + e, e);
        }
    }

    private List<Node> nodes(Swarm swarm, Optional<Constraint> constraint) {
        List<Node> meant = swarm.nodes().stream()
                .filter(node -> constraint.map(some -> some.takes(node)).orElse(true))
                .toList();
        List<Node> active = meant.stream().filter(Node::isActive).toList();
        meant.stream()
                .filter(node -> !node.isActive())
                .forEach(node -> console.say("Node " + node.hostname()
                        + " takes no work, and is left out: its availability is " + node.availability()));
        if (active.isEmpty()) {
            throw new EngineException("The Swarm has no node to verify on"
                    + (meant.isEmpty() ? "" : " that takes work")
                    + constraint
                            .map(some -> " with " + some.attribute() + (some.equal() ? "==" : "!=") + some.value())
                            .orElse("")
                    + ".");
        }
        console.say("Verifying on " + active.size() + (active.size() == 1 ? " node" : " nodes") + " of the Swarm: "
                + active.stream().map(Node::hostname).collect(joining(", ")));
        return active;
    }

    /** The plugin's own image, made and given to the manager where that does not have it. */
    private String bring(Swarm swarm) throws IOException {
        NodeImage own = new NodeImage(classpath, NodeRun.class.getName());
        String reference = own.reference();
        if (!swarm.hasImage(reference)) {
            console.say("Making the image " + reference + " for the nodes");
            Path folder = TemporaryFolder.create("node");
            try {
                Path tar = folder.resolve("image.tar");
                own.write(tar);
                swarm.load(tar);
            } finally {
                TemporaryFolder.remove(folder);
            }
        }
        return reference;
    }

    private static String name(Node node, List<Node> all) {
        boolean isOnly = all.stream()
                        .filter(other -> other.hostname().equals(node.hostname()))
                        .count()
                == 1;
        return isOnly ? node.hostname() : node.hostname() + " (" + node.id() + ")";
    }

    private void await(List<NodeJob> jobs, long end) throws IOException {
        List<NodeJob> running = new ArrayList<>(jobs);
        while (!running.isEmpty()) {
            for (Iterator<NodeJob> i = running.iterator(); i.hasNext(); ) {
                NodeJob job = i.next();
                if (System.nanoTime() > end) {
                    job.breakOff("it did not answer within " + timeout.toSeconds()
                            + " s. Give it more with container-limits.timeout");
                }
                if (job.look()) {
                    console.say(job.report().told());
                    i.remove();
                }
            }
            if (!running.isEmpty()) {
                Pause.of(BETWEEN_LOOKS, "a node of the Swarm answered");
            }
        }
    }

    /**
     * What became of a node.
     *
     * @param report absent where it has none
     * @param breakage why; empty where it has one
     */
    record NodeReport(String name, Optional<CollectedReport> report, String breakage) {
        /** What became of it, but for a breakage's reason, which is told in the end. */
        String told() {
            return report.map(some -> "Node " + name + " reports "
                            + some.lines().size() + (some.lines().size() == 1 ? " verdict" : " verdicts"))
                    .orElse("Node " + name + " gives no report");
        }
    }
}
