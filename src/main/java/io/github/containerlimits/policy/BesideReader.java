package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.policy.Load.Tool;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads what is to run beside an application. */
final class BesideReader {
    private static final String WHERE = "where";
    private static final String CONTAINER = "container";
    private static final String RIVAL = "rival";

    /** All keys of one, each of which the policy's schema describes. */
    static final Set<String> KEYS =
            Stream.concat(LoadReader.TOOLS.stream(), Stream.of(WHERE)).collect(Collectors.toUnmodifiableSet());

    private static final int MOST = 8;

    private final Findings findings;
    private final Nodes nodes;
    private final Limits limits;

    BesideReader(Findings findings, Limits limits) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
        this.limits = limits;
    }

    /** One, or a list of them. */
    List<DeclaredStressor> read(Node node) {
        List<Node> items = node instanceof SequenceNode ? nodes.items(node, "beside") : List.of(node);
        if (items.isEmpty() && node instanceof SequenceNode) {
            findings.add(node, "beside is empty: nothing would run beside the app");
        }
        if (items.size() > MOST) {
            findings.add(node, "beside has at most " + MOST + " loads");
        }
        List<DeclaredStressor> stressors = new ArrayList<>();
        items.stream().limit(MOST).forEach(item -> stressor(item).ifPresent(stressors::add));
        return stressors;
    }

    private Optional<DeclaredStressor> stressor(Node node) {
        Map<String, Node> entries = nodes.entries(node, "beside", KEYS);
        Optional<Node> where = Optional.ofNullable(entries.get(WHERE));
        boolean isInside = where.flatMap(value -> nodes.value(value, WHERE, BesideReader::isInside))
                .orElse(true);
        Optional<Load> load = new LoadReader(findings).read(node, entries, "beside");
        load.filter(named -> named.tool() == Tool.FIO && isInside && limits.readOnly())
                .ifPresent(named -> findings.add(
                        node, "fio can't write in a container with read_only: take 'where: rival', or another load"));
        return load.map(named -> new DeclaredStressor(named, isInside));
    }

    private static boolean isInside(String text) {
        return switch (text) {
            case CONTAINER -> true;
            case RIVAL -> false;
            default ->
                throw new IllegalArgumentException("'" + text
                        + "' is neither container, which is the app's own, nor rival, which is one beside it");
        };
    }
}
