package io.github.containerlimits.maven;

import io.github.containerlimits.policy.source.Project;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The module that is being built, as far as a policy is read for it.
 *
 * @param image the reference of its image
 * @param service the service of a Compose file or the container of a manifest, empty where the file is to say it
 */
record BuiltModule(Path directory, String image, String service) {
    private static final String POLICY = "limits.yaml";

    /** Those that Compose itself looks for, in its order. */
    private static final List<String> COMPOSE =
            List.of("compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml");

    /** The policy file: a Compose file in the module's directory stands in for one that is neither named nor there. */
    Path policyFile(Path named, Console console) {
        if (Files.exists(named) || !named.equals(directory.resolve(POLICY))) {
            return named;
        }
        Optional<Path> compose = compose();
        compose.ifPresent(
                file -> console.say("There is no " + POLICY + ": the limits are read from " + file.getFileName()));
        return compose.orElse(named);
    }

    /** The Compose file in its directory; absent where there is none. */
    Optional<Path> compose() {
        return COMPOSE.stream()
                .map(directory::resolve)
                .filter(Files::isRegularFile)
                .findFirst();
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
