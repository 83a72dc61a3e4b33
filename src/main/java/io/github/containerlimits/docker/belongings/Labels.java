package io.github.containerlimits.docker.belongings;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The labels on everything that a run makes on an engine.
 *
 * @param run the run's id
 */
public record Labels(String run, Owner owner) {
    static final String RUN = "io.github.containerlimits.run";
    private static final String OWNER = "io.github.containerlimits.owner";

    Map<String, String> all() {
        return Map.of(RUN, run, OWNER, owner.toString());
    }

    /** Whether something with these labels is this run's. */
    boolean areOn(@Nullable Map<String, String> labels) {
        return labels != null && run.equals(labels.get(RUN));
    }

    /** Whether something with these labels was made by a process that is known to be gone. */
    static boolean areAbandoned(@Nullable Map<String, String> labels) {
        return labels != null
                && Optional.ofNullable(labels.get(OWNER))
                        .flatMap(Owner::parse)
                        .filter(Owner::isGone)
                        .isPresent();
    }
}
