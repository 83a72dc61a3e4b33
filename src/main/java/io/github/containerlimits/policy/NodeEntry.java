package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Entry;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A YAML node as a limit reads it.
 *
 * @param name what findings call it: {@code mem_limit}
 */
record NodeEntry(Node node, String name, Nodes nodes, Findings findings) implements Entry {
    @Override
    public Place place() {
        return findings.place(node);
    }

    @Override
    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    @Override
    public void add(String message) {
        findings.add(node, message);
    }

    @Override
    public <T> Optional<T> value(Function<String, T> reader) {
        return nodes.value(node, name, reader);
    }

    @Override
    public Optional<Long> number(long least, long most) {
        return nodes.number(node, name, least, most);
    }

    @Override
    public Optional<Boolean> bool() {
        return nodes.bool(node, name);
    }

    @Override
    public Map<String, Entry> entries(Collection<String> known) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        nodes.entries(node, name, known)
                .forEach((key, value) -> entries.put(key, new NodeEntry(value, name + "." + key, nodes, findings)));
        return entries;
    }

    @Override
    public List<Entry> items() {
        return nodes.items(node, name).stream()
                .<Entry>map(item -> new NodeEntry(item, name, nodes, findings))
                .toList();
    }
}
