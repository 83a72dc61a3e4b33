package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.source.SourceFile;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads Compose files, with all that they include and extend. */
final class ModelReader {
    private static final int DEEPEST = 24;
    private static final String IMAGE = "image";

    private final Origins origins;
    private final Findings findings;
    private final Nodes nodes;
    private final Unfolding unfolding;

    /** What options volumes are declared with, by their names. */
    private final Map<String, Node> volumeOptions = new LinkedHashMap<>();

    ModelReader(Origins origins) {
        this.origins = origins;
        this.findings = origins.findings();
        this.nodes = new Nodes(findings);
        this.unfolding = new Unfolding(findings);
    }

    /**
     * @param directory the Compose project's, which files that are included begin at
     * @param including the names of the files that include these, the first first
     */
    Model read(List<SourceFile> files, Optional<Path> directory, Variables variables, List<String> including) {
        List<Map<String, Definition>> layers = new ArrayList<>();
        for (SourceFile file : files) {
            for (Node document : file.documents()) {
                layers.add(layer(file, document, directory, variables, including));
            }
        }
        return new Model(layers);
    }

    /** The options of volumes that the files which were read declare with some, by the volumes' names. */
    Map<String, Node> volumeOptions() {
        return Map.copyOf(volumeOptions);
    }

    private Map<String, Definition> layer(
            SourceFile file, Node document, Optional<Path> directory, Variables variables, List<String> including) {
        Map<String, NodeTuple> root = unfolding.entries(document, "a Compose file");
        Optional.ofNullable(root.get(Keys.OURS))
                .ifPresent(tuple ->
                        findings.add(tuple.getKeyNode(), Keys.OURS + " stands in a service, not beside the services"));
        value(root, "volumes")
                .ifPresent(volumes -> unfolding
                        .entries(volumes, "volumes")
                        .forEach((name, tuple) -> value(
                                        unfolding.entries(tuple.getValueNode(), "volumes." + name), "driver_opts")
                                .ifPresent(options -> volumeOptions.put(name, options))));
        Map<String, Definition> services = new LinkedHashMap<>();
        value(root, "include").ifPresent(include -> {
            Node unfolded = unfolding.of(include, "include", node -> interpolation(variables, node));
            List<String> chain = plus(including, file.name());
            for (Node one : nodes.oneOrMore(unfolded, "include")) {
                included(one, directory, variables, chain).forEach((name, definition) -> {
                    @Nullable Definition other = services.putIfAbsent(name, definition);
                    if (other != null) {
                        requireSame(name, definition, other);
                    }
                });
            }
        });
        Map<String, Definition> own = new LinkedHashMap<>();
        value(root, "services")
                .ifPresent(node -> unfolding
                        .entries(node, "services")
                        .forEach((name, tuple) ->
                                own.put(name, definition(name, tuple, file, directory, variables, services))));
        Map<String, Definition> included = new LinkedHashMap<>(services);
        services.putAll(own);
        own.forEach((name, definition) -> {
            @Nullable Definition other = included.get(name);
            if (other != null) {
                requireSame(name, definition, other);
            }
        });
        return services;
    }

    private void requireSame(String name, Definition definition, Definition other) {
        Optional<MappingNode> one = definition.resolve(List.of());
        Optional<MappingNode> two = other.resolve(List.of());
        if (one.isPresent() && two.isPresent() && !Unfolding.areSame(one.get(), two.get())) {
            findings.add(
                    definition.key(),
                    "services." + name + " conflicts with imported resource: a file that is included has another one");
        }
    }

