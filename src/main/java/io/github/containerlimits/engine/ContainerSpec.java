package io.github.containerlimits.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A container to be made for trials.
 *
 * @param limits as the engine is told of them
 * @param volumes each mount point once
 * @param readOnly whether the root file system is mounted read-only
 * @param tmpfs those that are mounted beside what is said in the limits
 * @param network whose network it has, by the other container's id; absent where it has none but loopback
 * @param lifetime after which the container ends by itself, whatever becomes of this process
 */
public record ContainerSpec(
        Image image,
        Settings limits,
        List<Mount> volumes,
        boolean readOnly,
        List<Tmpfs> tmpfs,
        Optional<String> network,
        Duration lifetime) {
    public ContainerSpec {
        volumes = List.copyOf(volumes);
        tmpfs = List.copyOf(tmpfs);
    }

    /** A container without limits that shares another one's network, and so sees what listens there. */
    public static ContainerSpec beside(Image image, String other, Duration lifetime) {
        return new ContainerSpec(image, Settings.NONE, List.of(), false, List.of(), Optional.of(other), lifetime);
    }
}
