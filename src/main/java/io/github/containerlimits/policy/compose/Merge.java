package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.yaml.Nodes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Lays a later file's service, or one that extends another, over an earlier one by Compose's rules (compose-go: override/merge.go). */
final class Merge {
    private static final Tag RESET = new Tag("!reset");
    private static final Tag OVERRIDE = new Tag("!override");

    private Merge() {}

    /** Of two mappings the keys of both, of two lists the items of both; otherwise what stands above. A null above keeps what is below. */
    static MappingNode of(MappingNode below, MappingNode above) {
        return mapping(below, above, "");
    }

    private static MappingNode mapping(MappingNode below, MappingNode above, String path) {
        Map<String, NodeTuple> merged = new LinkedHashMap<>();
        below.getValue().forEach(tuple -> merged.put(key(tuple), tuple));
        for (NodeTuple tuple : above.getValue()) {
            String key = key(tuple);
            Optional<Node> base = Optional.ofNullable(merged.get(key)).map(NodeTuple::getValueNode);
            Node value = tuple.getValueNode();
            if (value.getTag().equals(RESET)) {
                merged.remove(key);
            } else if (base.isEmpty() || !Nodes.isNull(value)) {
                Node both = value(base, value, path + "/" + key);
                merged.put(key, new NodeTuple(tuple.getKeyNode(), both));
            }
        }
        return Unfolding.mapping(above, List.copyOf(merged.values()));
    }

    private static Node value(Optional<Node> base, Node above, String path) {
        if (above.getTag().equals(OVERRIDE)) {
            return plain(above);
        }
        // What stands in a list or a mapping of its own may be reset as well.
        if (above instanceof MappingNode mapping) {
            MappingNode below = base.filter(MappingNode.class::isInstance)
                    .map(MappingNode.class::cast)
                    .filter(other -> !isReplaced(path, other, mapping))
                    .orElseGet(() -> Unfolding.mapping(mapping, List.of()));
            return mapping(below, mapping, path);
        }
        if (path.equals("/tmpfs")) {
            return base.<Node>map(other -> Unfolding.sequence(above, listed(other, above)))
                    .orElse(above);
        }
        return above instanceof SequenceNode
                ? Unfolding.sequence(
                        above,
                        base.filter(SequenceNode.class::isInstance)
                                .map(below -> listed(below, above))
                                .orElseGet(() -> listed(above)))
                : above;
    }

    /** One ulimit takes the place of another; a log's options are those of one driver. */
    private static boolean isReplaced(String path, MappingNode below, MappingNode above) {
        return path.startsWith("/ulimits/") || path.equals("/logging") && isOtherDriver(below, above);
    }

    private static boolean isOtherDriver(MappingNode below, MappingNode above) {
        Optional<String> one = driver(below);
        Optional<String> other = driver(above);
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    private static Optional<String> driver(MappingNode logging) {
        return logging.getValue().stream()
                .filter(tuple -> key(tuple).equals("driver"))
                .map(NodeTuple::getValueNode)
                .filter(ScalarNode.class::isInstance)
                .map(node -> ((ScalarNode) node).getValue())
                .findFirst();
    }

    private static List<Node> listed(Node... nodes) {
        return Stream.of(nodes)
                .flatMap(node -> node instanceof SequenceNode list ? list.getValue().stream() : Stream.of(node))
                .toList();
    }

    /** Without the tag that says how it is merged. */
    private static Node plain(Node node) {
        if (node instanceof MappingNode mapping) {
            return Unfolding.mapping(node, mapping.getValue());
        }
        return node instanceof SequenceNode sequence
                ? Unfolding.sequence(node, sequence.getValue())
                : Unfolding.scalar(node, ((ScalarNode) node).getValue());
    }

    private static String key(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }
}
