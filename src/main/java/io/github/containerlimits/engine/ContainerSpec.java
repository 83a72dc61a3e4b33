package io.github.containerlimits.engine;

import io.github.containerlimits.engine.Command.Tool;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * A container to be made for trials.
 *
 * @param limits as the engine is told of them
 * @param volumes each mount point once
 * @param readOnly whether the root file system is mounted read-only
 * @param tmpfs those that are mounted beside what is said in the limits
 * @param network whom it can talk to
 * @param tools that its toolbox must have beside those that every one has
 * @param lifetime after which the container ends by itself, whatever becomes of this process
 */
public record ContainerSpec(
        Image image,
        Settings limits,
        List<Mount> volumes,
        boolean readOnly,
        List<Tmpfs> tmpfs,
        Network network,
        Set<Tool> tools,
        Duration lifetime) {
    public ContainerSpec {
        tools = Set.copyOf(tools);
        volumes = List.copyOf(volumes);
        tmpfs = List.copyOf(tmpfs);
    }

    /** A container without limits and volumes. */
    public static ContainerSpec unlimited(Image image, Network network, Set<Tool> tools, Duration lifetime) {
        return new ContainerSpec(image, Settings.NONE, List.of(), false, List.of(), network, tools, lifetime);
    }
}
