package io.github.containerlimits.engine;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A file system in memory, which is empty at first.
 *
 * @param target an absolute path in the container
 * @param size bytes, above 0; absent where the host's kernel decides, which gives it half of the memory
 * @param inodes files and directories together, its own with them, above 0; absent where the host's kernel decides
 * @param options the others that it is mounted with, in the order in which they are declared: {@code mode=1777}, {@code noexec}
 */
public record Tmpfs(String target, OptionalLong size, OptionalLong inodes, List<String> options) {
    public Tmpfs {
        options = List.copyOf(options);
    }

    /** One that is mounted as the engine does it by itself. */
    public static Tmpfs at(String target) {
        return new Tmpfs(target, OptionalLong.empty(), OptionalLong.empty(), List.of());
    }

    public Tmpfs withSize(long bytes) {
        return new Tmpfs(target, OptionalLong.of(bytes), inodes, options);
    }

    public Tmpfs withInodes(long count) {
        return new Tmpfs(target, size, OptionalLong.of(count), options);
    }

    /** Whether something bounds it. */
    public boolean isLimited() {
        return size.isPresent() || inodes.isPresent();
    }

    public boolean isReadOnly() {
        return options.contains("ro");
    }

    /** All options as an engine takes them: {@code size=67108864,mode=1777}; empty where there are none. */
    public String words() {
        return Stream.of(
                        size.stream().mapToObj(bytes -> "size=" + bytes),
                        inodes.stream().mapToObj(count -> "nr_inodes=" + count),
                        options.stream())
                .flatMap(words -> words)
                .collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return target + (words().isEmpty() ? "" : ":" + words());
    }
}
