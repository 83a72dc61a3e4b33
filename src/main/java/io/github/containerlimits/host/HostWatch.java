package io.github.containerlimits.host;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Uncharged;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Looks at this machine, which must be the engine's host, for what its engines and its kernel do beside the containers. */
public final class HostWatch implements Engine.Watch {
    private static final Path PROC = Path.of("/proc");

    /** The first letters of the names of engines' processes; the kernel cuts names after 15. */
    private static final Set<String> ENGINES = Set.of("dockerd", "containerd", "podman", "conmon");

    private static final String KERNEL_THREADS_PARENT = "2";
    private static final long NANOS_PER_TICK = 10_000_000;

    /** Places among the fields of /proc/PID/stat that follow the name. */
    private static final int PARENT = 1;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private final List<Path> roots;
    private final Map<String, Long> enginesBefore = new HashMap<>();
    private final Map<String, Long> kernelBefore = new HashMap<>();
    private final OptionalLong usedBefore;

    /**
     * Begins to watch now.
     *
     * @param roots the folders in which the engine keeps what it writes, the first of which must be there to see anything
     */
    public HostWatch(List<Path> roots) {
        this.roots = List.copyOf(roots);
        look(enginesBefore, kernelBefore);
        this.usedBefore = used();
    }

    @Override
    public Uncharged seen() {
        Map<String, Long> engines = new HashMap<>();
        Map<String, Long> kernel = new HashMap<>();
        look(engines, kernel);
        OptionalLong used = used();
        return new Uncharged(
                growth(enginesBefore, engines),
                growth(kernelBefore, kernel),
                used.isPresent() && usedBefore.isPresent()
                        ? OptionalLong.of(used.getAsLong() - usedBefore.getAsLong())
                        : OptionalLong.empty());
    }

    /** Absent where there are no such processes, as in a container with process ids of its own. */
    private static OptionalLong growth(Map<String, Long> before, Map<String, Long> after) {
        return after.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(after.entrySet().stream()
                        .mapToLong(process -> process.getValue() - before.getOrDefault(process.getKey(), 0L))
                        .sum());
    }

    /** Adds the CPU time so far of each process of an engine, and of each thread of the kernel, by its id. */
    private static void look(Map<String, Long> engines, Map<String, Long> kernel) {
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                String stat = stat(process);
                int end = stat.lastIndexOf(')');
                if (end < 0) {
                    continue;
                }
                String name = stat.substring(stat.indexOf('(') + 1, end);
                String[] fields = stat.substring(end + 2).split(" ");
                long nanos = (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) * NANOS_PER_TICK;
                if (ENGINES.stream().anyMatch(name::startsWith)) {
                    engines.put(process.toString(), nanos);
                } else if (fields[PARENT].equals(KERNEL_THREADS_PARENT)) {
                    kernel.put(process.toString(), nanos);
                }
            }
        } catch (IOException e) {
            throw new EngineException("The processes of the engine's host, this machine, cannot be listed: " + e, e);
        }
    }

    private static String stat(Path process) {
        try {
            return Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return ""; // it has just ended
        }
    }

    /** Of all file systems that the folders lie on; absent where this machine does not see the first. */
    private OptionalLong used() {
        Set<FileStore> stores = new HashSet<>();
        try {
            for (Path root : roots) {
                if (root.equals(roots.get(0)) || Files.isDirectory(root)) {
                    stores.add(Files.getFileStore(root));
                }
            }
            long used = 0;
            for (FileStore store : stores) {
                used += store.getTotalSpace() - store.getUnallocatedSpace();
            }
            return OptionalLong.of(used);
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
