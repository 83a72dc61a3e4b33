package io.github.containerlimits.policy.source;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.Node;

/** The kinds of files that a policy's limits can stand in, and the choice between them. */
public record Sources(List<Source> all) {
    public Sources {
        all = List.copyOf(all);
    }

    /** The source of a file with these documents; absent where none knows it. */
    public Optional<Source> of(List<Node> documents) {
        return documents.isEmpty()
                ? Optional.empty()
                : all.stream().filter(source -> source.recognises(documents)).findFirst();
    }

    /** The keys beside {@code from} that choose a container. */
    public List<String> selectors() {
        return all.stream().map(Source::selector).toList();
    }

    /** "a Compose file" or "a Kubernetes manifest". */
    public String nouns() {
        return all.stream().map(Source::noun).collect(Collectors.joining(" or "));
    }
}
