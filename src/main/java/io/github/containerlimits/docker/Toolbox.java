package io.github.containerlimits.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The programs that make loads, in a volume that the engine keeps for later builds. The volume's name has the hash of what is in it, or of the
 * image that it came from.
 */
final class Toolbox {
    private static final String LABEL = "io.github.containerlimits.toolbox";
    private static final String FORMAT = "1";
    private static final String NAME = "container-limits-toolbox-";
    private static final Duration TO_FILL = Duration.ofMinutes(10);
    private static final int HASH_LENGTH = 12;

    private final DockerClient client;
    private final Calls calls;
    private final Labels labels;
    private final Consumer<String> progress;

    Toolbox(DockerClient client, Calls calls, Labels labels, Consumer<String> progress) {
        this.client = client;
        this.calls = calls;
        this.labels = labels;
        this.progress = progress;
    }

    /**
     * The name of a volume with the tools, filled where it was not there.
     *
     * @param source image:NAME, build, host, or empty for the first that works of what the engine has, host and build
     * @param image any image that the engine has: what fills the volume is a container of it that never runs
     */
    String volume(String source, Image image, EngineFacts facts) {
        if (source.startsWith("image:")) {
            return ofImage(source.substring("image:".length()), image);
        }
        return switch (source) {
            case "host" -> ofHost(image, facts);
            case "build" -> ofImage(build(), image);
            case "" ->
                existing(image).orElseGet(() -> hostHasTools(facts) ? ofHost(image, facts) : ofImage(build(), image));
            default ->
                throw new EngineException(
                        "The toolbox '" + source + "' is none: give image:NAME, build or host, or leave it out.");
        };
    }

    private Optional<String> existing(Image image) {
        List<InspectVolumeResponse> volumes = calls.call(
                "list volumes",
                () -> client.listVolumesCmd()
                        .withFilter("label", List.of(LABEL + "=" + FORMAT))
                        .exec()
                        .getVolumes());
        return volumes == null
                ? Optional.empty()
                : volumes.stream()
                        .map(InspectVolumeResponse::getName)
                        .filter(name -> isComplete(name, image))
                        .findFirst();
    }

    private boolean isComplete(String volume, Image image) {
        String id = idle(volume, image);
        try (InputStream marker = calls.call(
                "look into the toolbox",
                () -> client.copyArchiveFromContainerCmd(id, Container.TOOLBOX + "/complete")
                        .exec())) {
            return marker.read() >= 0;
        } catch (NotFoundException | IOException e) {
            return false; // a build that died while it filled the volume
        } finally {
            remove(id);
        }
    }

    private boolean hostHasTools(EngineFacts facts) {
        return System.getProperty("os.name").equals("Linux")
                && isArchitecture(facts)
                && Stream.of("stress", "stress-ng", "fio", "busybox").allMatch(Toolbox::isOnPath);
    }

    private static boolean isArchitecture(EngineFacts facts) {
        String here = System.getProperty("os.arch");
        return facts.architecture().equals(here.equals("amd64") ? "x86_64" : here);
    }

