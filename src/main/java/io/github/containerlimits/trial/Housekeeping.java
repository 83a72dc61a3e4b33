package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is done in a container before a trial's load and after it. */
record Housekeeping(Trial trial, Deadline deadline) {
    /** How long a small command may take, on an engine that starts a container in seconds. */
    private static final Duration FOR_COMMAND = Duration.ofSeconds(60);

    /** How the trial's preparation ended; absent where it has none. */
    Optional<Exit> prepare(Container container) {
        trial.workload().directory().ifPresent(directory -> asRoot(container, "mkdir", "-m", "1777", directory));
        return runPreparation(container);
    }

    /** The same for a rival, which on a volume may have the directory of the container under trial. */
    void prepareRival(Container rival) {
        trial.workload().directory().ifPresent(directory -> asRoot(rival, "mkdir", "-p", "-m", "1777", directory));
        runPreparation(rival);
    }

    private Optional<Exit> runPreparation(Container container) {
        return trial.workload().preparation().map(command -> {
            Exit exit = container
                    .start(command)
                    .await(deadline.left())
                    .orElseThrow(() ->
                            new EngineException("The trial '" + trial.name() + "' could not be prepared in time."));
            if (exit.code() != 0) {
                throw new EngineException("The trial '" + trial.name() + "' could not be prepared: "
                        + (exit.stdout() + exit.stderr()).strip());
            }
            return exit;
        });
    }

    /** Removes what the load wrote. */
    void tidy(Container container) {
        trial.workload().directory().ifPresent(directory -> asRoot(container, "rm", "-rf", directory));
    }

    private static void asRoot(Container container, String... busybox) {
        Command command = Command.asRoot(Tool.BUSYBOX, List.of(busybox));
        Exit exit = container
                .start(command)
                .await(FOR_COMMAND)
                .orElseThrow(() -> new EngineException(
                        "'" + command + "' did not end within " + FOR_COMMAND.toSeconds() + " s in the container"));
        if (exit.code() != 0) {
            throw new EngineException("'" + command + "' failed in the container: "
                    + exit.stderr().strip());
        }
    }
}
