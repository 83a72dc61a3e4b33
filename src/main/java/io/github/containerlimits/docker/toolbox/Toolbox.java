package io.github.containerlimits.docker.toolbox;

import com.github.dockerjava.api.command.WaitContainerResultCallback;
import com.github.dockerjava.api.model.Frame;
import io.github.containerlimits.docker.belongings.Belongings;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Calls;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.docker.connection.Images;
import io.github.containerlimits.docker.connection.TemporaryFolder;
import io.github.containerlimits.docker.execution.Listener;
import io.github.containerlimits.docker.execution.Output;
import io.github.containerlimits.docker.execution.Resources;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The programs that make loads, in a volume that the engine keeps for later builds. */
public final class Toolbox {
    private static final Duration TO_FILL = Duration.ofMinutes(10);
    private static final String REMEDY =
            "Install stress, stress-ng, fio and busybox-static on this machine (toolbox 'host'), or give 'image:NAME'.";

    /** What the tools that not every toolbox has come with. */
    private static final Map<Tool, String> PACKAGES = Map.of(Tool.H2LOAD, "nghttp2-client");

    private final Connection connection;
    private final Belongings belongings;
    private final Images images;
    private final Consumer<String> progress;

    public Toolbox(Connection connection, Belongings belongings, Images images, Consumer<String> progress) {
        this.connection = connection;
        this.belongings = belongings;
        this.images = images;
        this.progress = progress;
    }

    /**
     * The name of a volume with the tools, filled where it was not there.
     *
     * @param source image:NAME, build, host, or empty for the first that works of what the engine has, host and build
     * @param image any image that the engine has: what fills the volume is a container of it that never runs
     * @param more tools that it must have beside those of every toolbox
     * @throws EngineException where it cannot be had, or has not all of those
     */
    public String volume(String source, Image image, Set<Tool> more) {
        if (source.startsWith("image:")) {
            return ofImage(images.get(source.substring("image:".length())), image, more);
        }
        return switch (source) {
            case "host" -> ofHost(image, more);
            case "build" -> ofImage(built(), image, more);
            case "" ->
                existing("", image, more)
                        .or(() -> ofHostIfPossible(image, more))
                        .orElseGet(() -> ofImage(built(), image, more));
            default ->
                throw new EngineException(
                        "The toolbox '" + source + "' is none: give image:NAME, build or host, or leave it out.");
        };
    }

    private Optional<String> existing(String origin, Image image, Set<Tool> more) {
        return ToolboxVolume.all(connection, belongings, origin).stream()
                .filter(volume -> volume.isComplete(image, more))
                .map(ToolboxVolume::name)
                .findFirst();
    }

