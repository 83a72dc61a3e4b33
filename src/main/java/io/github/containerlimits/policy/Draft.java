package io.github.containerlimits.policy;

import io.github.containerlimits.engine.Image;
import java.util.Optional;
import java.util.stream.Collectors;

/** The first policy of a project, as the text of a limits.yaml. */
public final class Draft {
    private Draft() {}

    /**
     * The limits of a Compose file.
     *
     * @param file its name beside the policy
     * @param service absent where the file says it
     */
    public static String from(String file, Optional<String> service) {
        String named = service.map(name -> ", service: " + quoted(name)).orElse("");
        return """
                # The limits are read from the Compose file; `mvn container-limits:plan` shows what would be tried, and the goal verify tries it.
                limits: { from: %s%s }
                """.formatted(quoted(file), named);
    }

    /**
     * Limits to begin with.
     *
     * @param image absent where nothing is known of it
     */
    public static String of(Optional<Image> image) {
        String about = image.map(known -> "# The image %s runs as %s%s.\n"
                        .formatted(
                                known.reference(),
                                known.user().isEmpty() ? "root" : "the user " + known.user(),
                                known.volumes().isEmpty()
                                        ? ", and declares no volumes"
                                        : ", and declares the volumes below, which storage_opt does not limit"))
                .orElse("");
        String volumes = image.filter(known -> !known.volumes().isEmpty())
                .map(known -> "  volumes: [ %s ]\n"
                        .formatted(known.volumes().stream()
                                .sorted()
                                .map(Draft::quoted)
                                .collect(Collectors.joining(", "))))
                .orElse("");
        return """
                # The limits of the container, with the keys and units of a Compose service: put in what it has in production. `mvn container-limits:plan`
                # shows what would be tried, and the goal verify tries it.
                %slimits:
                  # CPUs: who used up his part of each 100 ms waits for the next.
                  cpus: 0.5
                  # Memory; who wants more is killed. With memswap_limit at the same size nothing is swapped.
                  mem_limit: 256m
                  memswap_limit: 256m
                  # Processes and threads together. A JVM has some 30 by itself.
                  pids_limit: 200
                  # What is kept of its output; by itself Docker keeps all of it.
                  logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }
                %s
                # What becomes of the build where the engine can't apply a limit, or none could show that it holds: fail, warn or skip.
                # on_unsupported: warn
                # on_unproven: warn
                """.formatted(about, volumes);
    }

    /** As a value of YAML, also within braces. */
    private static String quoted(String text) {
        return text.matches("[\\w./][\\w./-]*") ? text : "'" + text.replace("'", "''") + "'";
    }
}