    private static boolean isOnPath(String tool) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, tool)));
    }

    private String ofHost(Image image, EngineFacts facts) {
        if (!isArchitecture(facts)) {
            throw new EngineException(
                    "The tools of this machine are for " + System.getProperty("os.arch") + ", but the engine's host is "
                            + facts.architecture() + ": set container-limits.toolbox to image:NAME or build.");
        }
        Path folder = collect();
        try {
            List<Path> files = files(folder);
            String volume = NAME + hash(folder, files);
            if (exists(volume) && isComplete(volume, image)) {
                return volume;
            }
            progress.accept(
                    "Copying stress, stress-ng, fio and busybox of this machine to the engine, as volume " + volume);
            make(volume);
            String id = idle(volume, image);
            try {
                upload(id, folder, files);
            } finally {
                remove(id);
            }
            return volume;
        } catch (IOException e) {
            throw new EngineException("The tools of this machine could not be packed: " + e.getMessage(), e);
        } finally {
            delete(folder);
        }
    }

    private static Path collect() {
        try {
            Path folder = Files.createTempDirectory("container-limits-toolbox");
            Process process = new ProcessBuilder("sh", "-s", folder.toString())
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream script = process.getOutputStream()) {
                script.write(resource("toolbox.sh").getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                delete(folder);
                throw new EngineException("The tools of this machine could not be collected: " + output.strip()
                        + ". Install stress, stress-ng, fio and busybox-static, or set container-limits.toolbox.");
            }
            return folder;
        } catch (IOException e) {
            throw new EngineException("The tools of this machine could not be collected: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while the tools of this machine were collected.", e);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            // "complete" is the only file beside bin and lib, and must be written last.
            return walk.filter(Files::isRegularFile)
                    .sorted(Comparator.comparing((Path file) -> file.endsWith("complete"))
                            .thenComparing(Path::toString))
                    .toList();
        }
    }

    private static String hash(Path folder, List<Path> files) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update(folder.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void upload(String id, Path folder, List<Path> files) throws IOException {
        Path archive = Files.createTempFile("container-limits-toolbox", ".tar");
        try {
            try (TarArchiveOutputStream tar =
                    new TarArchiveOutputStream(new BufferedOutputStream(Files.newOutputStream(archive)))) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                for (Path file : files) {
                    TarArchiveEntry entry =
                            new TarArchiveEntry(file, folder.relativize(file).toString());
                    entry.setMode(0100755);
                    entry.setIds(0, 0);
                    tar.putArchiveEntry(entry);
                    Files.copy(file, tar);
                    tar.closeArchiveEntry();
                }
            }
            calls.call("fill the toolbox", TO_FILL, () -> {
                try (InputStream tar = new BufferedInputStream(Files.newInputStream(archive))) {
                    return client.copyArchiveToContainerCmd(id)
                            .withTarInputStream(tar)
                            .withRemotePath(Container.TOOLBOX)
                            .exec();
                }
            });
        } finally {
            Files.deleteIfExists(archive);
        }
    }

    private String ofImage(String reference, Image image) {
        String imageId;
        try {
            imageId = calls.call(
                    "inspect the image " + reference,
                    () -> client.inspectImageCmd(reference).exec().getId());
        } catch (NotFoundException e) {
            throw new EngineException(
                    "The toolbox's image '" + reference + "' is not on the engine: build or pull it first.", e);
        }
        String volume = NAME + String.valueOf(imageId).replace("sha256:", "").substring(0, HASH_LENGTH);
        if (exists(volume) && isComplete(volume, image)) {
            return volume;
        }
        progress.accept(
                "Taking stress, stress-ng, fio and busybox from the image " + reference + ", as volume " + volume);
        make(volume);
        String id = calls.call(
                "create a container of " + reference,
                () -> client.createContainerCmd(reference)
                        .withEntrypoint("sh", "-c", resource("toolbox.sh"), "sh", Container.TOOLBOX)
                        .withUser("0")
                        .withLabels(labels.all())
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withBinds(new Bind(volume, new Volume(Container.TOOLBOX), AccessMode.rw)))
                        .exec()
                        .getId());
        try {
            calls.run(
                    "start a container of " + reference,
                    () -> client.startContainerCmd(id).exec());
            Integer code = calls.call(
                    "collect the tools of " + reference,
                    TO_FILL,
                    () -> client.waitContainerCmd(id)
                            .exec(new WaitContainerResultCallback())
                            .awaitStatusCode(TO_FILL.toSeconds(), TimeUnit.SECONDS));
            if (code != 0) {
                throw new EngineException("The image '" + reference
                        + "' is no toolbox: it needs sh, ldd, stress, stress-ng, fio and a static busybox. "
                        + logs(id));
            }
        } finally {
            remove(id);
        }
        return volume;
    }

    private String logs(String id) {
        StringBuilder text = new StringBuilder();
        calls.call(
                "read the log of the toolbox",
                () -> client.logContainerCmd(id)
                        .withStdErr(true)
                        .withStdOut(true)
                        .exec(new ResultCallback.Adapter<Frame>() {
                            @Override
                            public void onNext(Frame frame) {
                                text.append(new String(frame.getPayload(), StandardCharsets.UTF_8));
                            }
                        })
                        .awaitCompletion(10, TimeUnit.SECONDS));
        return text.toString().strip();
    }

    private String build() {
        String tag = "container-limits-toolbox:" + FORMAT;
        progress.accept("Building the toolbox's image " + tag + " (Debian with stress, stress-ng and fio)");
        try {
            Path folder = Files.createTempDirectory("container-limits-build");
            try {
                Path dockerfile = Files.writeString(folder.resolve("Dockerfile"), resource("Toolbox.Dockerfile"));
                calls.call(
                        "build the toolbox's image",
                        TO_FILL,
                        () -> client.buildImageCmd(folder.toFile())
                                .withDockerfile(dockerfile.toFile())
                                .withTags(java.util.Set.of(tag))
                                .start()
                                .awaitImageId(TO_FILL.toSeconds(), TimeUnit.SECONDS));
            } finally {
                delete(folder);
            }
        } catch (IOException | DockerException e) {
            throw new EngineException(
                    "The toolbox's image could not be built: " + e.getMessage()
                            + ". Install stress, stress-ng, fio and busybox-static on this machine (toolbox host), or give image:NAME.",
                    e);
        }
        return tag;
    }

    private boolean exists(String volume) {
        try {
            calls.call("inspect a volume", () -> client.inspectVolumeCmd(volume).exec());
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private void make(String volume) {
        calls.call(
                "create a volume",
                () -> client.createVolumeCmd()
                        .withName(volume)
                        .withLabels(Map.of(LABEL, FORMAT))
                        .exec());
    }

    /** A container that never runs, so that the volume's files can be reached. */
    private String idle(String volume, Image image) {
        return calls.call(
                "create a container",
                () -> client.createContainerCmd(image.id())
                        .withEntrypoint(Container.BUSYBOX)
                        .withCmd("true")
                        .withLabels(labels.all())
                        .withHostConfig(HostConfig.newHostConfig()
                                .withNetworkMode("none")
                                .withBinds(new Bind(volume, new Volume(Container.TOOLBOX), AccessMode.rw)))
                        .exec()
                        .getId());
    }

    private void remove(String id) {
        calls.run(
                "remove a container",
                () -> client.removeContainerCmd(id)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec());
    }

    static String resource(String name) {
        try (InputStream in = Toolbox.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the plugin's jar lacks " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("the plugin's jar can't be read: " + name, e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new EngineException("The folder " + folder + " could not be removed: " + e.getMessage(), e);
        }
    }
}
