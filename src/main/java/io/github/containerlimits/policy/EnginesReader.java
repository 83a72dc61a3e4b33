package io.github.containerlimits.policy;

import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads on which engines a policy asks to be verified: {@code engines} by their addresses, and {@code swarm} by a constraint. */
final class EnginesReader {
    /** The keys of a policy that it reads. */
    static final Set<String> KEYS = Set.of("engines", "swarm");

    /** All keys below swarm. */
    static final Set<String> SWARM_KEYS = Set.of("constraint", "spread");

    private static final String SWARM = "swarm";
    private static final String CONSTRAINT = "(node|engine)\\.[A-Za-z0-9_.-]+ ?(==|!=) ?[!-~]+";
    private static final String ADDRESS =
            "unix:///[!-~]+|(tcp|ssh)://[!-~]+|context:[!-~]+|" + SWARM + "(:" + CONSTRAINT + ")?";

    private final Findings findings;
    private final Nodes nodes;

    EnginesReader(Findings findings) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
    }

    /**
     * Reads them of a policy's entries.
     *
     * @param policy its values by their keys
     */
    Engines read(Map<String, Node> policy) {
        List<String> addresses = new ArrayList<>();
        Optional.ofNullable(policy.get("engines")).ifPresent(node -> {
            List<Node> items = nodes.oneOrMore(node, "engines");
            if (items.isEmpty() && node instanceof SequenceNode) {
                findings.add(node, "engines is empty: name one, or leave the key out");
            }
            items.forEach(
                    item -> nodes.value(item, "engines", EnginesReader::address).ifPresent(addresses::add));
        });
        Map<String, Node> swarm = Optional.ofNullable(policy.get(SWARM))
                .map(node -> nodes.entries(node, SWARM, SWARM_KEYS))
                .orElse(Map.of());
        if (policy.containsKey(SWARM)) {
            addresses.add(Optional.ofNullable(swarm.get("constraint"))
                    .flatMap(node -> nodes.value(node, "swarm.constraint", EnginesReader::constraint))
                    .map(constraint -> SWARM + ":" + constraint)
                    .orElse(SWARM));
        }
        boolean spread = Optional.ofNullable(swarm.get("spread"))
                .flatMap(node -> nodes.bool(node, "swarm.spread"))
                .orElse(false);
        return new Engines(addresses, spread);
    }

    private static String address(String text) {
        if (!text.matches(ADDRESS)) {
            throw new IllegalArgumentException("'" + text
                    + "' is no engine's address, such as unix:///path/of.sock, tcp://host:2376, ssh://user@host, context:NAME"
                    + " or swarm");
        }
        return text;
    }

    private static String constraint(String text) {
        if (!text.matches(CONSTRAINT)) {
            throw new IllegalArgumentException("'" + text + "' is no constraint, such as node.labels.limits==true");
        }
        return text;
    }
}
