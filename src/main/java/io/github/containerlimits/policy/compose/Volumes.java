package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.yaml.Findings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * The mounts of a service as trials may have them. A load writes, and fills what it writes to: neither a directory of the host nor a volume that holds
 * a service's data is given to it, but a fresh volume that the engine makes at the same place and removes again.
 */
final class Volumes {
    private static final String TMPFS = "tmpfs";
    private static final String READ_ONLY = "read_only";
    private static final String DRIVE = "[A-Za-z]:[\\\\/]";

    private final Origins origins;
    private final Map<String, Node> options;

    /** @param options those that volumes are declared with, by the volumes' names */
    Volumes(Origins origins, Map<String, Node> options) {
        this.origins = origins;
        this.options = options;
    }

    /**
     * One mount.
     *
     * @param type volume, bind, tmpfs …
     * @param source empty where there is none
     */
    private record Mount(Node node, String type, String source, String target, boolean readOnly) {}

    /** Makes paths of the host absolute that begin at the directory of the file that names them. */
    static Node absolute(Node volumes, Optional<Path> directory) {
        if (directory.isEmpty() || !(volumes instanceof SequenceNode sequence)) {
            return volumes;
        }
        List<Node> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            if (item instanceof ScalarNode scalar && scalar.getValue().matches("\\.{1,2}(/[^:]*)?:.*")) {
                String[] parts = scalar.getValue().split(":", 2);
                items.add(Unfolding.scalar(item, absolute(parts[0], directory.get()) + ":" + parts[1]));
            } else if (item instanceof MappingNode mapping) {
                items.add(Unfolding.mapping(
                        item,
                        mapping.getValue().stream()
                                .map(tuple -> absolute(tuple, directory.get()))
                                .toList()));
            } else {
                items.add(item);
            }
        }
        return Unfolding.sequence(volumes.getTag(), volumes, items);
    }

    private static NodeTuple absolute(NodeTuple tuple, Path directory) {
        return Keys.of(tuple).equals("source")
                        && tuple.getValueNode() instanceof ScalarNode source
                        && source.getValue().startsWith(".")
                ? new NodeTuple(tuple.getKeyNode(), Unfolding.scalar(source, absolute(source.getValue(), directory)))
                : tuple;
    }

    private static String absolute(String path, Path directory) {
        try {
            return directory.resolve(path).normalize().toString();
        } catch (InvalidPathException e) {
            return path; // which is no path, and nothing is looked for there
        }
    }

    /** The list of a policy's volumes for a service's: of two at one place the later. */
    SequenceNode of(Node node) {
        Map<String, Mount> mounts = new LinkedHashMap<>();
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                mount(item).ifPresent(mount -> mounts.put(mount.target(), mount));
            }
        } else {
            origins.findings().add(node, "volumes must be a list");
        }
        List<Node> items = new ArrayList<>();
        mounts.values().stream()
                .filter(mount -> !mount.type().equals(TMPFS))
                .forEach(mount -> fresh(mount).ifPresent(items::add));
        return Unfolding.sequence(node, items);
    }

    /** Those that are in memory, in the short form of {@code tmpfs}. */
    List<Node> tmpfs(Node node) {
        List<Node> items = new ArrayList<>();
        for (Node item : node instanceof SequenceNode sequence ? sequence.getValue() : List.<Node>of()) {
            if (item instanceof MappingNode mapping && text(mapping, "type").equals(TMPFS)) {
                String options = Keys.value(mapping, TMPFS)
                        .filter(MappingNode.class::isInstance)
                        .map(given -> ((MappingNode) given).getValue().stream())
                        .orElse(Stream.empty())
                        .map(option -> Keys.of(option) + "="
                                + Compose.text(option.getValueNode())
                                        .map(text -> Keys.of(option).equals("mode") ? octal(text) : text)
                                        .orElse(""))
                        .collect(Collectors.joining(","));
                items.add(Unfolding.scalar(item, text(mapping, "target") + (options.isEmpty() ? "" : ":" + options)));
            }
        }
        return items;
    }

    /** A mode is a number to Compose, and octal digits to a mount. */
    private static String octal(String mode) {
        return mode.matches("[1-9]\\d{0,8}") ? Long.toOctalString(Long.parseLong(mode)) : mode;
    }

    private Optional<Node> fresh(Mount mount) {
        String where = " at " + mount.target();
        if (mount.target().contains(":")) {
            origins.findings().add(mount.node(), Findings.quoted(mount.target()) + " is no path of a container");
            return Optional.empty();
        }
        if (mount.readOnly()) {
            origins.aside(mount.node(), "nothing is mounted" + where + ": it is read-only, and no load writes there");
            return Optional.empty();
        }
        if (mount.type().equals("bind") && !mayBeDirectory(mount.source())) {
            origins.aside(mount.node(), "nothing is mounted" + where + ": it is no directory of the host");
            return Optional.empty();
        }
        if (mount.type().equals("bind")) {
            origins.aside(
                    mount.node(),
                    "a fresh volume is mounted" + where
                            + " in place of the host's directory, whose files no load may fill");
        } else if (!mount.type().equals("volume")) {
            origins.remark(mount.node(), "a mount of the type " + mount.type() + where + " is not looked at");
            return Optional.empty();
        }
        Optional.ofNullable(options.get(mount.source()))
                .ifPresent(node -> origins.remark(
                        node,
                        "driver_opts of the volume " + mount.source()
                                + " are not looked at: a fresh volume without them is mounted" + where));
        return Optional.of(Unfolding.scalar(mount.node(), mount.target()));
    }

    /** What is not there is made a directory by Compose; a file can't give its place to a volume. */
    private boolean mayBeDirectory(String source) {
        try {
            Path path = Path.of(source);
            boolean may = Files.isDirectory(path) || Files.notExists(path);
            origins.remember("directory " + source + " " + may);
            return may;
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private Optional<Mount> mount(Node item) {
        if (item instanceof MappingNode mapping) {
            String type = text(mapping, "type");
            String target = text(mapping, "target");
            if (type.isEmpty() || target.isEmpty()) {
                origins.findings()
                        .add(item, "a volume needs a type and a target, such as { type: tmpfs, target: /tmp }");
                return Optional.empty();
            }
            return Optional.of(new Mount(
                    item,
                    type,
                    text(mapping, "source"),
                    clean(target),
                    Keys.value(mapping, READ_ONLY)
                            .map(PlainScalars::truth)
                            .flatMap(Compose::text)
                            .filter("true"::equals)
                            .isPresent()));
        }
        if (!(item instanceof ScalarNode scalar)) {
            origins.findings().add(item, "a volume must be a text or a mapping");
            return Optional.empty();
        }
        String[] parts = parts(scalar.getValue());
        if (parts.length == 1) {
            return Optional.of(new Mount(item, "volume", "", clean(parts[0]), false));
        }
        if (parts.length > 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
            origins.findings().add(item, "a volume is source:target or source:target:mode, such as data:/data:ro");
            return Optional.empty();
        }
        boolean readOnly = parts.length == 3 && List.of(parts[2].split(",")).contains("ro");
        boolean isBind = parts[0].matches("[/.~].*|" + DRIVE + ".*");
        return Optional.of(new Mount(item, isBind ? "bind" : "volume", parts[0], clean(parts[1]), readOnly));
    }

    /** A path without steps up and without a slash at its end. */
    private static String clean(String target) {
        return target.startsWith("/") && target.indexOf('\0') < 0
                ? Path.of(target).normalize().toString()
                : target;
    }

    /** What stands between colons, of which the first of several may be of a drive of Windows (compose-go: format/volume.go). */
    private static String[] parts(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 3 || !text.matches(DRIVE + ".*")) {
            return parts;
        }
        String[] joined = Arrays.copyOfRange(parts, 1, parts.length);
        joined[0] = parts[0] + ":" + joined[0];
        return joined;
    }

    private static String text(MappingNode mapping, String key) {
        return Keys.value(mapping, key).flatMap(Compose::text).orElse("");
    }
}
