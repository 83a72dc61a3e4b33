package io.github.containerlimits.policy.compose;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.source.Declared;
import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.source.Source;
import io.github.containerlimits.policy.source.SourceFile;
import io.github.containerlimits.policy.source.Wanted;
import io.github.containerlimits.policy.yaml.Findings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** A Compose file: a service's limits stand in it under the same keys as in a policy, or under {@code deploy.resources}. */
public final class Compose implements Source {
    private static final int MOST_SHOWN = 20;
    private static final Pattern DEFAULT = Pattern.compile("((?:docker-)?compose)\\.ya?ml");

    @Override
    public String noun() {
        return "a Compose file";
    }

    @Override
    public String selector() {
        return "service";
    }

    @Override
    public Optional<String> resolver() {
        return Optional.of("docker-compose");
    }

    @Override
    public boolean recognises(List<Node> documents) {
        return documents.get(0) instanceof MappingNode root
                && (Keys.value(root, "services").isPresent()
                        || Keys.value(root, "include").isPresent());
    }

    /** Whether a mapping has services at its root, which Compose no longer takes. */
    public static boolean isOfVersion1(MappingNode root) {
        return !root.getValue().isEmpty()
                && root.getValue().stream()
                        .map(NodeTuple::getValueNode)
                        .allMatch(service -> service instanceof MappingNode mapping
                                && (Keys.value(mapping, "image").isPresent()
                                        || Keys.value(mapping, "build").isPresent()
                                        || Keys.value(mapping, "extends").isPresent()));
    }

    @Override
    public Optional<Declared> read(Wanted wanted, Origins origins) {
        if (wanted.files().size() == 1) {
            tellOverride(wanted.files().get(0), origins);
        }
        return wanted.resolved()
                ? new DockerCompose(origins)
                        .config(wanted)
                        .flatMap(file ->
                                translated(new Wanted(List.of(file), wanted.name(), false, wanted.place()), origins))
                : translated(wanted, origins);
    }

    private static Optional<Declared> translated(Wanted wanted, Origins origins) {
        Optional<Path> directory = wanted.files().get(0).directory();
        Variables variables = Variables.in(directory, origins);
        ModelReader reader = new ModelReader(origins);
        Model model = reader.read(wanted.files(), directory, variables, List.of());
        return choose(wanted, model, origins)
                .flatMap(name -> model.service(name, List.of())
                        .map(service -> new Translation(origins, name, reader.volumeOptions()).of(service)));
    }

    /** Where no file is named, Compose lays another one over the first. */
    private static void tellOverride(SourceFile file, Origins origins) {
        Matcher name = DEFAULT.matcher(
                file.path().map(path -> String.valueOf(path.getFileName())).orElse(""));
        if (!name.matches()) {
            return;
        }
        for (String extension : List.of("yaml", "yml")) {
            String other = name.group(1) + ".override." + extension;
            boolean isThere = file.directory()
                    .filter(directory -> Files.isRegularFile(directory.resolve(other)))
                    .isPresent();
            origins.remember(other + " " + isThere);
            if (isThere) {
                origins.remark(
                        new Place(other, 1, 1),
                        "this file is not looked at: where it counts, name both, limits: { from: [ " + name.group()
                                + ", " + other + " ] }");
            }
        }
    }

    private static Optional<String> choose(Wanted wanted, Model model, Origins origins) {
        List<String> names = model.names();
        origins.remember("service " + wanted.name().orElse(""));
        String files = wanted.files().stream().map(SourceFile::name).collect(Collectors.joining(", "));
        Findings findings = origins.findings();
        if (names.isEmpty()) {
            if (findings.isEmpty()) {
                findings.add(wanted.place(), "there is no service in " + files);
            }
            return Optional.empty();
        }
        if (wanted.name().isPresent()) {
            String name = wanted.name().get();
            if (!names.contains(name)) {
                findings.add(
                        wanted.place(),
                        "there is no service " + Findings.quoted(name) + " in " + files + Findings.nearest(name, names)
                                + " (it has " + shown(names) + ")");
            }
            return wanted.name().filter(names::contains);
        }
        if (names.size() == 1) {
            return Optional.of(names.get(0));
        }
        Optional<String> image = origins.project().image();
        List<String> ofImage = names.stream()
                .filter(name -> image.isPresent()
                        && model.image(name).map(Compose::whole).equals(image.map(Compose::whole)))
                .toList();
        if (ofImage.size() == 1) {
            return Optional.of(ofImage.get(0));
        }
        findings.add(
                wanted.place(),
                files + " has " + names.size() + " services, "
                        + (image.isEmpty()
                                ? ""
                                : (ofImage.isEmpty() ? "none" : String.valueOf(ofImage.size())) + " with the image "
                                        + Findings.quoted(image.get()) + ": ")
                        + "say which with service (container-limits.service): " + shown(names));
        return Optional.empty();
    }

    private static String shown(List<String> names) {
        String most = names.stream()
                .limit(MOST_SHOWN)
                .map(name -> name.length() > 63 ? name.substring(0, 63) + "…" : name)
                .collect(Collectors.joining(", "));
        String escaped = Findings.escaped(most);
        return names.size() > MOST_SHOWN || escaped.endsWith("…") ? escaped + " and others" : escaped;
    }

    /** A reference with the tag and without the registry that are taken where none is named. */
    static String whole(String image) {
        String name = image.replaceFirst("^(docker\\.io/)?(library/)?", "");
        return name.substring(name.lastIndexOf('/') + 1).matches(".*[:@].*") ? name : name + ":latest";
    }

    /** The text of a single value. */
    static Optional<String> text(Node node) {
        return node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty();
    }
}
