package io.github.containerlimits.policy.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a policy is read from, so that it can be read again on another machine.
 *
 * @param files the policy's own, or those of Compose that are laid over each other, absolute
 * @param texts the text of each file that was read, by its absolute path
 * @param variables those that were asked for and are set
 */
public record Sourced(List<Path> files, Map<Path, String> texts, Map<String, String> variables) {
    public Sourced {
        files = List.copyOf(files);
        texts = Map.copyOf(texts);
        variables = Map.copyOf(variables);
    }
}
