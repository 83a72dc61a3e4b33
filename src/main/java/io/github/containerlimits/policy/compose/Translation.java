package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.source.Declared;
import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.policy.yaml.Spellings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Puts a service's keys into the words of a policy's limits. What concerns resources and has no such word becomes a remark. */
final class Translation {
    private static final String VOLUMES = "volumes";
    private static final String TMPFS = "tmpfs";

    /** Keys of which Compose sends nothing where they are 0 (docker/compose: create.go). */
    private static final Set<String> NOTHING_AT_ZERO = Set.of(
            "cpus",
            "cpu_shares",
            "cpu_period",
            "cpu_quota",
            "mem_limit",
            "mem_reservation",
            "memswap_limit",
            "mem_swappiness",
            "pids_limit",
            "shm_size");

    /** Keys of which an engine takes -1 for no limit at all. */
    private static final Set<String> NOTHING_BELOW_ZERO = Set.of("cpu_quota", "mem_limit", "pids_limit");

    private static final Set<String> NOTHING_WHERE_BLANK = Set.of("cgroup_parent", "cpuset", "isolation");

    private static final Set<String> TRUTHS = Set.of("oom_kill_disable", "read_only");

    /** What can stand below these keys, whether or not there is a kind of limit for it. */
    private static final Map<String, Set<String>> BELOW = Map.of(
            "blkio_config",
            Set.of(
                    "weight",
                    "weight_device",
                    "device_read_bps",
                    "device_read_iops",
                    "device_write_bps",
                    "device_write_iops"),
            "storage_opt",
            Set.of("size"));

    private final Origins origins;
    private final Findings findings;
    private final String what;
    private final Map<String, Node> volumeOptions;
    private final Map<String, NodeTuple> limits = new LinkedHashMap<>();
    private final Map<String, Node> tmpfs = new LinkedHashMap<>();

    /**
     * @param service its name
     * @param volumeOptions the options that volumes are declared with, by the volumes' names
     */
    Translation(Origins origins, String service, Map<String, Node> volumeOptions) {
        this.volumeOptions = volumeOptions;
        this.origins = origins;
        this.findings = origins.findings();
        this.what = "services." + service;
    }

    Declared of(MappingNode service) {
        Optional<MappingNode> ours = Optional.empty();
        Resources resources = Resources.of(service, origins);
        for (NodeTuple tuple : service.getValue()) {
            String key = Keys.of(tuple);
            Node value = tuple.getValueNode();
            if (key.equals("deploy")) {
                resources
                        .deployed()
                        .forEach((classic, deployed) -> limit(
                                classic,
                                new NodeTuple(
                                        Unfolding.scalar(deployed.getKeyNode(), classic), deployed.getValueNode())));
            } else if (key.equals(Keys.OURS)) {
                ours = ours(value);
            } else if (Types.wrong(key, value).isPresent()) {
                findings.add(value, Types.wrong(key, value).orElseThrow());
            } else if (Nodes.isNull(value) || isBlank(key, value)) {
                origins.remark(value, key + " is empty: nothing is set");
            } else if (Keys.isRead(key)) {
                if (!resources.isReplaced(key)) {
                    read(key, Types.whole(key, tuple));
                }
            } else {
                unknown(tuple.getKeyNode(), key, Spellings.hint(key, Keys.all()), what);
            }
        }
        if (!tmpfs.isEmpty()) {
            Node first = tmpfs.values().iterator().next();
            put(TMPFS, first, Unfolding.sequence(first, List.copyOf(tmpfs.values())));
        }
        return new Declared(Unfolding.mapping(service, List.copyOf(limits.values())), ours);
    }

    /** A text of which Compose makes nothing where there is nothing in it. */
    private static boolean isBlank(String key, Node value) {
        return NOTHING_WHERE_BLANK.contains(key)
                && Compose.text(value).filter(String::isEmpty).isPresent();
    }

    private Optional<MappingNode> ours(Node value) {
        if (value instanceof MappingNode mapping) {
            return Optional.of(mapping);
        }
        findings.add(value, Keys.OURS + " must be a mapping of keys to values");
        return Optional.empty();
    }

    private void read(String key, NodeTuple tuple) {
        Node value = tuple.getValueNode();
        switch (key) {
            case "image" -> image(value);
            case VOLUMES -> {
                Volumes volumes = new Volumes(origins, volumeOptions);
                limits.put(key, new NodeTuple(tuple.getKeyNode(), volumes.of(value)));
                volumes.tmpfs(value).forEach(this::tmpfs);
            }
            case TMPFS -> (value instanceof SequenceNode list ? list.getValue() : List.of(value)).forEach(this::tmpfs);
            case "logging" -> new Logs(origins).limit(tuple).ifPresent(log -> limits.put(key, log));
            default -> limit(key, tuple);
        }
    }

