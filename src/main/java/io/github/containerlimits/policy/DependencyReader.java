package io.github.containerlimits.policy;

import io.github.containerlimits.load.Dependency;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads what an application needs: one, or a list of them with different names. */
final class DependencyReader {
    /** All keys of one, each of which the policy's schema describes. */
    static final Set<String> KEYS = Set.of("name", "image", "command", "env", "ready");

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9_.-]{0,61}[a-zA-Z0-9])?");

    private static final Pattern IMAGE = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9._:/@-]*[a-zA-Z0-9])?");

    /** Of an image, the host and the path before its last part; and behind that its tag and digest. */
    private static final Pattern AROUND = Pattern.compile("^[^@]*/|@.*$");

    private static final Pattern TAG = Pattern.compile(":.*$");

    private final Findings findings;
    private final Nodes nodes;

    DependencyReader(Findings findings) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
    }

    List<Dependency> read(Node node) {
        List<Dependency> needs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : node instanceof SequenceNode ? nodes.items(node, "needs") : List.of(node)) {
            dependency(item).ifPresent(dependency -> {
                if (!names.add(dependency.name())) {
                    findings.add(item, "needs has a '" + dependency.name() + "' already: give each a name of its own");
                }
                needs.add(dependency);
            });
        }
        return needs;
    }

    private Optional<Dependency> dependency(Node node) {
        Map<String, Node> entries = nodes.entries(node, "needs", KEYS);
        Optional<Node> named = Optional.ofNullable(entries.get("image"));
        if (named.isEmpty()) {
            findings.add(node, "needs lacks an image: what is to run beside the app");
        }
        Optional<String> image = named.flatMap(value -> nodes.value(value, "image", DependencyReader::image));
        Optional<String> name = Optional.ofNullable(entries.get("name"))
                .flatMap(value -> nodes.value(value, "name", DependencyReader::name))
                .or(() -> image.map(DependencyReader::last));
        return image.flatMap(reference ->
                name.map(known -> new Dependency(known, reference, new ServiceReader(findings).service(entries))));
    }

    private static String image(String text) {
        if (!IMAGE.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no image");
        }
        return text;
    }

    private static String last(String image) {
        return TAG.matcher(AROUND.matcher(image).replaceAll("")).replaceAll("");
    }

    private static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no name of a host");
        }
        return text;
    }
}
