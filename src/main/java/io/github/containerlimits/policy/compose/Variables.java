package io.github.containerlimits.policy.compose;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.yaml.Findings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The variables that values of a Compose file may have: those of the environment, else of the build, else of files.
 *
 * @param files the variables of each file, those first that come first
 */
record Variables(Origins origins, List<Map<String, String>> files) {
    private static final String FILE = ".env";

    Variables {
        files = List.copyOf(files);
    }

    /**
     * Those with the files that {@code COMPOSE_ENV_FILES} names, of which later ones come first, or else with a directory's {@code .env}, if it has one, unless
     * the environment disables that.
     */
    static Variables in(Optional<Path> directory, Origins origins) {
        Variables outer = new Variables(origins, List.of());
        Optional<String> named = outer.find("COMPOSE_ENV_FILES").filter(text -> !text.isBlank());
        if (named.isPresent()) {
            Variables all = outer;
            List<String> names = Arrays.asList(named.get().split(",", -1));
            Collections.reverse(names);
            for (String name : names) {
                all = all.with(directory, name.strip(), new Place("COMPOSE_ENV_FILES", 1, 1), false);
            }
            return all;
        }
        boolean isDisabled = outer.find("COMPOSE_DISABLE_ENV_FILE")
                .filter(value -> value.matches("(?i)1|t|true"))
                .isPresent();
        return isDisabled ? outer : outer.with(directory, FILE, new Place(FILE, 1, 1), true);
    }

    /** Those with a file's after them. */
    Variables with(Optional<Path> directory, String file, Place place, boolean optional) {
        return directory
                .flatMap(from -> origins.text(from, file, place, optional))
                .map(text -> {
                    List<Map<String, String>> all = new ArrayList<>(files);
                    all.add(EnvFile.parse(
                            text.text(),
                            this::find,
                            (line, wrong) ->
                                    origins.findings().add(new Place(text.name(), line, 1), Findings.escaped(wrong))));
                    return new Variables(origins, all);
                })
                .orElse(this);
    }

    Optional<String> find(String name) {
        return origins.variable(name)
                .or(() -> files.stream()
                        .filter(file -> file.containsKey(name))
                        .map(file -> file.getOrDefault(name, ""))
                        .findFirst());
    }
}