    /** What is verified is the project's image, whatever the service's is. */
    private void image(Node value) {
        Optional<String> own = Compose.text(value).map(Compose::whole);
        Optional<String> verified = origins.project().image().map(Compose::whole);
        if (own.isPresent() && verified.isPresent() && !own.equals(verified)) {
            origins.aside(
                    value,
                    "this image is not looked at: what is verified is " + Findings.quoted(verified.get())
                            + " (container-limits.image)");
        }
    }

    /** A key that a policy has as well. */
    private void limit(String key, NodeTuple given) {
        Node value = TRUTHS.contains(key)
                ? PlainScalars.truth(given.getValueNode())
                : key.equals("cpuset") ? given.getValueNode() : PlainScalars.numbers(given.getValueNode());
        NodeTuple tuple = new NodeTuple(given.getKeyNode(), value);
        if (!Keys.isLimit(key)) {
            origins.remark(tuple.getKeyNode(), key + " is not looked at");
        } else if (isNone(key, value)) {
            origins.remark(value, none(key, Compose.text(value).orElse("")));
        } else if (!Keys.below(key).isEmpty() && value instanceof MappingNode mapping) {
            limits.put(key, new NodeTuple(tuple.getKeyNode(), known(key, mapping)));
        } else {
            limits.put(key, key.equals("cpus") ? new NodeTuple(tuple.getKeyNode(), plain(value)) : tuple);
        }
    }

    /** Whether Compose has the engine set nothing for it. */
    private static boolean isNone(String key, Node value) {
        String text = Compose.text(value).orElse("");
        return NOTHING_AT_ZERO.contains(key) && text.matches("0+(\\.0*)?[a-zA-Z]{0,3}|\\.0+")
                || NOTHING_BELOW_ZERO.contains(key) && text.equals("-1");
    }

    private static String none(String key, String text) {
        return key.equals("mem_swappiness")
                ? "Compose never sends a mem_swappiness of 0: the engine's own is in force"
                : key + " of " + text + " is no limit";
    }

    /** A number as a policy writes it: {@code .6} and {@code 2.} are numbers as well. */
    private static Node plain(Node value) {
        String text = Compose.text(value).orElse("");
        return text.matches("(\\d{1,9}\\.?\\d{0,18}|\\.\\d{1,18})([eE][-+]?\\d)?")
                ? Unfolding.scalar(
                        value, new BigDecimal(text).stripTrailingZeros().toPlainString())
                : value;
    }

    /** What there is a kind of limit for, of what stands in a mapping. */
    private MappingNode known(String key, MappingNode mapping) {
        Set<String> known = Keys.below(key);
        List<NodeTuple> kept = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            String name = Keys.of(tuple);
            if (known.contains(name)) {
                if (name.endsWith("_bps")) {
                    rates(name, tuple.getValueNode());
                }
                kept.add(tuple);
            } else if (BELOW.getOrDefault(key, known).contains(name)) {
                origins.remark(tuple.getKeyNode(), key + "." + name + " is not looked at");
            } else {
                unknown(tuple.getKeyNode(), name, Findings.nearest(name, BELOW.getOrDefault(key, known)), key);
            }
        }
        return Unfolding.mapping(mapping, kept);
    }

    private void rates(String key, Node list) {
        Stream.of(list)
                .filter(SequenceNode.class::isInstance)
                .flatMap(node -> ((SequenceNode) node).getValue().stream())
                .filter(MappingNode.class::isInstance)
                .flatMap(item -> Keys.value((MappingNode) item, "rate").stream())
                .filter(Types::isNoSize)
                .forEach(rate -> findings.add(rate, Types.noSize(key, rate)));
    }

    private void unknown(Node node, String key, String hint, String in) {
        if (hint.isEmpty()) {
            origins.remark(node, Findings.quoted(key) + " in " + in + " is not known, and not looked at");
        } else {
            findings.add(node, "unknown key " + Findings.quoted(key) + " in " + in + hint);
        }
    }

    /** An empty file system in memory: {@code path[:options]}. Of two at one place the later. */
    private void tmpfs(Node node) {
        if (!(node instanceof ScalarNode scalar)) {
            findings.add(node, "a tmpfs is a path, with options such as /tmp:size=64m");
            return;
        }
        String[] parts = scalar.getValue().split(":", 2);
        if (parts.length == 1) {
            tmpfs.put(parts[0], scalar);
            return;
        }
        List<String> options = new ArrayList<>();
        for (String option : parts[1].split(",", -1)) {
            if (option.matches("size=\\d+%")) {
                origins.remark(
                        node, "the " + option + " of " + parts[0] + " is not looked at: it is another on each machine");
            } else {
                options.add(option);
            }
        }
        String left = options.isEmpty() ? "" : ":" + String.join(",", options);
        tmpfs.put(parts[0], Unfolding.scalar(node, parts[0] + left));
    }

    private void put(String key, Node marks, Node value) {
        limits.put(key, new NodeTuple(Unfolding.scalar(marks, key), value));
    }
}
