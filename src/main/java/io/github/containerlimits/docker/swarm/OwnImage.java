package io.github.containerlimits.docker.swarm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.model.ContainerConfig;
import io.github.containerlimits.docker.execution.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An image that the plugin made, as an engine has it: of a single layer, so that another engine can import it.
 *
 * @param layer the hash of its files
 * @param entrypoint its program and that one's first arguments
 * @param environment variables as {@code NAME=value}
 */
public record OwnImage(String reference, String layer, List<String> entrypoint, List<String> environment) {
    /** What the Docker CLI of a node needs of the node, where that is of another kind of machine. */
    private static final List<String> PROGRAMS = List.of("/bin", "/lib", "/usr");

    /** Where programs of 64 bits of this kind of machine have their loader. */
    private static final Map<String, String> LOADERS = Map.of("x86_64", "/lib64");

    private static final String SOCKET = "/var/run/docker.sock";
    private static final ObjectMapper JSON = new ObjectMapper();

    public OwnImage {
        entrypoint = List.copyOf(entrypoint);
        environment = List.copyOf(environment);
    }

    /** Absent where it is not as the plugin makes it. */
    static Optional<OwnImage> of(String reference, InspectImageResponse image) {
        List<String> layers = image.getRootFS() == null
                ? List.of()
                : Optional.ofNullable(image.getRootFS().getLayers()).orElse(List.of());
        ContainerConfig config = Optional.ofNullable(image.getConfig()).orElseGet(ContainerConfig::new);
        if (layers.size() != 1 || config.getEntrypoint() == null) {
            return Optional.empty();
        }
        return Optional.of(new OwnImage(
                reference,
                layers.get(0),
                List.of(config.getEntrypoint()),
                config.getEnv() == null ? List.of() : List.of(config.getEnv())));
    }

    /**
     * A job that gives a node's engine this image, by the Docker CLI of the node. It ends with 0 where the engine has the image, of the very same files.
     *
     * @param tried an image that the node has, of which nothing is used
     * @param url where the {@link LayerServer} is
     * @param socket of the engine on the node
     */
    public Job fetch(Node node, String tried, String url, String socket) {
        List<Job.Mount> mounts = new ArrayList<>(List.of(new Job.Mount(socket, SOCKET, false)));
        PROGRAMS.forEach(path -> mounts.add(new Job.Mount(path, path, true)));
        Optional.ofNullable(LOADERS.get(node.architecture()))
                .ifPresent(path -> mounts.add(new Job.Mount(path, path, true)));
        List<String> arguments = new ArrayList<>(List.of(
                "fetch-image",
                "unix://" + SOCKET,
                reference,
                url,
                layer,
                "ENTRYPOINT " + JSON.valueToTree(entrypoint)));
        environment.forEach(variable -> arguments.add("ENV " + variable));
        return new Job(
                tried,
                List.of("/bin/sh", "-c", Resources.text(OwnImage.class, "fetch-image.sh")),
                arguments,
                Map.of(),
                mounts,
                false);
    }
}
