package io.github.containerlimits.maven;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.load.Dependency;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.report.Stamp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.maven.plugin.descriptor.PluginDescriptor;

/**
 * All that a run's verdicts depend on, as one text: where it is the same, a run would come to the same.
 *
 * @param policy all that the policy was read from
 * @param parameters those of the goal that can turn a verdict
 * @param plugin the plugin's own jar
 */
record ProofKey(List<String> policy, List<String> parameters, Path plugin) {
    /**
     * The SHA-256 of it, in hexadecimal digits.
     *
     * @param images the one that is tried, and those that its applications need
     * @throws IOException where the plugin can't be read
     */
    String of(EngineFacts engine, List<Image> images) throws IOException {
        MessageDigest hash = sha256();
        addAll(hash, policy);
        parameters.forEach(parameter -> add(hash, parameter.getBytes(StandardCharsets.UTF_8)));
        add(hash, contents(plugin).getBytes(StandardCharsets.UTF_8));
        // What an engine says of itself, with the address, its version, the kernel and the size of its host.
        add(hash, engine.toString().getBytes(StandardCharsets.UTF_8));
        images.forEach(image -> add(hash, image.toString().getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(hash.digest());
    }

    /**
     * The key of a run, and of its build. Both are empty where the plugin is classes that are not packaged yet, which have no name for their version: nothing is known again of those.
     *
     * @throws IOException where the plugin can't be read
     */
    static Stamp stamp(
            List<String> policy,
            List<String> parameters,
            PluginDescriptor plugin,
            EngineFacts engine,
            List<Image> images)
            throws IOException {
        Path jar = plugin.getPluginArtifact().getFile().toPath();
        return Files.isRegularFile(jar)
                ? new Stamp(
                        new ProofKey(policy, parameters, jar).of(engine, images),
                        new ProofKey(policy, List.of(), jar).of(engine, images))
                : new Stamp("", "");
    }

    /** The images that a run is of: the one that is tried, and those that the policy's applications need. */
    static List<String> references(String image, Policy policy) {
        return Stream.concat(
                        Stream.of(image),
                        policy.apps().stream()
                                .flatMap(app -> app.service().needs().stream())
                                .map(Dependency::image))
                .distinct()
                .toList();
    }

    /** The SHA-256 of all that a policy was read from, in hexadecimal digits. */
    static String hash(List<String> policy) {
        MessageDigest hash = sha256();
        addAll(hash, policy);
        return HexFormat.of().formatHex(hash.digest());
    }

    /** The name, size and checksum of each file in a jar, which tell its contents from others' in a small part of the time that a hash of its bytes takes. */
    private static String contents(Path jar) throws IOException {
        try (ZipFile files = new ZipFile(jar.toFile())) {
            return files.stream()
                    .map(file -> file.getName() + " " + file.getSize() + " " + file.getCrc() + "\n")
                    .collect(Collectors.joining());
        }
    }

    private static void addAll(MessageDigest hash, List<String> parts) {
        add(hash, String.valueOf(parts.size()).getBytes(StandardCharsets.UTF_8));
        parts.forEach(part -> add(hash, part.getBytes(StandardCharsets.UTF_8)));
    }

    /** With its length, so that no two lists of parts give the same bytes. */
    private static void add(MessageDigest hash, byte[] part) {
        hash.update((part.length + "\n").getBytes(StandardCharsets.UTF_8));
        hash.update(part);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
