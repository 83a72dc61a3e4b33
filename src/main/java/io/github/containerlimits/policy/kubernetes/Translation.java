package io.github.containerlimits.policy.kubernetes;

import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Spellings;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Translates what a container may have into the words of a policy, as a kubelet translates it for a runtime (kubelet: {@code kuberuntime_container_linux.go}). */
final class Translation {
    private static final List<String> RESOURCES = List.of("limits", "requests", "claims");
    private static final Set<String> KNOWN = Set.of("cpu", "memory", "ephemeral-storage");

    /** A kubelet gives 1 ms of each 100 ms at least. */
    private static final long LEAST_QUOTA = 10;

    /** So many whole CPUs are more often meant as thousandths. */
    private static final long MANY_CPUS = 100;

    private static final long LEAST_SHARES = 2;
    private static final long MOST_SHARES = 262_144;

    private final Container container;
    private final Origins origins;
    private final Findings findings;
    private final List<NodeTuple> tuples = new ArrayList<>();

    Translation(Container container, Origins origins) {
        this.container = container;
        this.origins = origins;
        this.findings = origins.findings();
    }

    /** The limits, each with the marks of that from which it is translated. */
    MappingNode limits() {
        Fields fields = container.fields();
        misplaced(fields);
        Fields resources = fields.below("resources");
        resources.tuples().forEach((key, tuple) -> {
            if (!RESOURCES.contains(key)) {
                boolean isAmount = KNOWN.contains(key);
                String hint = isAmount ? "; did you mean 'limits." + key + "'?" : Findings.nearest(key, RESOURCES);
                findings.add(tuple.getKeyNode(), unknown(key, "resources", hint));
            }
        });
        notLookedAt(resources, "claims", "resources.claims");
        Map<String, Amount> limits = amounts(resources.below("limits"));
        Map<String, Amount> requests = amounts(resources.below("requests"));
        limits.forEach((name, limit) -> within(limit, Optional.ofNullable(requests.get(name))));
        cpus(Optional.ofNullable(limits.get("cpu")), Optional.ofNullable(requests.get("cpu")));
        Optional.ofNullable(limits.get("memory")).filter(this::isLimit).ifPresent(this::memory);
        Optional.ofNullable(limits.get("ephemeral-storage"))
                .filter(this::isLimit)
                .ifPresent(this::storage);
        ofPod(container.pod());
        security(fields.below("securityContext"), container.pod().below("securityContext"));
        new MemoryVolumes(container, origins).tmpfs().ifPresent(tmpfs -> put("tmpfs", tmpfs, tmpfs));
        if (tuples.isEmpty()) {
            origins.remark(fields.node(), "the container " + container + " declares no limits");
        }
        Node whole = fields.node();
        return new MappingNode(Tag.MAP, true, tuples, whole.getStartMark(), whole.getEndMark(), FlowStyle.BLOCK);
    }

    /** Limits that stand a step too high, or below a word that is nearly right, would be none at all. */
    private void misplaced(Fields fields) {
        fields.tuples().forEach((key, tuple) -> {
            if (key.equals("limits") || key.equals("requests")) {
                findings.add(tuple.getKeyNode(), "'" + key + "' of a container stand below 'resources'");
            } else if (!key.equals("resources")
                    && !Findings.nearest(key, List.of("resources")).isEmpty()) {
                findings.add(
                        tuple.getKeyNode(), unknown(key, "a container", Findings.nearest(key, List.of("resources"))));
            }
        });
    }

    private static String unknown(String key, String what, String hint) {
        return "unknown key " + Findings.quoted(key) + " in " + what + hint;
    }

    /** The amounts that count; those of other resources are told. */
    private Map<String, Amount> amounts(Fields fields) {
        Map<String, Amount> amounts = new LinkedHashMap<>();
        String what = fields.what().substring(fields.what().lastIndexOf('.') + 1);
        fields.tuples().forEach((name, tuple) -> {
            if (!KNOWN.contains(name)) {
                other(tuple.getKeyNode(), name, what);
                return;
            }
            fields.value(name)
                    .flatMap(node -> Amount.read(node, what + "." + name, findings))
                    .flatMap(amount -> checked(amount, name, what))
                    .ifPresent(amount -> amounts.put(name, amount));
            if (what.equals("requests")
                    && !name.equals("cpu")
                    && fields.value(name).isPresent()) {
                origins.remark(
                        tuple.getKeyNode(),
                        "requests." + name + " is not looked at: it is what a node must have for the pod");
            }
        });
        return amounts;
    }

    private Optional<Amount> checked(Amount amount, String name, String what) {
        if (name.equals("cpu")) {
            return amount.cpus(findings);
        }
        if (!what.equals("limits")) {
            return amount.bytesAsked(findings);
        }
        return name.equals("memory") ? amount.memory(findings) : amount.bytes(findings);
    }

