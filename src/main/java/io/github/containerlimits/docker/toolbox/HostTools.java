package io.github.containerlimits.docker.toolbox;

import io.github.containerlimits.docker.connection.TemporaryFolder;
import io.github.containerlimits.docker.execution.Resources;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.EngineException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The tools that are installed on this machine, collected with all that they need.
 *
 * @param folder that they are in, temporary
 * @param hash of what they are
 */
public record HostTools(Path folder, String hash) implements AutoCloseable {
    private static final List<String> TOOLS = List.of("stress", "stress-ng", "fio", "busybox");

    /** Those that not every load needs. */
    private static final List<String> MORE = List.of("h2load");

    private static final int MINUTES_TO_COLLECT = 2;
    private static final int EXECUTABLE = 0100755;

    /**
     * Whether they are all installed here.
     *
     * @param more that must be, too
     */
    static boolean areInstalled(Set<Tool> more) {
        return System.getProperty("os.name").equals("Linux")
                && Stream.concat(TOOLS.stream(), more.stream().map(Tool::program))
                        .allMatch(tool -> find(tool).isPresent());
    }

    /** This machine's architecture as uname -m says it. */
    static String architecture() {
        String here = System.getProperty("os.arch");
        return here.equals("amd64") ? "x86_64" : here;
    }

    /** A mark of the tools as they are installed, which is quick to take: it changes when one is updated. */
    static String mark() {
        Hash hash = new Hash();
        for (String tool : Stream.concat(TOOLS.stream(), MORE.stream()).toList()) {
            find(tool).ifPresent(path -> {
                try {
                    hash.add(path.toRealPath() + " " + Files.size(path) + " " + Files.getLastModifiedTime(path));
                } catch (IOException e) {
                    hash.add(path + " is unreadable");
                }
            });
        }
        return hash.text();
    }

    private static Optional<Path> find(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, tool))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @throws EngineException where one is not installed, or can't be read */
    static HostTools collect() {
        try {
            Path folder = TemporaryFolder.create("toolbox");
            boolean collected = false;
            try {
                collect(folder);
                HostTools tools = new HostTools(folder, hash(folder));
                collected = true;
                return tools;
            } finally {
                if (!collected) {
                    TemporaryFolder.remove(folder);
                }
            }
        } catch (IOException e) {
            throw new EngineException("The tools of this machine could not be collected: " + e.getMessage(), e);
        }
    }

    private static void collect(Path folder) throws IOException {
        Path log = folder.resolve("log");
        Process process = new ProcessBuilder("sh", "-s", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (OutputStream script = process.getOutputStream()) {
            script.write(Resources.text(HostTools.class, "toolbox.sh").getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (!process.waitFor(MINUTES_TO_COLLECT, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new EngineException("The tools of this machine could not be collected: "
                        + Files.readString(log).strip()
                        + ". Install stress, stress-ng, fio and busybox-static, or set container-limits.toolbox.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while the tools of this machine were collected.", e);
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(log);
        }
    }

    private static String hash(Path folder) throws IOException {
        Hash hash = new Hash();
        for (Path file : files(folder)) {
            hash.add(folder.relativize(file).toString());
            hash.add(Files.readAllBytes(file));
        }
        return hash.text();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            // "complete" must be written last.
            return walk.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing((Path file) -> file.endsWith("complete"))
                            .thenComparing(Path::toString))
                    .toList();
        }
    }

    /** Writes them as a tar archive, in which they are root's. */
    void write(OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new BufferedOutputStream(out))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path file : files(folder)) {
                TarArchiveEntry entry =
                        new TarArchiveEntry(file, folder.relativize(file).toString());
                entry.setMode(EXECUTABLE);
                entry.setIds(0, 0);
                entry.setNames("", "");
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
    }

    /** Removes the temporary folder. */
    @Override
    public void close() {
        TemporaryFolder.remove(folder);
    }
}
