package io.github.containerlimits.host;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.CgroupReading;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A container's control group as files of this machine, which must be the engine's.
 *
 * @param files the file to read, by its name in a reading
 * @param threads the file with the ids of the group's threads
 */
public record HostTree(Map<String, Path> files, Optional<Path> threads) {
    /** Threads of which each is looked at: of more, a look would take what the load should have. */
    private static final int MOST_THREADS = 64;

    private static final Path PROC = Path.of("/proc");

    /**
     * Finds the control group of a container's first process.
     *
     * @param id the container's id, which must stand in the group's path: a process of that number on another machine is none of ours
     * @return absent where this machine is not the engine's, or does not show its control groups
     */
    public static Optional<HostTree> find(String id, long pid) {
        try {
            Map<String, Path> hierarchies = hierarchies();
            Map<String, Path> files = new LinkedHashMap<>();
            List<Path> threads = new ArrayList<>();
            for (String line :
                    Files.readAllLines(PROC.resolve(String.valueOf(pid)).resolve("cgroup"))) {
                String[] fields = line.split(":", 3);
                if (fields.length == 3 && fields[2].contains(id)) {
                    add(files, threads, hierarchies, fields[1], fields[2].substring(1), id);
                }
            }
            return files.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new HostTree(files, threads.stream().findFirst()));
        } catch (IOException e) {
            return Optional.empty(); // no such process here: the engine's host is another
        }
    }

    private static void add(
            Map<String, Path> files,
            List<Path> threads,
            Map<String, Path> hierarchies,
            String controllers,
            String group,
            String id) {
        if (controllers.isEmpty()) {
            Path root = hierarchies.get("");
            int end = group.indexOf('/', group.indexOf(id));
            String outer = end < 0 ? group : group.substring(0, end);
            if (root != null && Files.exists(root.resolve(outer).resolve(CgroupFile.MEMORY_CURRENT.fileName()))) {
                threads.add(root.resolve(group).resolve("cgroup.threads"));
                CgroupFile.VERSION_2.forEach(
                        file -> files.put(file.fileName(), root.resolve(outer).resolve(file.fileName())));
                if (end >= 0) {
                    CgroupFile.INNER.forEach(file -> files.put(
                            CgroupReading.INNER + file.fileName(),
                            root.resolve(group).resolve(file.fileName())));
                }
            }
            return;
        }
        for (String controller : controllers.split(",")) {
            Path root = hierarchies.get(controller);
            // In a container, this may be another part of the tree than the engine's.
            if (root == null || !Files.isDirectory(root.resolve(group))) {
                continue;
            }
            if (controller.equals("cpu")) {
                threads.add(root.resolve(group).resolve("tasks"));
            }
            CgroupFile.VERSION_1.stream()
                    .filter(file -> file.controller().equals(controller))
                    .forEach(file ->
                            files.put(file.fileName(), root.resolve(group).resolve(file.fileName())));
        }
    }

    /** Where each controller of v1 is mounted, and v2 under the empty name. */
    private static Map<String, Path> hierarchies() throws IOException {
        Map<String, Path> hierarchies = new HashMap<>();
        for (String line : Files.readAllLines(PROC.resolve("self/mountinfo"))) {
            List<String> fields = List.of(line.split(" "));
            int dash = fields.indexOf("-");
            if (dash < 0) {
                continue;
            }
            Path point = Path.of(fields.get(4));
            if (fields.get(dash + 1).equals("cgroup2")) {
                hierarchies.putIfAbsent("", point);
            } else if (fields.get(dash + 1).equals("cgroup")) {
                for (String option : fields.get(dash + 3).split(",")) {
                    hierarchies.putIfAbsent(option, point);
                }
            }
        }
        return hierarchies;
    }

    /** Reads all files now; absent where the control group is gone. */
    public Optional<CgroupReading> read() {
        Map<String, String> texts = new HashMap<>();
        long nanos = System.nanoTime();
        files.forEach((name, file) -> read(file).ifPresent(text -> texts.put(name, text)));
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        threads.flatMap(HostTree::schedstat).ifPresent(text -> texts.put(CgroupReading.THREADS, text));
        read(PROC.resolve("stat"))
                .ifPresent(text -> texts.put("host:stat", text.substring(0, Math.max(0, text.indexOf("\nintr")))));
        read(PROC.resolve("diskstats")).ifPresent(text -> texts.put("host:diskstats", text));
        return Optional.of(new CgroupReading(nanos, System.nanoTime(), texts));
    }

    /** What the scheduler counts of each of the group's threads; one that ends meanwhile is left out. */
    private static Optional<String> schedstat(Path threads) {
        List<String> ids = read(threads).map(text -> text.lines().toList()).orElse(List.of());
        if (ids.isEmpty() || ids.size() > MOST_THREADS) {
            return Optional.empty();
        }
        return Optional.of(ids.stream()
                .flatMap(id -> read(PROC.resolve(id).resolve("schedstat")).map(text -> id + " " + text).stream())
                .collect(Collectors.joining()));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty(); // the kernel does not have this file, or no longer
        }
    }
}
