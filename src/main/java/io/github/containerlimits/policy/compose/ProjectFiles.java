package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.yaml.Findings;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files that Compose itself takes of a project's directory where it is told of none (compose-go: cli/options.go); directories above are not looked at.
 *
 * @param files the first and those that are laid over it, in that order; empty where there is none
 * @param named whether {@code COMPOSE_FILE} names them
 */
public record ProjectFiles(List<Path> files, boolean named) {
    private static final List<String> NAMES =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");
    private static final List<String> OVERRIDES = List.of(
            "compose.override.yml",
            "compose.override.yaml",
            "docker-compose.override.yml",
            "docker-compose.override.yaml");

    public ProjectFiles {
        files = List.copyOf(files);
    }

    /** Those of a project: of {@code COMPOSE_FILE}, which may also stand in {@code .env}, or else those with the usual names. */
    public static ProjectFiles of(Project project) {
        Optional<Path> directory = project.directory();
        if (directory.isEmpty()) {
            return new ProjectFiles(List.of(), false);
        }
        Variables variables = Variables.in(directory, new Origins(project, new Findings()));
        Optional<String> names = variables.find("COMPOSE_FILE").filter(text -> !text.isBlank());
        if (names.isPresent()) {
            String separator = variables
                    .find("COMPOSE_PATH_SEPARATOR")
                    .filter(text -> !text.isEmpty())
                    .orElse(File.pathSeparator);
            return new ProjectFiles(
                    Pattern.compile(separator, Pattern.LITERAL)
                            .splitAsStream(names.get())
                            .filter(name ->
                                    !name.isBlank() && Findings.escaped(name).equals(name))
                            .map(name -> directory.get().resolve(name).normalize())
                            .toList(),
                    true);
        }
        return new ProjectFiles(
                first(directory.get(), NAMES)
                        .map(file -> Stream.concat(Stream.of(file), first(directory.get(), OVERRIDES).stream())
                                .toList())
                        .orElse(List.of()),
                false);
    }

    private static Optional<Path> first(Path directory, List<String> names) {
        return names.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
