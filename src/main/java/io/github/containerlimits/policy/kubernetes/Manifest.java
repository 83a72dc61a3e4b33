package io.github.containerlimits.policy.kubernetes;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.source.SourceFile;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.policy.yaml.Template;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Finds the containers of manifests, in all their documents. Documents that declare none, and no limits either, are passed over. */
final class Manifest {
    private static final List<String> TEMPLATE = List.of("spec", "template", "spec");

    /** Where the pod stands in a workload. */
    static final Map<String, List<String>> PODS = Map.of(
            "Pod", List.of("spec"),
            "Deployment", TEMPLATE,
            "StatefulSet", TEMPLATE,
            "DaemonSet", TEMPLATE,
            "ReplicaSet", TEMPLATE,
            "ReplicationController", TEMPLATE,
            "Job", TEMPLATE,
            "CronJob", List.of("spec", "jobTemplate", "spec", "template", "spec"));

    static final Set<String> OF_CLUSTERS = Set.of("LimitRange", "ResourceQuota", "VerticalPodAutoscaler");
    static final Set<String> OF_KUSTOMIZE = Set.of("Kustomization", "Component");
    private static final int MOST = 1000;
    private static final int DEEPEST = 8;
    private static final int MOST_NAMED = 10;

    private final Origins origins;
    private final Findings findings;
    private final List<Container> containers = new ArrayList<>();
    private final Set<String> otherKinds = new LinkedHashSet<>();
    private final Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private Manifest(Origins origins) {
        this.origins = origins;
        this.findings = origins.findings();
    }

    /**
     * All containers, in the files' order.
     *
     * @param place for a finding where there is none
     */
    static List<Container> containers(List<SourceFile> files, Place place, Origins origins) {
        Manifest manifest = new Manifest(origins);
        for (SourceFile file : files) {
            file.documents().stream()
                    .filter(document -> !manifest.isTemplate(document))
                    .forEach(document -> manifest.document(document, 0));
        }
        if (manifest.containers.isEmpty() && origins.findings().isEmpty()) {
            origins.findings().add(place, manifest.nothing());
        }
        return manifest.containers;
    }

    /** Whether a document is a manifest's, or one from which kustomize makes manifests. */
    static boolean recognises(Node document) {
        Fields fields = Fields.of(document, "", new Findings());
        return fields.value("kind").isPresent() && fields.value("apiVersion").isPresent() || isKustomization(fields);
    }

    /** A kustomization need not say that it is one. */
    private static boolean isKustomization(Fields fields) {
        return kind(fields).filter(OF_KUSTOMIZE::contains).isPresent()
                || fields.value("kind").isEmpty()
                        && fields.value("services").isEmpty()
                        && fields.value("limits").isEmpty()
                        && fields.value("resources")
                                .filter(SequenceNode.class::isInstance)
                                .isPresent();
    }

    private static Optional<String> kind(Fields fields) {
        return fields.text("kind");
    }

    private void document(Node document, int depth) {
        if (depth > DEEPEST) {
            findings.add(document, "lists of manifests nest more than " + DEEPEST + " deep");
            return;
        }
        if (Nodes.isNull(document) || !seen.add(document)) {
            return;
        }
        // What is wrong in a document that declares no container is not for us to say.
        Fields fields = Fields.of(document, "", new Findings());
        String kind = kind(fields).orElse("");
        if (isKustomization(fields)) {
            findings.add(
                    document,
                    "this is a kustomization, from which manifests are made: give what 'kubectl kustomize' prints of its directory");
        } else if (OF_CLUSTERS.contains(kind)) {
            origins.remark(document, "the " + kind + " is not looked at: what it makes of limits, a cluster says");
        } else if (PODS.containsKey(kind)) {
            workload(kind, Fields.of(document, "", findings));
        } else if (kind.endsWith("List") && fields.value("items").isPresent()) {
            fields.value("items")
                    .filter(SequenceNode.class::isInstance)
                    .ifPresent(items -> ((SequenceNode) items).getValue().forEach(item -> document(item, depth + 1)));
        } else if (!kind.isEmpty()) {
            otherKinds.add(Findings.quoted(kind));
        }
    }

    private void workload(String kind, Fields fields) {
        String name = fields.below("metadata").text("name").orElse("");
        Fields pod = fields;
        for (String key : PODS.getOrDefault(kind, TEMPLATE)) {
            pod = pod.below(key);
        }
        for (String list : List.of("containers", "initContainers")) {
            for (Fields container : pod.each(list)) {
                add(new Container(
                        kind,
                        name,
                        list.equals("containers"),
                        container.text("name").orElse(""),
                        container,
                        pod));
            }
        }
    }

    private void add(Container container) {
        if (containers.size() < MOST) {
            containers.add(container);
        } else {
            findings.add(container.fields().node(), "a manifest is read with at most " + MOST + " containers");
        }
    }

    /** Two braces are a mapping whose key is a mapping, which no manifest has. */
    private boolean isTemplate(Node document) {
        Optional<Node> braces = braces(document, Collections.newSetFromMap(new IdentityHashMap<>()));
        braces.ifPresent(node -> findings.add(node, Template.MESSAGE));
        return braces.isPresent();
    }

    private static Optional<Node> braces(Node node, Set<Node> seen) {
        if (!seen.add(node)) {
            return Optional.empty();
        }
        if (node instanceof SequenceNode list) {
            return list.getValue().stream()
                    .flatMap(item -> braces(item, seen).stream())
                    .findFirst();
        }
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof MappingNode) {
                    return Optional.of(node);
                }
                Optional<Node> below = braces(tuple.getValueNode(), seen);
                if (below.isPresent()) {
                    return below;
                }
            }
        }
        return Optional.empty();
    }

    private String nothing() {
        String others = otherKinds.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return "the manifest declares no container: it has no Pod, Deployment, StatefulSet, DaemonSet, ReplicaSet, Job or CronJob"
                + (others.isEmpty() ? "" : ", only " + others);
    }
}
