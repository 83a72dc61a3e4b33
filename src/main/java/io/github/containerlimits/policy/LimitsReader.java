package io.github.containerlimits.policy;

import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.limit.TmpfsForms;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.policy.yaml.Spellings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the limits of a container, each as its kind does it, and the settings that decide what they cover. */
final class LimitsReader {
    private static final String VOLUMES = "volumes";
    private static final String READ_ONLY = "read_only";
    private static final String TMPFS = "tmpfs";
    private static final String A_TMPFS = "a tmpfs";

    /** Limits of Compose and of engines that only Windows has, and of real-time processes. */
    private static final Set<String> NOT_LOOKED_AT =
            Set.of("cpu_count", "cpu_percent", "cpu_rt_period", "cpu_rt_runtime", "isolation");

    /** All keys of the limits of a container, but for those that say where others come from. */
    static final Set<String> KEYS = Stream.of(
                    LimitKinds.ALL.stream().map(kind -> kind.path().get(0)),
                    Stream.of(VOLUMES, READ_ONLY, TMPFS),
                    NOT_LOOKED_AT.stream())
            .flatMap(keys -> keys)
            .collect(Collectors.toUnmodifiableSet());

    private final Findings findings;
    private final Nodes nodes;
    private final BiConsumer<Node, String> remarks;

    /** @param remarks takes what is to be said of what is not looked at, and is no finding */
    LimitsReader(Findings findings, BiConsumer<Node, String> remarks) {
        this.findings = findings;
        this.remarks = remarks;
        this.nodes = new Nodes(findings);
    }

    /** Reads limits as a difference to others; a null value takes away what is at its key and below. */
    LimitOverrides read(Node node, String what) {
        List<Limit> limits = new ArrayList<>();
        List<Mount> volumes = new ArrayList<>();
        List<Tmpfs> tmpfs = new ArrayList<>();
        Set<String> removed = new HashSet<>();
        boolean readOnly = false;
        for (Map.Entry<String, Node> entry : nodes.entries(node, what, KEYS, key -> Spellings.hint(key, KEYS))
                .entrySet()) {
            String key = entry.getKey();
            Node value = entry.getValue();
            List<LimitKind> kinds = LimitKinds.ALL.stream()
                    .filter(kind -> kind.path().get(0).equals(key))
                    .toList();
            if (NOT_LOOKED_AT.contains(key)) {
                remarks.accept(value, key + " is not looked at");
            } else if (Nodes.isNull(value)) {
                removed.addAll(
                        kinds.isEmpty()
                                ? List.of(key)
                                : kinds.stream().map(LimitKind::key).toList());
            } else if (key.equals(VOLUMES)) {
                for (Node item : nodes.items(value, key)) {
                    if (Nodes.isEntry(item, "type", TMPFS)) {
                        tmpfs(item, limits, tmpfs);
                    } else {
                        MountForms.read(new NodeEntry(item, "a volume", nodes, findings))
                                .ifPresent(volumes::add);
                    }
                }
            } else if (key.equals(READ_ONLY)) {
                readOnly = nodes.bool(value, key).orElse(false);
            } else if (key.equals(TMPFS)) {
                for (Node item : nodes.oneOrMore(value, key)) {
                    nodes.text(item, A_TMPFS).ifPresent(text -> tmpfs(item, limits, tmpfs));
                }
            } else if (kinds.get(0).path().size() == 1) {
                limits.addAll(read(kinds.get(0), value));
            } else {
                within(value, key, kinds, limits, removed);
            }
        }
        return new LimitOverrides(new Limits(limits, volumes, readOnly, tmpfs), removed);
    }

    /** Reads one that is limited as its limits, and another one as what it is. */
    private void tmpfs(Node item, List<Limit> limits, List<Tmpfs> unlimited) {
        NodeEntry entry = new NodeEntry(item, A_TMPFS, nodes, findings);
        TmpfsForms.read(entry).ifPresent(tmpfs -> {
            if (tmpfs.isLimited()) {
                LimitKinds.ALL.stream()
                        .filter(kind -> kind.path().get(0).equals(TMPFS))
                        .forEach(kind -> limits.addAll(kind.reader().apply(entry)));
            } else {
                unlimited.add(tmpfs);
            }
        });
    }

    /** Reads the limits that stand in one mapping, in the order of their kinds. */
    private void within(Node node, String key, List<LimitKind> kinds, List<Limit> limits, Set<String> removed) {
        Map<String, Node> entries = nodes.entries(
                node, key, kinds.stream().map(kind -> kind.path().get(1)).toList());
        for (LimitKind kind : kinds) {
            Node value = entries.get(kind.path().get(1));
            if (value != null && Nodes.isNull(value)) {
                removed.add(kind.key());
            } else if (value != null) {
                limits.addAll(read(kind, value));
            }
        }
    }

    private List<? extends Limit> read(LimitKind kind, Node node) {
        return kind.reader().apply(new NodeEntry(node, kind.key(), nodes, findings));
    }

    /** Finds what contradicts itself in the limits of one container. */
    void contradictions(Limits limits, Place place) {
        limits.limits().forEach(limit -> limit.contradictions(limits, message -> findings.add(limit.place(), message)));
        Set<String> targets = new HashSet<>();
        for (Mount mount : limits.volumes()) {
            if (!targets.add(mount.target())) {
                findings.add(place, "two volumes are mounted at " + mount.target());
            }
        }
        limits.mountsInMemory().forEach(tmpfs -> {
            if (!targets.add(tmpfs.target())) {
                findings.add(place, "two file systems are mounted at " + tmpfs.target() + ", one of them a tmpfs");
            }
        });
    }
}
