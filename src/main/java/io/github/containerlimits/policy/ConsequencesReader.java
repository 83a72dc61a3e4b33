package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.way.Way;
import io.github.containerlimits.way.Ways;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what becomes of the build where something is not proven, or a way leads round it: one word for all, or one for each. */
final class ConsequencesReader {
    private final Findings findings;
    private final Nodes nodes;

    ConsequencesReader(Findings findings) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
    }

    /** By those keys, as far as the node has any. */
    Map<String, Consequence> byKey(Node node, String name, List<String> keys) {
        Map<String, Consequence> map = new HashMap<>();
        if (node instanceof ScalarNode) {
            nodes.value(node, name, ConsequencesReader::consequence)
                    .ifPresent(consequence -> keys.forEach(key -> map.put(key, consequence)));
        } else {
            nodes.entries(node, name, keys)
                    .forEach((key, value) -> nodes.value(value, name + "." + key, ConsequencesReader::consequence)
                            .ifPresent(consequence -> map.put(key, consequence)));
        }
        return map;
    }

    /** Of all ways. One that is asked for and leads round none of the limits is a finding. */
    Map<Way, Consequence> ofWays(Node node, Limits limits) {
        if (node instanceof ScalarNode) {
            return nodes.value(node, "ways_round", ConsequencesReader::consequence)
                    .map(Ways::all)
                    .orElseGet(Ways::usual);
        }
        Map<Way, Consequence> map = new LinkedHashMap<>(Ways.usual());
        Map<String, Node> entries = nodes.entries(node, "ways_round", Ways.keys());
        for (Way way : Ways.ALL) {
            named(entries, way)
                    .flatMap(value -> nodes.value(value, "ways_round." + way.key(), ConsequencesReader::consequence))
                    .ifPresent(consequence -> map.put(way, consequence));
        }
        for (Way way : Ways.ALL) {
            // What is named beyond the usual is wanted: that there is nothing to try must not pass in silence.
            named(entries, way)
                    .filter(named -> way.isOptIn()
                            && map.get(way) != Consequence.SKIP
                            && limits.limits().stream().noneMatch(way::leadsRound))
                    .ifPresent(named -> findings.add(
                            named,
                            "ways_round." + way.key() + " leads round no limit of the policy: it needs "
                                    + way.ledRound()));
        }
        return map;
    }

    private static Optional<Node> named(Map<String, Node> entries, Way way) {
        return Optional.ofNullable(entries.get(way.key()));
    }

    private static Consequence consequence(String text) {
        return switch (text) {
            case "fail", "warn", "skip" -> Consequence.valueOf(text.toUpperCase(Locale.ROOT));
            default -> throw new IllegalArgumentException("'" + text + "' is none of fail, warn and skip");
        };
    }
}