    private Optional<String> ofHostIfPossible(Image image, Set<Tool> more) {
        if (!isArchitecture() || !HostTools.areInstalled(more)) {
            return Optional.empty();
        }
        try {
            return Optional.of(ofHost(image, more));
        } catch (EngineException e) {
            if (Answers.of(e).isPresent()) {
                throw e; // the engine would not take a built one either
            }
            progress.accept(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private boolean isArchitecture() {
        return connection.facts().architecture().equals(HostTools.architecture());
    }

    private String ofHost(Image image, Set<Tool> more) {
        if (!isArchitecture()) {
            throw new EngineException("The tools of this machine are for " + HostTools.architecture()
                    + ", but the engine's host is " + connection.facts().architecture()
                    + ": set container-limits.toolbox to image:NAME or build.");
        }
        if (!HostTools.areInstalled(more)) {
            throw new EngineException("Not all tools are installed on this machine. Install "
                    + Stream.concat(
                                    Stream.of("stress", "stress-ng", "fio", "busybox-static"),
                                    more.stream().map(Toolbox::packageOf))
                            .collect(Collectors.joining(", "))
                    + ", or set container-limits.toolbox.");
        }
        String mark = HostTools.mark();
        return existing(mark, image, more).orElseGet(() -> {
            try (HostTools tools = HostTools.collect()) {
                ToolboxVolume volume = ToolboxVolume.ofHash(connection, belongings, tools.hash());
                progress.accept("Copying stress, stress-ng, fio and busybox of this machine to the engine, as volume "
                        + volume.name());
                volume.fill(mark, image, volume.idle(image), container -> upload(container, tools));
                return volume.name();
            }
        });
    }

    private void upload(String container, HostTools tools) {
        connection.calls().call("take the tools of this machine", TO_FILL, () -> {
            Path archive = tools.folder().resolve("archive.tar");
            try {
                try (OutputStream out = Files.newOutputStream(archive)) {
                    tools.write(out);
                }
                try (InputStream tar = new BufferedInputStream(Files.newInputStream(archive))) {
                    return connection
                            .client()
                            .copyArchiveToContainerCmd(container)
                            .withTarInputStream(tar)
                            .withRemotePath(Container.TOOLBOX)
                            .exec();
                }
            } finally {
                Files.deleteIfExists(archive);
            }
        });
    }

    private static String packageOf(Tool tool) {
        return PACKAGES.getOrDefault(tool, tool.program());
    }

    private String ofImage(Image tools, Image image, Set<Tool> more) {
        String name = ofImage(tools, image);
        if (!more.isEmpty() && !new ToolboxVolume(connection, belongings, name).isComplete(image, more)) {
            throw new EngineException("The toolbox of the image " + tools.reference() + " lacks one of "
                    + more.stream()
                            .map(tool -> tool.program() + " (" + packageOf(tool) + ")")
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ", which the policy's load needs: install it there, or set container-limits.toolbox.");
        }
        return name;
    }

    private String ofImage(Image tools, Image image) {
        String hash = tools.id().replaceFirst("^sha256:", "");
        ToolboxVolume volume =
                ToolboxVolume.ofHash(connection, belongings, hash.substring(0, Math.min(Hash.LENGTH, hash.length())));
        if (volume.isComplete(image)) {
            return volume.name();
        }
        progress.accept("Taking stress, stress-ng, fio and busybox from the image " + tools.reference() + ", as volume "
                + volume.name());
        volume.fill(
                "",
                image,
                volume.with(connection
                        .client()
                        .createContainerCmd(tools.id())
                        .withEntrypoint(
                                "sh", "-c", Resources.text(Toolbox.class, "toolbox.sh"), "sh", Container.TOOLBOX)
                        .withUser("0")),
                container -> collect(container, tools));
        return volume.name();
    }

    private void collect(String container, Image tools) {
        connection
                .calls()
                .run(
                        "start the toolbox's image " + tools.reference(),
                        () -> connection.client().startContainerCmd(container).exec());
        Integer code = connection
                .calls()
                .call(
                        "collect the tools of " + tools.reference(),
                        TO_FILL,
                        () -> connection
                                .client()
                                .waitContainerCmd(container)
                                .exec(new WaitContainerResultCallback())
                                .awaitStatusCode(TO_FILL.toSeconds(), TimeUnit.SECONDS));
        if (code != 0) {
            throw new EngineException("The image '" + tools.reference()
                    + "' is no toolbox: it needs sh, ldd, stress, stress-ng, fio and a static busybox. "
                    + log(container));
        }
    }

    private String log(String container) {
        Output output = new Output(1 << 12);
        try (Listener<Frame> listener = new Listener<>(frame -> output.add(frame.getPayload()))) {
            connection.call("send the log of the toolbox", () -> {
                connection
                        .client()
                        .logContainerCmd(container)
                        .withStdErr(true)
                        .withStdOut(true)
                        .exec(listener);
                return listener.awaitEnd();
            });
        }
        return output.text().strip();
    }

    /** An image of Debian with the tools, kept on the engine. */
    private Image built() {
        String dockerfile = Resources.text(Toolbox.class, "Toolbox.Dockerfile");
        Hash hash = new Hash();
        hash.add(dockerfile);
        String tag = "container-limits-toolbox:" + hash.text();
        return images.find(tag).orElseGet(() -> {
            progress.accept("Building the toolbox's image " + tag + " (Debian with stress, stress-ng and fio)");
            try {
                connection.calls().call("build " + tag, TO_FILL, () -> build(dockerfile, tag));
            } catch (EngineException e) {
                throw new EngineException(
                        "The toolbox's image could not be built: " + Calls.reason(e) + " " + REMEDY, e);
            }
            return images.get(tag);
        });
    }

    private String build(String dockerfile, String tag) throws IOException {
        Path folder = TemporaryFolder.create("build");
        Path file = Files.writeString(folder.resolve("Dockerfile"), dockerfile);
        try {
            var command = connection
                    .client()
                    .buildImageCmd(folder.toFile())
                    // Packages come from outside, and not every engine has a network of its own.
                    .withNetworkMode("host")
                    .withDockerfile(file.toFile())
                    .withTags(Set.of(tag));
            proxies().forEach(command::withBuildArg);
            return command.start().awaitImageId(TO_FILL.toSeconds(), TimeUnit.SECONDS);
        } finally {
            TemporaryFolder.remove(folder);
        }
    }

    /** The way out of the network that this machine uses. */
    private static Map<String, String> proxies() {
        Map<String, String> proxies = new HashMap<>();
        for (String name : Set.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")) {
            Optional.ofNullable(System.getenv(name)).ifPresent(value -> proxies.put(name, value));
        }
        return proxies;
    }
}
