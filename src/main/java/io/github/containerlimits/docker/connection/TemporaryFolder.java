package io.github.containerlimits.docker.connection;

import io.github.containerlimits.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders of this process, and of its user alone, among the machine's temporary files: their names say whose they are, so that those of killed runs are found. */
public final class TemporaryFolder {
    private static final String PREFIX = "container-limits-";

    private TemporaryFolder() {}

    /**
     * Makes one.
     *
     * @param purpose lower-case letters
     */
    public static Path create(String purpose) throws IOException {
        return Files.createTempDirectory(
                PREFIX + purpose + "-" + ProcessHandle.current().pid() + "-");
    }

    /**
     * Removes those whose process is gone.
     *
     * @return what was removed, one line each
     */
    public static List<String> removeLeft() {
        List<String> removed = new ArrayList<>();
        try (Stream<Path> folders = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            folders.filter(TemporaryFolder::isLeft).forEach(folder -> {
                remove(folder);
                removed.add("folder " + folder);
            });
        } catch (IOException e) {
            // A temporary folder that can't be listed has nothing of ours.
        }
        return removed;
    }

    private static boolean isLeft(Path folder) {
        String name = String.valueOf(folder.getFileName());
        if (!name.matches(PREFIX + "[a-z]+-\\d{1,18}-\\d+") || !Files.isDirectory(folder)) {
            return false;
        }
        long pid = Long.parseLong(name.split("-", -1)[3]);
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }

    /** Removes one with all that is in it. */
    public static void remove(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new EngineException("The folder " + folder + " could not be removed: " + e.getMessage(), e);
        }
    }
}
