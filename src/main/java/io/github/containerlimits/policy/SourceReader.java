package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.compose.Compose;
import io.github.containerlimits.policy.kubernetes.Kubernetes;
import io.github.containerlimits.policy.source.Declared;
import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.source.Source;
import io.github.containerlimits.policy.source.SourceFile;
import io.github.containerlimits.policy.source.Sources;
import io.github.containerlimits.policy.source.Wanted;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Finds the limits that a policy takes from files of other tools, and lays its own over them. */
final class SourceReader {
    static final Sources SOURCES = new Sources(List.of(new Compose(), new Kubernetes()));
    private static final String FROM = "from";
    private static final String RESOLVE = "resolve";
    private static final String LIMITS = "limits";

    private final Findings findings;
    private final Nodes nodes;
    private final Origins origins;

    SourceReader(Origins origins) {
        this.origins = origins;
        this.findings = origins.findings();
        this.nodes = new Nodes(findings);
    }

    /** What a policy file that is itself another tool's file declares, with files that are laid over it. */
    Optional<Declared> whole(Source source, List<SourceFile> files) {
        Place place = new Place(files.get(0).name(), 1, 1);
        return source.read(new Wanted(files, origins.project().service(), false, place), origins)
                .map(SourceReader::withOurs);
    }

    /**
     * What a policy's limits declare, with what they are taken {@code from} below them.
     *
     * @param directory that names of files begin at
     * @return absent where nothing is taken from elsewhere, or where there is a finding
     */
    Optional<Declared> from(Node limits, Optional<Path> directory) {
        if (!(limits instanceof MappingNode mapping)) {
            return Optional.empty();
        }
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!seen.add(key(tuple)) && isOurs(key(tuple))) {
                findings.add(tuple.getKeyNode(), "the key '" + key(tuple) + "' stands in limits twice");
            }
        }
        Optional<Node> from = value(mapping, FROM);
        return from.flatMap(node -> files(node, directory).flatMap(files -> from(mapping, node, files)));
    }

    static boolean isFromElsewhere(Node limits) {
        return limits instanceof MappingNode mapping && value(mapping, FROM).isPresent();
    }

    private Optional<Declared> from(MappingNode limits, Node from, List<SourceFile> files) {
        Optional<Source> source = SOURCES.of(files.get(0).documents());
        for (SourceFile file : files) {
            Optional<Source> own = SOURCES.of(file.documents());
            if (own.isEmpty() || !own.equals(source)) {
                findings.add(
                        from,
                        Findings.quoted(file.name())
                                + (own.isEmpty()
                                        ? " is not " + SOURCES.nouns()
                                        : " is " + own.get().noun() + ", but the first is not"));
                return Optional.empty();
            }
        }
        Source chosen = source.orElseThrow();
        Optional<Node> selector = value(limits, chosen.selector());
        for (String other : SOURCES.selectors()) {
            if (!other.equals(chosen.selector())) {
                value(limits, other)
                        .ifPresent(node -> findings.add(
                                node, other + ": in " + chosen.noun() + " it is '" + chosen.selector() + "'"));
            }
        }
        Optional<String> name = selector.isPresent()
                ? nodes.text(selector.get(), chosen.selector())
                : origins.project().service();
        Place place = findings.place(selector.orElse(from));
        MappingNode beside = with(
                limits,
                limits.getValue().stream().filter(tuple -> !isOurs(key(tuple))).toList());
        Optional<Node> resolve = value(limits, RESOLVE);
        resolve.flatMap(node -> nodes.text(node, RESOLVE))
                .filter(text -> !chosen.resolver().equals(Optional.of(text)))
                .ifPresent(text -> findings.add(
                        resolve.get(),
                        RESOLVE + ": " + Findings.quoted(text) + " reads no "
                                + chosen.noun().replaceFirst("^an? ", "")
                                + chosen.resolver()
                                        .map(tool -> ", but '" + tool + "' does")
                                        .orElse("")));
        if (!findings.isEmpty()) {
            return Optional.empty();
        }
        return chosen.read(new Wanted(files, name, resolve.isPresent(), place), origins)
                .map(SourceReader::withOurs)
                .map(declared -> new Declared(over(declared.limits(), beside), declared.ours()));
    }

    /** What the file itself says in our words of limits, above what it says in its own. */
    private static Declared withOurs(Declared declared) {
        return declared.ours()
                .flatMap(ours -> value(ours, LIMITS))
                .filter(MappingNode.class::isInstance)
                .map(limits -> new Declared(over(declared.limits(), (MappingNode) limits), declared.ours()))
                .orElse(declared);
    }

    private Optional<List<SourceFile>> files(Node from, Optional<Path> directory) {
        List<SourceFile> files = new ArrayList<>();
        List<Node> names = nodes.oneOrMore(from, FROM);
        for (Node name : names) {
            Optional<String> text = nodes.text(name, FROM);
            if (text.isPresent() && directory.isEmpty()) {
                findings.add(name, "from: this policy stands in no directory that a file could be found from");
            } else if (text.isPresent()) {
                origins.openNamed(directory.get(), text.get(), findings.place(name))
                        .ifPresent(files::add);
            }
        }
        if (names.isEmpty() && findings.isEmpty()) {
            findings.add(from, "from must name a file, such as compose.yaml");
        }
        return files.isEmpty() || files.size() < names.size() ? Optional.empty() : Optional.of(files);
    }

    /** One mapping laid over another: its keys override; of two mappings the keys in them. */
    static MappingNode over(MappingNode below, MappingNode above) {
        List<NodeTuple> tuples = new ArrayList<>();
        for (NodeTuple tuple : below.getValue()) {
            Optional<Node> other = value(above, key(tuple));
            if (other.isEmpty()) {
                tuples.add(tuple);
            } else if (other.get() instanceof MappingNode upper && tuple.getValueNode() instanceof MappingNode lower) {
                tuples.add(new NodeTuple(tuple.getKeyNode(), over(lower, upper)));
            }
        }
        for (NodeTuple tuple : above.getValue()) {
            Optional<Node> other = value(below, key(tuple));
            boolean isLaidOver = other.isPresent()
                    && other.get() instanceof MappingNode
                    && tuple.getValueNode() instanceof MappingNode;
            if (!isLaidOver) {
                tuples.add(tuple);
            }
        }
        return with(below, tuples);
    }

    /** All keys beside limits that say where others come from. */
    static Set<String> keys() {
        return Stream.concat(Stream.of(FROM, RESOLVE), SOURCES.selectors().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isOurs(String key) {
        return keys().contains(key);
    }

    private static MappingNode with(MappingNode mapping, List<NodeTuple> tuples) {
        return new MappingNode(
                mapping.getTag(), true, tuples, mapping.getStartMark(), mapping.getEndMark(), mapping.getFlowStyle());
    }

    private static Optional<Node> value(MappingNode mapping, String key) {
        return Stream.ofNullable(mapping.getValue())
                .flatMap(List::stream)
                .filter(tuple -> key(tuple).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    private static String key(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }
}
