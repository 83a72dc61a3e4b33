package io.github.containerlimits.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.HostConfig;
import io.github.containerlimits.docker.belongings.Belongings;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.docker.execution.Attachment;
import io.github.containerlimits.engine.ApplicationSpec;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.RefusedException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes and starts containers that run the image's own command.
 *
 * @param reader finds what reads the control group of a container by its id and its first process's id on the engine's host
 */
record Launch(
        Connection connection,
        Belongings belongings,
        BiFunction<String, Long, Optional<Supplier<Optional<CgroupReading>>>> reader) {
    /** The exit codes of a command that can't be run, or is not there. */
    private static final Set<Long> NOT_STARTED = Set.of(126L, 127L);

    DockerApplication run(ApplicationSpec spec, HostConfig config) throws RefusedException {
        String what = "start the application of " + spec.container().image().reference();
        try {
            CreateContainerResponse created = belongings.make(what, command(spec, config));
            Attachment attachment = Attachment.to(connection, created.getId(), spec.awaited());
            try {
                connection
                        .calls()
                        .run(
                                what,
                                () -> connection
                                        .client()
                                        .startContainerCmd(created.getId())
                                        .exec());
            } catch (EngineException e) {
                String refusal = Answers.of(e).map(Answers::text).orElseThrow(() -> e);
                if (!isOfCommand(created.getId())) {
                    attachment.close();
                    belongings.remove(created.getId());
                    throw e;
                }
                attachment.tell(refusal);
            }
            return application(spec, created, attachment);
        } catch (EngineException e) {
            throw new RefusedException(Answers.of(e).map(Answers::text).orElseThrow(() -> e));
        }
    }

    private CreateContainerCmd command(ApplicationSpec spec, HostConfig config) {
        CreateContainerCmd command = connection
                .client()
                .createContainerCmd(spec.container().image().id())
                .withEnv(spec.environment().entrySet().stream()
                        .map(variable -> variable.getKey() + "=" + variable.getValue())
                        .sorted()
                        .toList())
                .withAttachStdout(true)
                .withAttachStderr(true);
        HostConfigs.named(command, config);
        return spec.command().isEmpty() ? command : command.withCmd(spec.command());
    }

    private DockerApplication application(
            ApplicationSpec spec, CreateContainerResponse created, Attachment attachment) {
        String id = created.getId();
        Optional<Supplier<Optional<CgroupReading>>> found = state(id)
                .filter(state -> Boolean.TRUE.equals(state.getRunning()))
                .map(ContainerState::getPidLong)
                .flatMap(pid -> reader.apply(id, pid));
        return new DockerApplication(
                connection, belongings, id, spec.container().image().user(), warnings(created), found, attachment);
    }

    /** What the engine said when it made a container, one line each. */
    static List<String> warnings(CreateContainerResponse created) {
        return Stream.ofNullable(created.getWarnings())
                .flatMap(Arrays::stream)
                .filter(Objects::nonNull)
                .map(warning -> warning.replaceAll("\\s+", " ").strip())
                .toList();
    }

    /** Whether a container was not started because its command could not be: its own fault, and no engine's. */
    private boolean isOfCommand(String id) {
        return state(id)
                .map(ContainerState::getExitCodeLong)
                .filter(NOT_STARTED::contains)
                .isPresent();
    }

    private Optional<ContainerState> state(String id) {
        return connection
                .find(
                        "inspect the application's container",
                        () -> connection.client().inspectContainerCmd(id).exec())
                .map(container -> container.getState());
    }
}
