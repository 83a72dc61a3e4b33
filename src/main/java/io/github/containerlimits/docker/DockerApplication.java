package io.github.containerlimits.docker;

import com.github.dockerjava.api.command.HealthState;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.TopContainerResponse;
import io.github.containerlimits.docker.belongings.Belongings;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.docker.execution.Attachment;
import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.RunningProcess;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A container that runs the image's own command. */
final class DockerApplication extends DockerContainer implements Application {
    /** What the host's ps is asked for: an id, the session, the state, and the command line. */
    private static final String PS = "-eo pid,sess,stat,args";

    private static final int COLUMNS = 4;
    private static final String ZOMBIE = "Z";

    private final Connection connection;
    private final Attachment attachment;

    DockerApplication(
            Connection connection,
            Belongings belongings,
            String id,
            String user,
            List<String> warnings,
            Optional<Supplier<Optional<CgroupReading>>> reader,
            Attachment attachment) {
        super(connection, belongings, id, user, warnings, reader);
        this.connection = connection;
        this.attachment = attachment;
    }

    @Override
    public State state() {
        return connection
                .find(
                        "inspect the application's container",
                        () -> connection.client().inspectContainerCmd(id()).exec())
                .map(this::state)
                .orElseThrow(() -> new EngineException("The application's container is gone: somebody removed it."));
    }

    @Override
    public List<String> command() {
        return connection
                .find(
                        "inspect the application's container",
                        () -> connection.client().inspectContainerCmd(id()).exec())
                .map(container -> Stream.concat(
                                Stream.ofNullable(container.getPath()),
                                Stream.ofNullable(container.getArgs()).flatMap(Arrays::stream))
                        .toList())
                .orElseThrow(() -> new EngineException("The application's container is gone: somebody removed it."));
    }

    /** One that is dead and was not waited for is none. */
    @Override
    public Optional<List<RunningProcess>> processes() {
        try {
            return connection
                    .find(
                            "list the application's processes",
                            () -> connection
                                    .client()
                                    .topContainerCmd(id())
                                    .withPsArgs(PS)
                                    .exec())
                    .map(TopContainerResponse::getProcesses)
                    .filter(rows -> Arrays.stream(rows).allMatch(DockerApplication::isProcess))
                    .map(rows -> Arrays.stream(rows)
                            .filter(row -> !row[2].startsWith(ZOMBIE))
                            .map(row -> new RunningProcess(Long.parseLong(row[0]), Long.parseLong(row[1]), row[3]))
                            .toList());
        } catch (EngineException e) {
            if (Answers.of(e).isPresent()) {
                return Optional.empty(); // it ended, or the engine's host has no such ps
            }
            throw e;
        }
    }

    private static boolean isProcess(String[] row) {
        return row.length == COLUMNS && row[0].matches("\\d{1,10}") && row[1].matches("\\d{1,10}");
    }

    /** Once it ended, what it printed last is waited for. */
    private State state(InspectContainerResponse container) {
        State state = of(container.getState());
        if (!state.isRunning()) {
            attachment.awaitEnd();
        }
        return state;
    }

    private static State of(InspectContainerResponse.ContainerState state) {
        boolean isRunning = Boolean.TRUE.equals(state.getRunning());
        Long code = state.getExitCodeLong();
        return new State(
                isRunning ? Optional.empty() : Optional.of(code == null ? 0 : code.intValue()),
                Boolean.TRUE.equals(state.getOOMKilled()),
                health(state.getHealth()));
    }

    private static Health health(@Nullable HealthState health) {
        String status = health == null ? "" : String.valueOf(health.getStatus());
        return switch (status) {
            case "starting" -> Health.STARTING;
            case "healthy" -> Health.HEALTHY;
            case "unhealthy" -> Health.UNHEALTHY;
            default -> Health.NONE;
        };
    }

    @Override
    public Printed printed() {
        return attachment.printed();
    }

    @Override
    public void close() {
        attachment.close();
        super.close();
    }
}