    /** Devices have a name with a slash. */
    private void other(Node key, String name, String what) {
        if (name.contains("/") || name.startsWith("hugepages-")) {
            notLookedAt(key, what + "." + name);
        } else {
            findings.add(
                    key,
                    "unknown resource " + Findings.quoted(name) + " in " + what
                            + Spellings.hintOfKubernetes(
                                    name, KNOWN.stream().sorted().toList()));
        }
    }

    private void within(Amount limit, Optional<Amount> request) {
        request.filter(other ->
                        other.quantity().value().compareTo(limit.quantity().value()) > 0)
                .ifPresent(other -> findings.add(
                        other.node(),
                        other.what() + " of " + Findings.quoted(other.text()) + " is above " + limit.what() + " of "
                                + Findings.quoted(limit.text()) + ", which an API server refuses"));
    }

    /** As a kubelet has it, an amount of 0 limits nothing. */
    private boolean isLimit(Amount amount) {
        if (amount.isZero()) {
            origins.remark(amount.node(), amount.what() + " of 0 is no limit");
        }
        return !amount.isZero();
    }

    private void cpus(Optional<Amount> limit, Optional<Amount> request) {
        limit.filter(this::isLimit).ifPresent(amount -> {
            if (!amount.isInThousandths()) {
                origins.remark(
                        amount.node(),
                        "limits.cpu of " + amount.quantity() + " is rounded up to " + cpus(amount.thousandths())
                                + ", as Kubernetes does");
            }
            if (amount.thousandths() < LEAST_QUOTA) {
                origins.remark(
                        amount.node(),
                        "limits.cpu of " + cpus(amount.thousandths()) + " becomes " + cpus(LEAST_QUOTA)
                                + ", the least that a kubelet gives");
            }
            if (amount.whole() >= MANY_CPUS && !amount.inThousandths().isEmpty()) {
                origins.remark(
                        amount.node(),
                        "limits.cpu of " + amount.text() + " is " + amount.quantity() + " CPUs"
                                + amount.inThousandths());
            }
            put("cpus", amount.node(), cpus(Math.max(LEAST_QUOTA, amount.thousandths())));
        });
        // Without a request, that of CPUs is the limit.
        request.or(() -> limit.filter(amount -> !amount.isZero())).ifPresent(amount -> {
            long shares = Math.max(LEAST_SHARES, amount.thousandths() * 1024 / 1000);
            put("cpu_shares", amount.node(), String.valueOf(Math.min(MOST_SHARES, shares)));
        });
    }

    private static String cpus(long thousandths) {
        return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
    }

    /** A pod gets no swap. */
    private void memory(Amount amount) {
        String bytes = String.valueOf(amount.whole());
        put("mem_limit", amount.node(), bytes);
        put("memswap_limit", amount.node(), bytes);
        origins.remark(
                amount.node(),
                "where limits.memory runs out, a kubelet since 1.28 on cgroup v2 has all processes of the container killed"
                        + " (memory.oom.group), and Docker one");
    }

    private void storage(Amount amount) {
        Node size = scalar(amount.node(), String.valueOf(amount.whole()));
        put(
                "storage_opt",
                amount.node(),
                new MappingNode(
                        Tag.MAP,
                        true,
                        List.of(new NodeTuple(scalar(amount.node(), "size"), size)),
                        amount.node().getStartMark(),
                        amount.node().getEndMark(),
                        FlowStyle.FLOW));
        origins.remark(
                amount.node(),
                "limits.ephemeral-storage is enforced by a kubelet's eviction of the pod, and not in the kernel as storage_opt.size is");
    }

    private void ofPod(Fields pod) {
        Fields resources = pod.below("resources");
        resources.tuples().keySet().forEach(key -> notLookedAt(resources, key, resources.at(key)));
        notLookedAt(pod, "overhead", pod.at("overhead"));
    }

    private void security(Fields own, Fields pod) {
        own.value("readOnlyRootFilesystem").ifPresent(node -> put("read_only", node, Fields.truth(node)));
        Fields user = own.value("runAsUser").isPresent() ? own : pod;
        user.text("runAsUser")
                .ifPresent(text -> origins.remark(
                        user.key("runAsUser"),
                        "runAsUser of " + Findings.quoted(text) + " is not applied: loads run as the image's user"));
    }

    private void notLookedAt(Fields fields, String key, String name) {
        if (fields.value(key).isPresent()) {
            notLookedAt(fields.key(key), name);
        }
    }

    private void notLookedAt(Node node, String name) {
        String shown = Findings.quoted(name);
        origins.remark(node, shown.substring(1, shown.length() - 1) + " is not looked at");
    }

    private void put(String key, Node marks, String text) {
        put(key, marks, scalar(marks, text));
    }

    private void put(String key, Node marks, Node value) {
        tuples.add(new NodeTuple(scalar(marks, key), value));
    }

    /** A text that stands where another node does. */
    static ScalarNode scalar(Node marks, String text) {
        return new ScalarNode(Tag.STR, text, marks.getStartMark(), marks.getEndMark(), ScalarStyle.PLAIN);
    }
}
