package io.github.containerlimits.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A container that the engine runs for us. */
final class DockerContainer implements Container {
    private static final Duration TO_REMOVE = Duration.ofMinutes(2);
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Duration BETWEEN_REMOVALS = Duration.ofMillis(200);

    private final DockerClient client;
    private final Calls calls;
    private final String id;
    private final String user;
    private final List<String> warnings;
    private final Supplier<Optional<CgroupReading>> reader;
    private final Runnable closed;

    /**
     * @param user that commands run as, empty for root
     * @param reader reads its control group
     * @param closed is told when it is gone
     */
    DockerContainer(
            DockerClient client,
            Calls calls,
            String id,
            String user,
            List<String> warnings,
            Supplier<Optional<CgroupReading>> reader,
            Runnable closed) {
        this.client = client;
        this.calls = calls;
        this.id = id;
        this.user = user.isEmpty() ? "0" : user;
        this.warnings = List.copyOf(warnings);
        this.reader = reader;
        this.closed = closed;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public List<String> warnings() {
        return warnings;
    }

    @Override
    public Execution start(Command command) {
        List<String> line = Stream.concat(command.tool().prefix().stream(), command.arguments().stream())
                .toList();
        try {
            return DockerExecution.start(
                    client, calls, id, DockerExecution.announced(line), command.asRoot() ? "0" : user);
        } catch (DockerException e) {
            throw new EngineException(
                    "'" + command + "' could not be started in the container: " + Refusals.text(e), e);
        }
    }

    @Override
    public Optional<CgroupReading> read() {
        return reader.get();
    }

    @Override
    public Optional<State> state() {
        try {
            var state = calls.call(
                    "inspect a container",
                    () -> client.inspectContainerCmd(id).exec().getState());
            return Optional.of(
                    new State(Boolean.TRUE.equals(state.getRunning()), Boolean.TRUE.equals(state.getOOMKilled())));
        } catch (NotFoundException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        remove(client, calls, id);
        closed.run();
    }

    /**
     * Removes a container, and waits until it is gone: writes that a cap holds up keep its processes from dying until they are through, and the
     * engine gives up before that.
     */
    static void remove(DockerClient client, Calls calls, String id) {
        long end = System.nanoTime() + TO_REMOVE.toNanos();
        while (true) {
            try {
                calls.call(
                        "remove a container",
                        TO_ANSWER,
                        () -> client.removeContainerCmd(id)
                                .withForce(true)
                                .withRemoveVolumes(true)
                                .exec());
                return;
            } catch (NotFoundException e) {
                return; // it removes itself at its end
            } catch (DockerException | EngineException e) {
                if (System.nanoTime() > end) {
                    throw new EngineException("The container " + id + " can't be removed: " + e.getMessage(), e);
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_REMOVALS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while a container was removed.", e);
        }
    }
}
