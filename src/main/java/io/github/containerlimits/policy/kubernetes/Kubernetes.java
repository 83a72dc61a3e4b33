package io.github.containerlimits.policy.kubernetes;

import io.github.containerlimits.policy.source.Declared;
import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.source.Source;
import io.github.containerlimits.policy.source.Wanted;
import io.github.containerlimits.policy.yaml.Findings;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Manifests of Kubernetes: pods, and the workloads that have a template of them. */
public final class Kubernetes implements Source {
    @Override
    public String noun() {
        return "a Kubernetes manifest";
    }

    @Override
    public String selector() {
        return "container";
    }

    @Override
    public boolean recognises(List<Node> documents) {
        return documents.stream().anyMatch(Manifest::recognises);
    }

    @Override
    public Optional<Declared> read(Wanted wanted, Origins origins) {
        Findings findings = origins.findings();
        List<Container> containers = Manifest.containers(wanted.files(), wanted.place(), origins);
        if (containers.isEmpty() || !findings.isEmpty()) {
            return Optional.empty();
        }
        Optional<MappingNode> limits = new Choice(
                        containers, wanted, origins.project().image(), findings)
                .made()
                .map(container -> new Translation(container, origins).limits());
        return findings.isEmpty() ? limits.map(found -> new Declared(found, Optional.empty())) : Optional.empty();
    }
}
