package io.github.containerlimits.maven;

import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.maven.NodesOfOneKind.Named;
import io.github.containerlimits.node.NodeKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which nodes are of one kind: each says what it is, by a small job. */
final class KindsOfNodes {
    private final Map<Named, NodeJob<NodeKind>> jobs = new LinkedHashMap<>();
    private final Console console;

    /** Starts a job. */
    interface Starting {
        NodeJob<NodeKind> on(Named node);
    }

    KindsOfNodes(List<Named> nodes, Starting starting, Console console) {
        nodes.forEach(node -> jobs.put(node, starting.on(node)));
        this.console = console;
    }

    /**
     * The nodes, those of one kind together, in their order. One that does not say in time what it is is of a kind of its own.
     *
     * @param end of the time to say it, as {@link System#nanoTime}
     */
    List<List<Named>> byKind(long end, Duration between) throws IOException {
        List<NodeJob<NodeKind>> running = new ArrayList<>(jobs.values());
        while (!running.isEmpty()) {
            for (Iterator<NodeJob<NodeKind>> i = running.iterator(); i.hasNext(); ) {
                NodeJob<NodeKind> job = i.next();
                if (System.nanoTime() - end > 0) {
                    job.breakOff("it does not say in time what it is");
                }
                if (job.look()) {
                    i.remove();
                }
            }
            if (!running.isEmpty()) {
                Pause.of(between, "a node of the Swarm said what it is");
            }
        }
        Map<Named, Optional<NodeKind>> said = new LinkedHashMap<>();
        jobs.forEach((node, job) -> {
            said.put(node, job.result());
            if (!job.breakage().isEmpty()) {
                console.say("What kind of machine " + node.name() + " is could not be told: " + job.breakage());
            }
        });
        List<List<Named>> kinds = grouped(said);
        for (List<Named> kind : kinds) {
            Optional.ofNullable(said.get(kind.get(0)))
                    .flatMap(what -> what)
                    .ifPresent(what -> console.say("Of one kind, " + what + ": "
                            + NodeReport.name(kind.stream().map(Named::name).toList())));
        }
        return kinds;
    }

    /** Those of one kind together, in their order; each of which not all is known by itself. */
    static <N> List<List<N>> grouped(Map<N, Optional<NodeKind>> said) {
        Map<NodeKind, List<N>> kinds = new HashMap<>();
        List<List<N>> all = new ArrayList<>();
        said.forEach((node, kind) -> kind.filter(NodeKind::isKnown)
                .map(known -> kinds.computeIfAbsent(known, first -> added(all)))
                .orElseGet(() -> added(all))
                .add(node));
        return all;
    }

    private static <N> List<N> added(List<List<N>> all) {
        List<N> group = new ArrayList<>();
        all.add(group);
        return group;
    }
}
