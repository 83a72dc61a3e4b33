package io.github.containerlimits.policy.kubernetes;

import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A mapping of a manifest. A field that is null is as good as absent.
 *
 * @param what findings call it: {@code spec.template}; empty for a whole document
 * @param tuples by their keys, with those that {@code <<} merges, in the file's order
 */
record Fields(Node node, String what, Map<String, NodeTuple> tuples, Findings findings) {
    private static final Set<String> TRUE = Set.of("y", "yes", "on", "true");

    /** A node's fields; none where it is null, and where it is no mapping, which is a finding. A key that is there twice is one, too. */
    static Fields of(Node node, String what, Findings findings) {
        Map<String, NodeTuple> tuples = new LinkedHashMap<>();
        String shown = what.isEmpty() ? "a manifest" : what;
        if (node instanceof MappingNode mapping) {
            gather(mapping, shown, findings, tuples, Collections.newSetFromMap(new IdentityHashMap<>()));
        } else if (!Nodes.isNull(node)) {
            findings.add(node, shown + " must be a mapping of keys to values");
        }
        return new Fields(node, what, Collections.unmodifiableMap(tuples), findings);
    }

    /** What was merged once adds nothing when it is merged again, however often aliases do so. */
    private static void gather(
            MappingNode mapping, String what, Findings findings, Map<String, NodeTuple> tuples, Set<Node> seen) {
        if (!seen.add(mapping)) {
            return;
        }
        Map<String, NodeTuple> own = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                findings.add(tuple.getKeyNode(), "a key in " + what + " must be a plain word");
            } else if (!key.getTag().equals(Tag.MERGE) && own.putIfAbsent(key.getValue(), tuple) != null) {
                findings.add(key, "the key " + Findings.quoted(key.getValue()) + " stands in " + what + " twice");
            }
        }
        own.forEach(tuples::putIfAbsent);
        for (NodeTuple tuple : mapping.getValue()) {
            if (tuple.getKeyNode().getTag().equals(Tag.MERGE)) {
                for (Node merged : tuple.getValueNode() instanceof SequenceNode list
                        ? list.getValue()
                        : List.of(tuple.getValueNode())) {
                    if (merged instanceof MappingNode other) {
                        gather(other, what, findings, tuples, seen);
                    } else {
                        findings.add(merged, "<< must merge a mapping, or a list of them");
                    }
                }
            }
        }
    }

    /** The node of a key, for its place; the mapping's where there is none. */
    Node key(String key) {
        return Optional.ofNullable(tuples.get(key)).map(NodeTuple::getKeyNode).orElse(node);
    }

    Optional<Node> value(String key) {
        return Optional.ofNullable(tuples.get(key)).map(NodeTuple::getValueNode).filter(value -> !Nodes.isNull(value));
    }

    /** A mapping below a key; one without fields where there is none. */
    Fields below(String key) {
        return value(key)
                .map(value -> Fields.of(value, at(key), findings))
                .orElseGet(() -> new Fields(node, at(key), Map.of(), findings));
    }

    /** The mappings of a list below a key. */
    List<Fields> each(String key) {
        return value(key).stream()
                .flatMap(value -> new Nodes(findings).items(value, at(key)).stream())
                .filter(item -> !Nodes.isNull(item))
                .map(item -> Fields.of(item, at(key), findings))
                .toList();
    }

    /** A single value's raw text; that it is no single value is a finding. */
    Optional<String> text(String key) {
        return value(key).flatMap(value -> new Nodes(findings).text(value, at(key)));
    }

    /** A truth as {@code true} or {@code false}, however YAML 1.1, which kubectl reads, has it: {@code yes} and {@code on} are true. */
    static Node truth(Node node) {
        return node instanceof ScalarNode scalar && node.getTag().equals(Tag.BOOL)
                ? Translation.scalar(
                        node, String.valueOf(TRUE.contains(scalar.getValue().toLowerCase(Locale.ROOT))))
                : node;
    }

    /** Whether a value is there and true. */
    boolean isTrue(String key) {
        return value(key)
                .map(Fields::truth)
                .filter(ScalarNode.class::isInstance)
                .filter(node -> ((ScalarNode) node).getValue().equals("true"))
                .isPresent();
    }

    /** What findings call the value of a key. */
    String at(String key) {
        return what.isEmpty() ? key : what + "." + key;
    }
}
