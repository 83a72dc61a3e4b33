package io.github.containerlimits.maven;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.docker.swarm.Node;
import io.github.containerlimits.plan.Distribution;
import io.github.containerlimits.plan.Distribution.Turn;
import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.aggregate.JoinedShards;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Nodes of which each has a part of a policy, or a single one that has all of it: their jobs, from the first to the last, and the report that they make up. */
final class NodesOfOneKind {
    private final List<Named> nodes;
    private final int shards;
    private final Starting starting;
    private final Console console;
    private final Distribution<Named> distribution;
    private final Map<Turn<Named>, NodeJob<CollectedReport>> running = new LinkedHashMap<>();
    private final List<CollectedReport> reports = new ArrayList<>();

    /** @param name that no other node has */
    record Named(Node node, String name) {}

    /** Starts jobs. */
    interface Starting {
        /**
         * Starts one.
         *
         * @param shard the part that it is to run; all where absent
         */
        NodeJob<CollectedReport> on(Named node, Optional<Shard> shard);
    }

    /**
     * Of which nothing runs yet.
     *
     * @param nodes one or more
     * @param shards parts that the policy is divided into; 1 where it is not
     */
    NodesOfOneKind(List<Named> nodes, int shards, Starting starting, Console console) {
        this.nodes = List.copyOf(nodes);
        this.shards = shards;
        this.starting = starting;
        this.console = console;
        this.distribution = new Distribution<>(nodes, shards);
    }

    List<String> names() {
        return nodes.stream().map(Named::name).toList();
    }

    /** Starts what can be started, and looks what became of what runs; whether all has ended. */
    boolean look() throws IOException {
        for (Optional<Turn<Named>> turn = distribution.next(); turn.isPresent(); turn = distribution.next()) {
            start(turn.get());
        }
        end();
        return !distribution.goesOn();
    }

    /** Ends all that runs, for which there is no time left. */
    void breakOff(String reason) throws IOException {
        running.values().forEach(job -> job.breakOff(reason));
        end();
    }

    private void start(Turn<Named> turn) {
        Map<Named, String> before = distribution.broken(turn.shard());
        if (!before.isEmpty()) {
            console.say((shards == 1 ? "All of it" : "Shard " + turn.shard()) + " is run again on "
                    + turn.node().name() + ", since there is no report of it: " + reasons(before));
        }
        running.put(turn, starting.on(turn.node(), shards == 1 ? Optional.empty() : Optional.of(turn.shard())));
    }

    private void end() throws IOException {
        for (Iterator<Map.Entry<Turn<Named>, NodeJob<CollectedReport>>> i =
                        running.entrySet().iterator();
                i.hasNext(); ) {
            Map.Entry<Turn<Named>, NodeJob<CollectedReport>> one = i.next();
            NodeJob<CollectedReport> job = one.getValue();
            if (!job.look()) {
                continue;
            }
            i.remove();
            if (job.result().isPresent()) {
                distribution.reported(one.getKey());
                reports.add(job.result().get());
            } else {
                distribution.broke(one.getKey(), job.breakage());
            }
        }
    }

    private static String reasons(Map<Named, String> broken) {
        return broken.entrySet().stream()
                .map(one -> one.getKey().name() + ": " + one.getValue())
                .collect(joining("; "));
    }

    /** What became of them, where all has ended. */
    NodeReport report() {
        Map<Shard, Map<Named, String>> missing = distribution.missing();
        if (!missing.isEmpty()) {
            return broken(
                    nodes.size() == 1
                            ? String.join(
                                    "; ", missing.values().iterator().next().values())
                            : missing.entrySet().stream()
                                    .map(NodesOfOneKind::missing)
                                    .collect(joining(". ")));
        }
        if (shards == 1) {
            return new NodeReport(names(), Optional.of(named(reports.get(0))), "");
        }
        try {
            CollectedReport whole = JoinedShards.of(reports).get(0);
            return whole.lines().isEmpty()
                    ? broken("its report has no verdicts")
                    : new NodeReport(names(), Optional.of(named(whole)), "");
        } catch (JoinedShards.NoWholeException e) {
            return broken(String.valueOf(e.getMessage()));
        }
    }

    private static String missing(Map.Entry<Shard, Map<Named, String>> shard) {
        return "there is no report of shard " + shard.getKey() + ", "
                + (shard.getValue().isEmpty() ? "no node of the kind was left for it" : reasons(shard.getValue()));
    }

    private NodeReport broken(String reason) {
        return new NodeReport(names(), Optional.empty(), reason);
    }

    private CollectedReport named(CollectedReport report) {
        return report.named(NodeReport.name(names()));
    }
}
