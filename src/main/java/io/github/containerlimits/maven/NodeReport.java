package io.github.containerlimits.maven;

import io.github.containerlimits.report.aggregate.CollectedReport;
import java.util.List;
import java.util.Optional;

/**
 * What became of a node, or of several of one kind that shared the work.
 *
 * @param nodes their names, one or more
 * @param report absent where there is none
 * @param breakage why; empty where there is one
 */
record NodeReport(List<String> nodes, Optional<CollectedReport> report, String breakage) {
    /** So many are named; of more the first is. */
    private static final int NAMED = 3;

    NodeReport {
        nodes = List.copyOf(nodes);
    }

    /** How a table and a message name nodes. */
    static String name(List<String> nodes) {
        return nodes.size() <= NAMED
                ? String.join(", ", nodes)
                : nodes.get(0) + " and " + (nodes.size() - 1) + " of its kind";
    }

    String name() {
        return name(nodes);
    }

    /** With the word before them. */
    String title() {
        return (nodes.size() == 1 ? "Node " : "Nodes ") + name();
    }

    /** What became of it, but for a breakage's reason, which is told in the end. */
    String told() {
        String verb = nodes.size() == 1 ? " reports " : " report ";
        return report.map(some ->
                        title() + verb + some.lines().size() + (some.lines().size() == 1 ? " verdict" : " verdicts"))
                .orElse(title() + (nodes.size() == 1 ? " gives no report" : " give no whole report"));
    }
}
