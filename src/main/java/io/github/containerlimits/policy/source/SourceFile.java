package io.github.containerlimits.policy.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/**
 * A file of another tool.
 *
 * @param path where it stands, absolute; absent for text that stands nowhere
 * @param name as the user knows it, which the marks of its nodes carry
 * @param documents the roots of its documents, in their order
 */
public record SourceFile(Optional<Path> path, String name, List<Node> documents) {
    public SourceFile {
        documents = List.copyOf(documents);
    }

    /** The directory that it stands in. */
    public Optional<Path> directory() {
        return path.flatMap(file -> Optional.ofNullable(file.getParent()));
    }
}
