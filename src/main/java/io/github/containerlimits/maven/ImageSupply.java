package io.github.containerlimits.maven;

import io.github.containerlimits.docker.swarm.Job;
import io.github.containerlimits.docker.swarm.Node;
import io.github.containerlimits.docker.swarm.OwnImage;
import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.node.Answer;
import io.github.containerlimits.node.Errand;
import io.github.containerlimits.node.NodeRun;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings the image that runs the core to nodes that lack it, without a registry: from when a first node wants it, a job on the manager's node serves it, and a job on the node that lacks it, of the image that
 * is tried, has that node's engine get it.
 */
final class ImageSupply {
    private final Swarm swarm;
    private final String image;
    private final Optional<From> from;
    private final Console console;
    private @Nullable Source source;

    /**
     * What takes part.
     *
     * @param tried the image that each node has anyhow
     * @param socket of the engine on each node
     * @param most time that it is served
     */
    record From(String tried, String socket, Duration most) {}

    /** The job that serves it, once it was wanted. */
    private record Source(OwnImage image, Swarm.Manager manager, NodeJob<Integer> server) {}

    /** The image can't be had from the manager; the message says why. */
    static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }
    }

    /**
     * Of which nothing runs yet.
     *
     * @param image its reference
     * @param from absent where nodes have it from elsewhere, or not at all
     */
    ImageSupply(Swarm swarm, String image, Optional<From> from, Console console) {
        this.swarm = swarm;
        this.image = image;
        this.from = from;
        this.console = console;
    }

    String image() {
        return image;
    }

    /**
     * The job that gives a node the image; absent until the manager's serves it.
     *
     * @throws UnavailableException where there can be none
     */
    Optional<Job> fetch(Node node) throws IOException, UnavailableException {
        From given = from.orElseThrow(() -> new UnavailableException(""));
        Source served = source != null ? source : serve(given, node);
        requireSame(served.manager().node(), node);
        if (!served.server().look()) {
            return Optional.empty();
        }
        int port = served.server()
                .result()
                .orElseThrow(() -> new UnavailableException("the manager's node "
                        + served.manager().node().hostname() + " cannot serve it: "
                        + served.server().breakage()));
        console.say("Node " + node.hostname() + " lacks the image " + image + ", and gets it from "
                + served.manager().node().hostname());
        return Optional.of(
                served.image().fetch(node, given.tried(), url(served.manager().address(), port), given.socket()));
    }

    private static String url(String address, int port) {
        return "http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port + "/";
    }

    private static void requireSame(Node manager, Node node) throws UnavailableException {
        if (!node.architecture().equals(manager.architecture())) {
            throw new UnavailableException(
                    "it is of " + node.architecture() + ", and the manager's image of " + manager.architecture());
        }
    }

    /** Begins to, for the first node that wants it. */
    private Source serve(From given, Node node) throws UnavailableException {
        Swarm.Manager manager = swarm.manager();
        if (!manager.node().isActive()) {
            throw new UnavailableException(
                    "the manager's node " + manager.node().hostname() + " takes no work, so that it cannot serve it");
        }
        requireSame(manager.node(), node);
        OwnImage own = swarm.image(image)
                .orElseThrow(() -> new UnavailableException("the manager's is not as the plugin makes it"));
        NodeJob<Integer> server = new NodeJob<>(
                swarm,
                manager.node(),
                new ImageSupply(swarm, image, Optional.empty(), console),
                Answer.Kind.PORT,
                ImageSupply::port);
        Source begun = new Source(own, manager, server);
        source = begun;
        server.start(new Job(
                image,
                List.of(),
                new Errand.Serve(image, given.most()).arguments(),
                Map.of(),
                List.of(new Job.Mount(given.socket(), NodeRun.SOCKET, false)),
                true));
        return begun;
    }

    private static int port(String text) throws IOException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IOException("it serves at no port: " + text, e);
        }
    }
}
