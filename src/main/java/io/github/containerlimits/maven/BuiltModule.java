package io.github.containerlimits.maven;

import io.github.containerlimits.policy.compose.ProjectFiles;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.result.Progress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The module that is being built, as far as a policy is read for it.
 *
 * @param image the reference of its image
 * @param service the service of a Compose file or the container of a manifest, empty where the file is to say it
 */
record BuiltModule(Path directory, String image, String service) {
    private static final String POLICY = "limits.yaml";

    /** The policy file: where it is neither named nor there, what Compose takes of the module's directory, one file or several that override each other. */
    List<Path> policyFiles(Path named, Project project, Progress progress) {
        if (Files.exists(named) || !named.equals(directory.resolve(POLICY))) {
            return List.of(named);
        }
        ProjectFiles compose = ProjectFiles.of(project);
        if (compose.files().isEmpty()) {
            return List.of(named);
        }
        String names = compose.files().stream().map(project::nameOf).collect(Collectors.joining(" and "));
        progress.say("There is no " + POLICY + ": the limits are read from " + names
                + (compose.named() ? " (COMPOSE_FILE)" : ""));
        return compose.files();
    }

    /** The first of the files that Compose takes of its directory; absent where there is none. */
    static Optional<Path> compose(Project project) {
        return ProjectFiles.of(project).files().stream().findFirst();
    }

    /** Its properties, above which stand those of the command line. */
    Project project(Properties properties, Properties userProperties) {
        Map<String, String> all = new HashMap<>();
        for (Properties some : List.of(properties, userProperties)) {
            some.stringPropertyNames().forEach(name -> all.put(name, some.getProperty(name, "")));
        }
        return new Project(
                Optional.of(directory),
                Optional.of(image),
                Optional.of(service).filter(name -> !name.isEmpty()),
                System.getenv(),
                all);
    }
}
