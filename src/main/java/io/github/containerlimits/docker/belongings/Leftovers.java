package io.github.containerlimits.docker.belongings;

import com.github.dockerjava.api.model.Container;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What runs that were killed left on an engine: containers and volumes whose owner was a process of this machine, or a task of a Swarm on this engine, and is gone.
 *
 * @param halfFilled the volume that a container with these names was filling, which goes with it
 */
public record Leftovers(Connection connection, Function<String[], Optional<String>> halfFilled) {
    private static final int SHORT_ID = 12;

    /** Which Docker gives each container of a task. */
    private static final String TASK_LABEL = "com.docker.swarm.task.id";

    /**
     * Removes them. One that the engine does not let go is left for the next time: a volume, for one, that another run uses by now.
     *
     * @return what was removed, one line each
     */
    public List<String> remove() {
        List<String> removed = new ArrayList<>();
        Set<String> tasks = tasks();
        connection
                .call(
                        "list containers",
                        () -> connection
                                .client()
                                .listContainersCmd()
                                .withShowAll(true)
                                .withLabelFilter(List.of(Labels.RUN))
                                .exec())
                .stream()
                .filter(container -> Labels.areAbandoned(container.getLabels(), tasks) || isEndedTask(container))
                .forEach(container -> {
                    String id = container.getId();
                    attempt(
                            "container " + id.substring(0, Math.min(SHORT_ID, id.length())),
                            () -> Belongings.remove(connection, id),
                            removed);
                    halfFilled
                            .apply(container.getNames())
                            .ifPresent(volume -> attempt(
                                    "volume " + volume, () -> Belongings.removeVolume(connection, volume), removed));
                });
        Optional.ofNullable(connection
                        .call(
                                "list volumes",
                                () -> connection
                                        .client()
                                        .listVolumesCmd()
                                        .withFilter("label", List.of(Labels.RUN))
                                        .exec())
                        .getVolumes())
                .orElse(List.of())
                .stream()
                .filter(volume -> Labels.areAbandoned(volume.getLabels(), tasks))
                .forEach(volume -> attempt(
                        "volume " + volume.getName(),
                        () -> Belongings.removeVolume(connection, volume.getName()),
                        removed));
        return removed;
    }

    /** A Swarm leaves the container of a job that ended by itself. */
    private static boolean isEndedTask(Container container) {
        return container.getLabels().containsKey(TASK_LABEL)
                && Set.of("exited", "dead").contains(String.valueOf(container.getState()));
    }

    /** The tasks of a Swarm that run on this engine. */
    private Set<String> tasks() {
        return connection
                .call(
                        "list the containers of tasks",
                        () -> connection
                                .client()
                                .listContainersCmd()
                                .withLabelFilter(List.of(TASK_LABEL))
                                .exec())
                .stream()
                .map(container -> container.getLabels().getOrDefault(TASK_LABEL, ""))
                .collect(Collectors.toSet());
    }

    /** An engine that was killed may go on to list what it no longer has. */
    private static void attempt(String what, BooleanSupplier removal, List<String> removed) {
        try {
            if (removal.getAsBoolean()) {
                removed.add(what);
            }
        } catch (EngineException e) {
            if (Answers.of(e).isEmpty()) {
                throw e; // the engine itself is in trouble
            }
        }
    }
}
