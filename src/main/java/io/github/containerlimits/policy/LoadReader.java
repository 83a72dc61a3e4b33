package io.github.containerlimits.policy;

import io.github.containerlimits.policy.Load.Tool;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads a load that a policy names: a tool with its options, or a command of the image. */
final class LoadReader {
    /** The keys of loads, of which each has one. */
    static final Set<String> TOOLS =
            Arrays.stream(Tool.values()).map(Tool::key).collect(Collectors.toUnmodifiableSet());

    private final Findings findings;
    private final Nodes nodes;

    LoadReader(Findings findings) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
    }

    /**
     * The load among these entries; absent where there is none that may be run, of which there is a finding then.
     *
     * @param owner whose load it is: {@code a trial}
     */
    Optional<Load> read(Node node, Map<String, Node> entries, String owner) {
        List<Tool> tools = Arrays.stream(Tool.values())
                .filter(tool -> entries.containsKey(tool.key()))
                .toList();
        if (tools.size() != 1) {
            findings.add(
                    node,
                    tools.isEmpty()
                            ? owner + " needs a load: stress, stress-ng, fio or run"
                            : owner + " has one load, not " + tools.size() + ": "
                                    + String.join(
                                            ", ", tools.stream().map(Tool::key).toList()));
            return Optional.empty();
        }
        Tool tool = tools.get(0);
        return Optional.ofNullable(entries.get(tool.key())).flatMap(value -> load(tool, value));
    }

    private Optional<Load> load(Tool tool, Node value) {
        Optional<List<String>> arguments = value instanceof SequenceNode
                ? Optional.of(nodes.texts(value, tool.key()))
                : nodes.value(value, tool.key(), Words::split);
        return arguments.map(words -> new Load(tool, words)).filter(load -> {
            Optional<String> refused = RefusedOptions.reason(load);
            refused.ifPresent(reason -> findings.add(value, tool.key() + ": " + reason));
            return refused.isEmpty();
        });
    }
}
