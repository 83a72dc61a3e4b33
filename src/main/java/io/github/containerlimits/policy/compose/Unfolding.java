package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Unfolds what is written short in nodes: {@code <<}, aliases, variables. What it makes of all files together is bounded. */
final class Unfolding {
    private static final int MOST_NODES = 20_000;
    private static final int DEEPEST = 64;

    private final Findings findings;
    private int nodes;

    Unfolding(Findings findings) {
        this.findings = findings;
    }

    /** The entries of a mapping by their keys, with those that it merges; their values are as they stand. What is there twice is a finding. */
    Map<String, NodeTuple> entries(Node node, String what) {
        Map<String, NodeTuple> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            if (!Nodes.isNull(node)) {
                findings.add(node, what + " must be a mapping of keys to values");
            }
            return entries;
        }
        gather(mapping, what, entries, 0);
        return entries;
    }

    private void gather(MappingNode mapping, String what, Map<String, NodeTuple> entries, int depth) {
        List<Node> merged = new ArrayList<>();
        Map<String, NodeTuple> own = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!counts(tuple.getKeyNode(), depth)) {
                return;
            }
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                findings.add(tuple.getKeyNode(), "a key in " + what + " must be a plain word");
            } else if (key.getTag().equals(Tag.MERGE)) {
                if (!merged.isEmpty()) {
                    findings.add(key, "<< stands in " + what + " twice: merge a list, as in <<: [ *one, *other ]");
                }
                merged.add(tuple.getValueNode());
            } else if (own.putIfAbsent(key.getValue(), tuple) != null) {
                findings.add(key, "the key " + Findings.quoted(key.getValue()) + " stands in " + what + " twice");
            }
        }
        own.forEach(entries::putIfAbsent);
        for (Node from : merged) {
            List<Node> each = from instanceof SequenceNode list ? list.getValue() : List.of(from);
            for (Node one : each) {
                if (one instanceof MappingNode other) {
                    gather(other, what, entries, depth + 1);
                } else {
                    findings.add(one, "<< must merge a mapping, or a list of them");
                }
            }
        }
    }

    /**
     * The same node unfolded, with each mark as it was.
     *
     * @param interpolation of each text in it, by the text's own node
     */
    Node of(Node node, String what, Function<Node, Interpolation> interpolation) {
        return of(node, what, interpolation, 0);
    }

    private Node of(Node node, String what, Function<Node, Interpolation> interpolation, int depth) {
        if (!counts(node, depth)) {
            return scalar(node, "");
        }
        if (node instanceof MappingNode mapping) {
            Map<String, NodeTuple> entries = entries(mapping, what);
            List<NodeTuple> tuples = new ArrayList<>(entries.size());
            entries.forEach((key, tuple) -> tuples.add(new NodeTuple(
                    tuple.getKeyNode(), of(tuple.getValueNode(), what + "." + shown(key), interpolation, depth + 1))));
            return mapping(node.getTag(), node, tuples);
        }
        if (node instanceof SequenceNode sequence) {
            List<Node> items = new ArrayList<>(sequence.getValue().size());
            for (Node item : sequence.getValue()) {
                items.add(of(item, what, interpolation, depth + 1));
            }
            return sequence(node.getTag(), node, items);
        }
        String text = ((ScalarNode) node).getValue();
        try {
            return text.indexOf('$') < 0
                    ? node
                    : interpolated(node, interpolation.apply(node).of(text));
        } catch (IllegalArgumentException e) {
            findings.addUnreadable(node, what + ": " + Findings.escaped(String.valueOf(e.getMessage())));
            return new ScalarNode(Tag.NULL, "", node.getStartMark(), node.getEndMark(), ScalarStyle.DOUBLE_QUOTED);
        }
    }

    /** What stood in it is text, whatever it looks like. */
    private static Node interpolated(Node node, String text) {
        return new ScalarNode(node.getTag(), text, node.getStartMark(), node.getEndMark(), ScalarStyle.DOUBLE_QUOTED);
    }

    /** Whether two nodes say the same, whatever the order of keys. */
    static boolean areSame(Node one, Node other) {
        if (one instanceof MappingNode mapping && other instanceof MappingNode second) {
            Map<String, Node> values = new LinkedHashMap<>();
            second.getValue().forEach(tuple -> values.put(Keys.of(tuple), tuple.getValueNode()));
            return mapping.getValue().size() == values.size()
                    && mapping.getValue().stream()
                            .allMatch(tuple -> Optional.ofNullable(values.get(Keys.of(tuple)))
                                    .filter(value -> areSame(tuple.getValueNode(), value))
                                    .isPresent());
        }
        if (one instanceof SequenceNode sequence && other instanceof SequenceNode second) {
            return sequence.getValue().size() == second.getValue().size()
                    && IntStream.range(0, sequence.getValue().size())
                            .allMatch(i -> areSame(
                                    sequence.getValue().get(i),
                                    second.getValue().get(i)));
        }
        return one instanceof ScalarNode scalar
                && other instanceof ScalarNode second
                && scalar.getValue().equals(second.getValue());
    }

    private boolean counts(Node node, int depth) {
        if (++nodes == MOST_NODES + 1 || depth > DEEPEST) {
            findings.add(
                    node,
                    depth > DEEPEST
                            ? "aliases nest more than " + DEEPEST + " deep"
                            : "aliases and merges unfold to more than " + MOST_NODES + " values");
        }
        return nodes <= MOST_NODES && depth <= DEEPEST;
    }

    private static String shown(String key) {
        return key.length() > 64 ? key.substring(0, 64) : key;
    }

    static MappingNode mapping(Node marks, List<NodeTuple> tuples) {
        return mapping(Tag.MAP, marks, tuples);
    }

    private static MappingNode mapping(Tag tag, Node marks, List<NodeTuple> tuples) {
        return new MappingNode(tag, true, tuples, marks.getStartMark(), marks.getEndMark(), FlowStyle.AUTO);
    }

    static SequenceNode sequence(Node marks, List<Node> items) {
        return sequence(Tag.SEQ, marks, items);
    }

    /** The same with another tag, such as one that says how the list is merged. */
    static SequenceNode sequence(Tag tag, Node marks, List<Node> items) {
        return new SequenceNode(tag, true, items, marks.getStartMark(), marks.getEndMark(), FlowStyle.AUTO);
    }

    /** A text that stands where another node does. */
    static ScalarNode scalar(Node marks, String text) {
        return new ScalarNode(Tag.STR, text, marks.getStartMark(), marks.getEndMark(), ScalarStyle.PLAIN);
    }
}
