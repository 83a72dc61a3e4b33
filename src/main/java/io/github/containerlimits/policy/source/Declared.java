package io.github.containerlimits.policy.source;

import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * What a file of another tool declares of one container, in the words of a policy.
 *
 * @param limits as they stand below {@code limits:} in a policy; each node has the mark of that from which it was translated
 * @param ours what only this plugin knows, as it stands at a policy's root: {@code trials}, {@code ways_round} …, also {@code limits}, which override
 */
public record Declared(MappingNode limits, Optional<MappingNode> ours) {}
