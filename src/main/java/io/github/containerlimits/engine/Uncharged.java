package io.github.containerlimits.engine;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What an engine's host spent over some time on behalf of containers, or of anybody, without charging it to a container. A figure is absent where it
 * can't be looked at: the engine is on another machine, or this one does not show it.
 *
 * @param engineCpuNanos CPU time of the processes of container engines: dockerd, containerd, its shims, podman, conmon
 * @param kernelCpuNanos CPU time of the kernel's own threads: those that flush the page cache, for one
 * @param engineDiskBytes by how much more is in use of the file system that holds the engine's layers, logs and volumes; below 0 where it is less
 */
public record Uncharged(OptionalLong engineCpuNanos, OptionalLong kernelCpuNanos, OptionalLong engineDiskBytes) {
    /** Nothing could be looked at. */
    public static final Uncharged UNSEEN =
            new Uncharged(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    /** What could not be looked at, in words, in the order of the figures. */
    public List<String> unseen() {
        return Stream.of(
                        engineCpuNanos.isPresent() ? "" : "CPU time of the engine's own processes",
                        kernelCpuNanos.isPresent() ? "" : "CPU time of the kernel's threads",
                        engineDiskBytes.isPresent() ? "" : "what is below the engine's data root")
                .filter(words -> !words.isEmpty())
                .toList();
    }
}
