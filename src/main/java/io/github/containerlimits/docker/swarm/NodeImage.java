package io.github.containerlimits.docker.swarm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.docker.connection.TemporaryFolder;
import io.github.containerlimits.docker.execution.Resources;
import io.github.containerlimits.engine.EngineException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The image that runs the core on a node: its classes, a Java runtime of just the modules that they need, the C library of this machine, and those of the load's tools that are installed here.
 *
 * @param classpath jars and folders of classes, in their order
 * @param mainClass what the image runs
 */
public record NodeImage(List<Path> classpath, String mainClass) {
    private static final String NAME = "container-limits-node";

    /** Those of the core, and of what it uses. */
    private static final String MODULES =
            "java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.crypto.ec,jdk.httpserver,jdk.unsupported";

    /** A report is some megabytes; the node's memory is not the core's to take. */
    private static final List<String> OPTIONS =
            List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");

    private static final int MINUTES_TO_LINK = 5;
    private static final int DIGITS = 12;
    private static final ObjectMapper JSON = new ObjectMapper();

    public NodeImage {
        classpath = List.copyOf(classpath);
    }

    /**
     * Its name and tag, which is another for other classes or another Java.
     *
     * @throws EngineException where the classes can't be read
     */
    public String reference() {
        MessageDigest hash = sha256();
        hash.update((Runtime.version() + " " + System.getProperty("os.arch") + " " + MODULES + OPTIONS + mainClass)
                .getBytes(StandardCharsets.UTF_8));
        hash.update(Resources.text(NodeImage.class, "node-image.sh").getBytes(StandardCharsets.UTF_8));
        try {
            for (Path part : classpath) {
                for (Path file : files(part)) {
                    hash.update(part.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                    if (Files.isRegularFile(file)) {
                        hash.update(Files.readAllBytes(file));
                    }
                }
            }
        } catch (IOException e) {
            throw new EngineException("The plugin's own classes cannot be read: " + e.getMessage(), e);
        }
        return NAME + ":" + HexFormat.of().formatHex(hash.digest()).substring(0, DIGITS);
    }

    /**
     * Writes it as docker save does, so that docker load reads it.
     *
     * @param tar is overwritten
     * @throws EngineException where it can't be made here: without jlink, or not on Linux
     */
    public void write(Path tar) {
        Path java = Path.of(System.getProperty("java.home"));
        if (!System.getProperty("os.name").equals("Linux") || !Files.isExecutable(java.resolve("bin/jlink"))) {
            throw new EngineException("The image for the nodes of a Swarm cannot be made here: that takes Linux and the"
                    + " jlink of a JDK, and Maven runs with " + java + ". Run Maven with a JDK on Linux, or name an"
                    + " image that was made there with container-limits.swarmImage.");
        }
        try {
            Path folder = TemporaryFolder.create("node");
            try {
                Path root = Files.createDirectory(folder.resolve("root"));
                collect(root, java);
                List<String> entries = copyClasses(root);
                Path layer = folder.resolve("layer.tar");
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(layer))) {
                    writeTree(root, out);
                }
                write(tar, layer, entries);
            } finally {
                TemporaryFolder.remove(folder);
            }
        } catch (IOException e) {
            throw new EngineException("The image for the nodes could not be made: " + e.getMessage(), e);
        }
    }

    private static void collect(Path root, Path java) throws IOException {
        Path log = root.resolveSibling("log");
        Process process = new ProcessBuilder("sh", "-s", root.toString(), java.toString(), MODULES)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (OutputStream script = process.getOutputStream()) {
            script.write(Resources.text(NodeImage.class, "node-image.sh").getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (!process.waitFor(MINUTES_TO_LINK, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new IOException(Files.readString(log).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while the image for the nodes was made.", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** @return the paths in the image, in the order of the class path */
    private List<String> copyClasses(Path root) throws IOException {
        List<String> entries = new ArrayList<>();
        for (Path part : classpath) {
            String entry = "/app/" + entries.size() + "-" + part.getFileName();
            for (Path file : files(part)) {
                Path target = root.resolve(entry.substring(1) + "/" + part.relativize(file))
                        .normalize();
                Files.createDirectories(target.getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
            entries.add(entry);
        }
        return entries;
    }

    private void write(Path tar, Path layer, List<String> entries) throws IOException {
        ObjectNode image = JSON.createObjectNode();
        image.put("architecture", System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64");
        image.put("os", "linux");
        ObjectNode config = image.putObject("config");
        config.putArray("Env").add("PATH=/usr/bin:/bin");
        var command = config.putArray("Entrypoint").add("/java/bin/java");
        OPTIONS.forEach(command::add);
        command.add("-cp").add(String.join(":", entries)).add(mainClass);
        ObjectNode layers = image.putObject("rootfs").put("type", "layers");
        layers.putArray("diff_ids").add("sha256:" + hash(layer));
        byte[] imageJson = JSON.writeValueAsBytes(image);
        String configName = HexFormat.of().formatHex(sha256().digest(imageJson)) + ".json";
        ObjectNode manifest = JSON.createObjectNode().put("Config", configName);
        manifest.putArray("RepoTags").add(reference());
        manifest.putArray("Layers").add("layer.tar");
        Files.createDirectories(tar.toAbsolutePath().getParent());
        try (TarArchiveOutputStream out = archive(new BufferedOutputStream(Files.newOutputStream(tar)))) {
            put(
                    out,
                    "manifest.json",
                    JSON.writeValueAsBytes(JSON.createArrayNode().add(manifest)));
            put(out, configName, imageJson);
            TarArchiveEntry entry = new TarArchiveEntry("layer.tar");
            entry.setSize(Files.size(layer));
            out.putArchiveEntry(entry);
            Files.copy(layer, out);
            out.closeArchiveEntry();
        }
    }

    private static void put(TarArchiveOutputStream tar, String name, byte[] bytes) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    /** Everything is root's and of one time, so that the same files give the same bytes. */
    private static void writeTree(Path root, OutputStream out) throws IOException {
        try (TarArchiveOutputStream tar = archive(out)) {
            for (Path file : files(root)) {
                String name = root.relativize(file).toString();
                if (name.isEmpty()) {
                    continue;
                }
                TarArchiveEntry entry;
                if (Files.isSymbolicLink(file)) {
                    entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
                    entry.setLinkName(Files.readSymbolicLink(file).toString());
                } else if (Files.isDirectory(file)) {
                    entry = new TarArchiveEntry(name + "/");
                    entry.setMode(name.equals("tmp") ? 041777 : 040755);
                } else {
                    entry = new TarArchiveEntry(name);
                    entry.setSize(Files.size(file));
                    entry.setMode(0100755);
                }
                entry.setModTime(0L);
                tar.putArchiveEntry(entry);
                if (entry.isFile() && !entry.isSymbolicLink()) {
                    Files.copy(file, tar);
                }
                tar.closeArchiveEntry();
            }
        }
    }

    private static TarArchiveOutputStream archive(OutputStream out) {
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        return tar;
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> walk = Files.walk(root)) {
            return walk.sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    private static String hash(Path file) throws IOException {
        MessageDigest hash = sha256();
        try (DigestInputStream in = new DigestInputStream(Files.newInputStream(file), hash)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(hash.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
