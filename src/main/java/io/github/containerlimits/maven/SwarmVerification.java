package io.github.containerlimits.maven;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.docker.Patience;
import io.github.containerlimits.docker.connection.TemporaryFolder;
import io.github.containerlimits.docker.swarm.Constraint;
import io.github.containerlimits.docker.swarm.Node;
import io.github.containerlimits.docker.swarm.NodeImage;
import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.maven.NodesOfOneKind.Named;
import io.github.containerlimits.node.Assignment;
import io.github.containerlimits.node.NodeRun;
import io.github.containerlimits.policy.Policy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.maven.plugin.MojoExecutionException;

/**
 * A policy on the nodes of a Swarm, at the same time: on each all of it, or shared among those of one kind. A job runs the core, which makes the trials' containers on that node's own engine; its report
 * comes back through the job's log.
 *
 * @param dockerHost the manager's address; empty for the usual one
 * @param socket of the engine on each node
 * @param image that runs the core; empty for the plugin's own
 * @param classpath that the plugin's own is made of
 * @param timeout of all
 * @param reports the folder in which each node has one
 * @param spread the policy that is shared among nodes of one kind; absent where each node has all of it
 */
record SwarmVerification(
        String dockerHost,
        String socket,
        String image,
        List<Path> classpath,
        Duration timeout,
        Path reports,
        Assignment assignment,
        Optional<Policy> spread,
        Console console) {
    private static final String WORD = "swarm";
    private static final Duration GRACE = Duration.ofSeconds(30);

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
            List<Named> named = nodes.stream()
                    .map(node -> new Named(node, name(node, nodes)))
                    .toList();
            for (Named node : named) {
                NodeFolder.of(reports, node.name()).clear();
            }
            ImageSupply supply = new ImageSupply(
                    swarm,
                    own,
                    Optional.of(new ImageSupply.From(assignment.image(), socket, timeout))
                            .filter(from -> image.isEmpty()),
                    console);
            SwarmJobs jobs =
                    new SwarmJobs(swarm, supply, socket, swarm.keep(assignment.text()), reports, timeout, end, console);
            List<NodesOfOneKind> kinds = spread.isPresent()
                    ? jobs.byKind(named, spread.get())
                    : named.stream()
                            .map(node -> jobs.sharedAmong(List.of(node), 1))
                            .toList();
            jobs.await(kinds);
            List<NodeReport> answers =
                    kinds.stream().map(NodesOfOneKind::report).toList();
            if (answers.stream().anyMatch(answer -> answer.report().isEmpty())) {
                closeAnyhow(swarm);
            }
            return answers;
        } catch (EngineException e) {
            throw console.breakage(e);
        } catch (IOException e) {
            throw new MojoExecutionException("A report in " + reports + " cannot be written: " + e, e);
        }
    }

    /** Where a run broke already, that its jobs can't be removed must not take the place of why. */
    private void closeAnyhow(Swarm swarm) {
        try {
            swarm.close();
        } catch (EngineException e) {
            console.say("Jobs are left on the Swarm, and removed by the next run or container-limits:clean: "
                    + e.getMessage());
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
}
