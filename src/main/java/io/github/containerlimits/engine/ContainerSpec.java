package io.github.containerlimits.engine;

import java.time.Duration;
import java.util.List;

/**
 * A container to be made for trials.
 *
 * @param limits as the engine is told of them
 * @param volumes each mount point once
 * @param readOnly whether the root file system is mounted read-only
 * @param tmpfs those that are mounted beside what is said in the limits
 * @param lifetime after which the container ends by itself, whatever becomes of this process
 */
public record ContainerSpec(
        Image image, Settings limits, List<Mount> volumes, boolean readOnly, List<Tmpfs> tmpfs, Duration lifetime) {
    public ContainerSpec {
        volumes = List.copyOf(volumes);
        tmpfs = List.copyOf(tmpfs);
    }
}
