package io.github.containerlimits.engine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A container to be made that runs the image's own command.
 *
 * @param container as any other; its lifetime is not kept by a process in it, as that would count in its limits
 * @param command in the place of the image's CMD, behind its ENTRYPOINT as ever; empty for the image's own
 * @param environment beside the image's own
 * @param awaited what a line of its output is looked for; absent where none is
 */
public record ApplicationSpec(
        ContainerSpec container, List<String> command, Map<String, String> environment, Optional<Pattern> awaited) {
    public ApplicationSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }
}
