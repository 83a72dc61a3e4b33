package io.github.containerlimits.policy.source;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a policy is read for.
 *
 * @param directory the project's own; absent where a policy stands nowhere, and can't name files
 * @param image the reference of the project's image
 * @param service the service or the container that the build names
 * @param environment the variables of the process
 * @param properties those of the build, which stand in for variables that the environment does not have
 */
public record Project(
        Optional<Path> directory,
        Optional<String> image,
        Optional<String> service,
        Map<String, String> environment,
        Map<String, String> properties) {
    /** No directory, no image, no variables. */
    public static final Project NONE =
            new Project(Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Map.of());

    public Project {
        environment = Map.copyOf(environment);
        properties = Map.copyOf(properties);
    }

    /** A project in a directory, with nothing else said. */
    public static Project in(Path directory) {
        return new Project(Optional.of(directory), Optional.empty(), Optional.empty(), Map.of(), Map.of());
    }

    /** A variable of the environment, or else of the build. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).or(() -> Optional.ofNullable(properties.get(name)));
    }

    /** A file as the user knows it: from the project's directory, if it stands below. */
    public String nameOf(Path file) {
        Path path = file.toAbsolutePath().normalize();
        return directory
                .map(own -> own.toAbsolutePath().normalize())
                .filter(path::startsWith)
                .map(own -> own.relativize(path))
                .orElse(file)
                .toString();
    }
}
