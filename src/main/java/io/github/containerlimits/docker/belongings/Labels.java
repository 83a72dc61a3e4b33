package io.github.containerlimits.docker.belongings;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The labels on everything that a run makes on an engine.
 *
 * @param run the run's id
 */
public record Labels(String run, Owner owner) {
    public static final String RUN = "io.github.containerlimits.run";
    private static final String OWNER = "io.github.containerlimits.owner";

    public Map<String, String> all() {
        return Map.of(RUN, run, OWNER, owner.toString());
    }

    /** Whether something with these labels is this run's. */
    boolean areOn(@Nullable Map<String, String> labels) {
        return labels != null && run.equals(labels.get(RUN));
    }

    /** Whether something with these labels was made by a process that is known to be gone. */
    public static boolean areAbandoned(@Nullable Map<String, String> labels) {
        return owner(labels).filter(Owner::isGone).isPresent();
    }

    /**
     * The same on an engine whose own tasks of a Swarm are known.
     *
     * @param tasks the ids of those that run there
     */
    static boolean areAbandoned(@Nullable Map<String, String> labels, Set<String> tasks) {
        return areAbandoned(labels)
                || owner(labels)
                        .flatMap(Owner::task)
                        .filter(task -> !tasks.contains(task))
                        .isPresent();
    }

    private static Optional<Owner> owner(@Nullable Map<String, String> labels) {
        return labels == null
                ? Optional.empty()
                : Optional.ofNullable(labels.get(OWNER)).flatMap(Owner::parse);
    }
}
