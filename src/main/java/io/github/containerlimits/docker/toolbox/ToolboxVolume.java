package io.github.containerlimits.docker.toolbox;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import io.github.containerlimits.docker.belongings.Belongings;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Pause;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A volume that an engine keeps for the tools. Its file {@code complete} is written last. While it is filled there is a container with a name made of
 * the volume's: since names are unique, only one run fills it, whatever machine that is on.
 *
 * @param name with the hash of what is in it, or of the image that this came from
 */
public record ToolboxVolume(Connection connection, Belongings belongings, String name) {
    private static final String PREFIX = "container-limits-toolbox-";
    private static final String FILLING = "-filling";
    private static final String LABEL = "io.github.containerlimits.toolbox";
    private static final String ORIGIN = LABEL + ".origin";
    private static final String FORMAT = "1";
    private static final Duration TO_FILL = Duration.ofMinutes(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    static ToolboxVolume ofHash(Connection connection, Belongings belongings, String hash) {
        return new ToolboxVolume(connection, belongings, PREFIX + hash);
    }

    /**
     * Those that the engine has, by name.
     *
     * @param origin what they were filled from; empty for any
     */
    static List<ToolboxVolume> all(Connection connection, Belongings belongings, String origin) {
        List<InspectVolumeResponse> volumes = connection.call(
                "list volumes",
                () -> connection
                        .client()
                        .listVolumesCmd()
                        .withFilter("label", List.of(LABEL + "=" + FORMAT))
                        .exec()
                        .getVolumes());
        return Optional.ofNullable(volumes).orElse(List.of()).stream()
                .filter(volume -> origin.isEmpty()
                        || Optional.ofNullable(volume.getLabels())
                                .filter(labels -> origin.equals(labels.get(ORIGIN)))
                                .isPresent())
                .map(InspectVolumeResponse::getName)
                .sorted(Comparator.naturalOrder())
                .map(name -> new ToolboxVolume(connection, belongings, name))
                .toList();
    }

    /** The volume that a container with one of these names fills; absent where it is none that does. */
    public static Optional<String> filledBy(String... containerNames) {
        return Stream.ofNullable(containerNames)
                .flatMap(Arrays::stream)
                .map(name -> name.startsWith("/") ? name.substring(1) : name)
                .filter(name -> name.startsWith(PREFIX) && name.endsWith(FILLING))
                .map(name -> name.substring(0, name.length() - FILLING.length()))
                .findFirst();
    }

    /** Whether all tools are in it that every toolbox has: see {@link #isComplete(Image, Set)}. */
    boolean isComplete(Image image) {
        return isComplete(image, Set.of());
    }

    /**
     * Whether all tools are in it.
     *
     * @param more tools that not every toolbox has
     * @param image any that the engine has: the volume is looked at through a container of it that never runs
     */
    boolean isComplete(Image image, Set<Tool> more) {
        if (connection
                .find(
                        "inspect the volume " + name,
                        () -> connection.client().inspectVolumeCmd(name).exec())
                .isEmpty()) {
            return false; // the container would make it, without its labels
        }
        String id = belongings.make("create a container", idle(image)).getId();
        try {
            return Stream.concat(Stream.of("complete"), more.stream().map(tool -> "bin/" + tool.program()))
                    .allMatch(file -> has(id, file));
        } finally {
            belongings.remove(id);
        }
    }

    private boolean has(String container, String file) {
        return connection
                .find("look into the toolbox", () -> {
                    try (InputStream archive = connection
                            .client()
                            .copyArchiveFromContainerCmd(container, Container.TOOLBOX + "/" + file)
                            .exec()) {
                        return archive.read() >= 0;
                    }
                })
                .orElse(false);
    }

    /** A container of an image that has the volume and never runs. */
    CreateContainerCmd idle(Image image) {
        return with(connection
                .client()
                .createContainerCmd(image.id())
                .withEntrypoint(Container.BUSYBOX)
                .withCmd("true"));
    }

    /** A container that has the volume, writable, and no network. */
    CreateContainerCmd with(CreateContainerCmd command) {
        return command.withHostConfig(HostConfig.newHostConfig()
                .withNetworkMode("none")
                .withBinds(new Bind(name, new Volume(Container.TOOLBOX), AccessMode.rw)));
    }

    /**
     * Fills the volume, or waits while another run does. Where filling fails, the volume is removed.
     *
     * @param origin what it is filled from; empty where that needs no mark
     * @param image any that the engine has
     * @param filler a container that has the volume, see {@link #with}
     * @param fill is told the container's id
     */
    void fill(String origin, Image image, CreateContainerCmd filler, Consumer<String> fill) {
        long end = System.nanoTime() + TO_FILL.toNanos();
        while (!isComplete(image)) {
            Optional<String> container = take(origin, filler);
            if (container.isPresent()) {
                fill(container.get(), fill);
                return;
            }
            if (System.nanoTime() > end) {
                throw new EngineException(
                        "The toolbox " + name + " was not filled by another run within " + TO_FILL.toMinutes()
                                + " min. If no other run goes on, remove the container " + name + FILLING + ".");
            }
            Pause.of(BETWEEN_LOOKS, "another run filled the toolbox");
        }
    }

    private Optional<String> take(String origin, CreateContainerCmd filler) {
        Map<String, String> labels = new HashMap<>(Map.of(LABEL, FORMAT));
        if (!origin.isEmpty()) {
            labels.put(ORIGIN, origin);
        }
        connection.call(
                "create the volume " + name,
                () -> connection
                        .client()
                        .createVolumeCmd()
                        .withName(name)
                        .withLabels(labels)
                        .exec());
        try {
            return Optional.of(belongings
                    .make("create a container", filler.withName(name + FILLING))
                    .getId());
        } catch (EngineException e) {
            if (Answers.isNameTaken(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void fill(String container, Consumer<String> fill) {
        boolean filled = false;
        try {
            fill.accept(container);
            filled = true;
        } finally {
            belongings.remove(container);
            if (!filled) {
                removeQuietly();
            }
        }
    }

    private void removeQuietly() {
        try {
            Belongings.removeVolume(connection, name);
        } catch (EngineException e) {
            // What made the filling fail is the better message.
        }
    }
}