    private Map<String, Definition> included(
            Node node, Optional<Path> directory, Variables variables, List<String> including) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (node instanceof MappingNode) {
            unfolding.entries(node, "include").forEach((key, tuple) -> entries.put(key, tuple.getValueNode()));
        } else {
            entries.put("path", node);
        }
        @Nullable Node path = entries.get("path");
        if (path == null || directory.isEmpty()) {
            findings.add(node, path == null ? "include needs a path" : "this file stands in no directory");
            return Map.of();
        }
        List<SourceFile> files = new ArrayList<>();
        for (Node one : nodes.oneOrMore(path, "include.path")) {
            Optional<SourceFile> file = nodes.text(one, "include.path")
                    .flatMap(name -> origins.open(directory.get(), name, findings.place(one)));
            if (file.isEmpty()) {
                return Map.of();
            }
            if (including.contains(file.get().name()) || including.size() > DEEPEST) {
                findings.add(
                        one,
                        "include cycle detected: " + String.join(" includes ", including) + " includes "
                                + file.get().name());
                return Map.of();
            }
            files.add(file.get());
        }
        if (files.isEmpty()) {
            return Map.of();
        }
        Optional<Path> own = Optional.ofNullable(entries.get("project_directory"))
                .flatMap(text -> nodes.text(text, "include.project_directory"))
                .map(text -> directory.get().resolve(text).normalize())
                .or(() -> files.get(0).directory());
        Variables inner = variables;
        @Nullable Node envFiles = entries.get("env_file");
        if (envFiles != null) {
            for (Node one : nodes.oneOrMore(envFiles, "include.env_file")) {
                Optional<String> name = nodes.text(one, "include.env_file");
                if (name.isPresent()) {
                    inner = inner.with(directory, name.get(), findings.place(one), false);
                }
            }
        } else if (!own.equals(directory)) {
            inner = inner.with(own, ".env", findings.place(node), true);
        }
        Model model = read(files, own, inner, including);
        Map<String, Definition> services = new LinkedHashMap<>();
        for (String name : model.names()) {
            services.put(name, new OfModel(model, name));
        }
        return services;
    }

    private Definition definition(
            String name,
            NodeTuple tuple,
            SourceFile file,
            Optional<Path> directory,
            Variables variables,
            Map<String, Definition> siblings) {
        return new Definition() {
            @Override
            public Node key() {
                return tuple.getKeyNode();
            }

            @Override
            public Optional<String> image() {
                return value(new Unfolding(new Findings()).entries(tuple.getValueNode(), name), IMAGE)
                        .flatMap(Compose::text)
                        .flatMap(text -> interpolated(text, variables));
            }

            @Override
            public Optional<MappingNode> resolve(List<String> extending) {
                String self = name + " in " + file.name();
                if (extending.contains(self) || extending.size() > DEEPEST) {
                    findings.add(
                            tuple.getKeyNode(),
                            "a service extends itself: " + String.join(" extends ", extending) + " extends " + self);
                    return Optional.empty();
                }
                MappingNode own = own(name, tuple, file.directory().or(() -> directory), variables);
                Optional<Node> extended = Keys.value(own, "extends");
                if (extended.isEmpty()) {
                    return Optional.of(own);
                }
                MappingNode above = Keys.without(own, "extends");
                return base(extended.get(), name, file, directory, variables, siblings, plus(extending, self))
                        .map(base -> Merge.of(base, above));
            }
        };
    }

    private Optional<MappingNode> base(
            Node extended,
            String name,
            SourceFile file,
            Optional<Path> directory,
            Variables variables,
            Map<String, Definition> siblings,
            List<String> extending) {
        Optional<Node> service =
                extended instanceof MappingNode mapping ? Keys.value(mapping, "service") : Optional.of(extended);
        Optional<String> wanted = service.flatMap(node -> nodes.text(node, "extends"));
        if (wanted.isEmpty()) {
            findings.add(extended, "extends needs a service, such as { service: base, file: common.yaml }");
            return Optional.empty();
        }
        Optional<Node> other = extended instanceof MappingNode mapping ? Keys.value(mapping, "file") : Optional.empty();
        Map<String, Definition> among = siblings;
        String in = file.name();
        if (other.isPresent()) {
            Optional<Path> from = file.directory().or(() -> directory);
            Optional<SourceFile> found = nodes.text(other.get(), "extends.file")
                    .flatMap(text -> from.flatMap(path -> origins.open(path, text, findings.place(other.get()))));
            if (found.isEmpty()) {
                if (from.isEmpty()) {
                    findings.add(other.get(), "this file stands in no directory");
                }
                return Optional.empty();
            }
            in = found.get().name();
            Map<String, Definition> foreign = new LinkedHashMap<>();
            for (Node document : found.get().documents()) {
                value(unfolding.entries(document, "a Compose file"), "services")
                        .ifPresent(node -> unfolding
                                .entries(node, "services")
                                .forEach((key, tuple) -> foreign.put(
                                        key, definition(key, tuple, found.get(), directory, variables, foreign))));
            }
            among = foreign;
        }
        @Nullable Definition base = among.get(wanted.get());
        if (base == null) {
            findings.add(
                    service.orElse(extended),
                    "cannot extend service " + Findings.quoted(name) + ": service "
                            + Findings.quoted(wanted.get()) + " not found in " + in
                            + Findings.nearest(wanted.get(), among.keySet()));
            return Optional.empty();
        }
        return base.resolve(extending);
    }

    /** What one file says of a service that concerns limits: the rest is neither unfolded nor read. */
    private MappingNode own(String name, NodeTuple tuple, Optional<Path> directory, Variables variables) {
        String what = "services." + name;
        List<NodeTuple> kept = new ArrayList<>();
        unfolding.entries(tuple.getValueNode(), what).forEach((key, entry) -> {
            if (Keys.isRead(key)) {
                Node value = unfolding.of(
                        entry.getValueNode(),
                        what + "." + key,
                        node -> key.equals(IMAGE) ? silent(variables) : interpolation(variables, node));
                kept.add(new NodeTuple(
                        entry.getKeyNode(), key.equals("volumes") ? Volumes.absolute(value, directory) : value));
            } else if (!Keys.isOfNoConcern(key)) {
                kept.add(new NodeTuple(entry.getKeyNode(), Unfolding.scalar(entry.getValueNode(), "")));
            }
        });
        return Unfolding.mapping(tuple.getValueNode(), kept);
    }

    private Interpolation interpolation(Variables variables, Node node) {
        return new Interpolation(variables::find, name -> origins.remarkUnset(node, name));
    }

    /** For what is no resource. */
    private static Interpolation silent(Variables variables) {
        return new Interpolation(variables::find, unset -> {});
    }

    private static Optional<String> interpolated(String text, Variables variables) {
        try {
            return Optional.of(silent(variables).of(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a finding where the service is the one that is wanted
        }
    }

    private static Optional<Node> value(Map<String, NodeTuple> entries, String key) {
        return Stream.ofNullable(entries.get(key))
                .map(NodeTuple::getValueNode)
                .filter(node -> !node.getTag().equals(Tag.NULL))
                .findFirst();
    }

    private static List<String> plus(List<String> list, String item) {
        return Stream.concat(list.stream(), Stream.of(item)).toList();
    }

    /** A service of the files that another one includes. */
    private record OfModel(Model model, String name) implements Definition {
        @Override
        public Node key() {
            return model.layers().stream()
                    .map(layer -> layer.get(name))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow()
                    .key();
        }

        @Override
        public Optional<String> image() {
            return model.image(name);
        }

        @Override
        public Optional<MappingNode> resolve(List<String> extending) {
            return model.service(name, extending);
        }
    }
}
