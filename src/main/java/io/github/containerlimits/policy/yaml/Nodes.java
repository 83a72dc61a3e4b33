package io.github.containerlimits.policy.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads YAML nodes by the raw text of their scalars, since YAML 1.1 takes {@code 010} for 8 and {@code on} for true. */
public final class Nodes {
    private final Findings findings;

    public Nodes(Findings findings) {
        this.findings = findings;
    }

    /** The entries of a mapping by their keys; what is unknown or there twice is a finding. */
    public Map<String, Node> entries(Node node, String what, Collection<String> known) {
        return entries(node, what, known, key -> Findings.nearest(key, known));
    }

    /**
     * The same with other words on what is unknown.
     *
     * @param hint what a finding on an unknown key ends with
     */
    public Map<String, Node> entries(Node node, String what, Collection<String> known, Function<String, String> hint) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            findings.add(node, what + " must be a mapping of keys to values");
            return entries;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                findings.add(tuple.getKeyNode(), "a key in " + what + " must be a plain word");
            } else if (!known.contains(key.getValue())) {
                findings.add(
                        key,
                        "unknown key " + Findings.quoted(key.getValue()) + " in " + what + hint.apply(key.getValue()));
            } else if (entries.containsKey(key.getValue())) {
                findings.add(key, "the key '" + key.getValue() + "' stands in " + what + " twice");
            } else {
                entries.put(key.getValue(), tuple.getValueNode());
            }
        }
        return entries;
    }

    /** The items of a list. */
    public List<Node> items(Node node, String what) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        findings.add(node, what + " must be a list");
        return List.of();
    }

    /** The items of a list; a single value stands for a list of it, as in Compose. */
    public List<Node> oneOrMore(Node node, String what) {
        return node instanceof ScalarNode ? List.of(node) : items(node, what);
    }

    /** A scalar's raw text. */
    public Optional<String> text(Node node, String what) {
        if (node instanceof ScalarNode scalar && !isNull(node)) {
            return Optional.of(scalar.getValue());
        }
        findings.add(node, what + " must be a single value");
        return Optional.empty();
    }

    /** Whether it is a mapping that has that value at that key. */
    public static boolean isEntry(Node node, String key, String value) {
        return node instanceof MappingNode mapping
                && mapping.getValue().stream()
                        .anyMatch(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                                && name.getValue().equals(key)
                                && tuple.getValueNode() instanceof ScalarNode text
                                && text.getValue().equals(value));
    }

    public static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** A scalar's value; what the reader refuses with an {@link IllegalArgumentException} is a finding with its message. */
    public <T> Optional<T> value(Node node, String what, Function<String, T> reader) {
        Optional<String> text = text(node, what);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().length() > 4096) {
            findings.add(node, what + " is longer than 4096 characters");
            return Optional.empty();
        }
        try {
            return Optional.of(reader.apply(text.get()));
        } catch (IllegalArgumentException e) {
            findings.add(node, what + ": " + Findings.escaped(String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    public Optional<Boolean> bool(Node node, String what) {
        return value(node, what, text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither true nor false");
        });
    }

    /** A whole number in a range, both ends included. */
    public Optional<Long> number(Node node, String what, long least, long most) {
        return value(node, what, text -> {
            if (!text.matches("-?\\d{1,18}")) {
                throw new IllegalArgumentException("'" + text + "' is no whole number");
            }
            long number = Long.parseLong(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException(number + " is not within " + least + " to " + most);
            }
            return number;
        });
    }

    public List<String> texts(Node node, String what) {
        List<String> texts = new ArrayList<>();
        for (Node item : items(node, what)) {
            text(item, what).ifPresent(texts::add);
        }
        return texts;
    }
}
