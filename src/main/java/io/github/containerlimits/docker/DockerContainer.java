package io.github.containerlimits.docker;

import com.github.dockerjava.api.model.Frame;
import io.github.containerlimits.docker.belongings.Belongings;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.docker.execution.DockerExecution;
import io.github.containerlimits.docker.execution.Listener;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** A container that the engine runs for us. */
class DockerContainer implements Container {
    /** Bytes of a log's end that are told. */
    private static final int TAIL = 256;

    private final Connection connection;
    private final Belongings belongings;
    private final String id;
    private final String user;
    private final List<String> warnings;
    private final Optional<Supplier<Optional<CgroupReading>>> reader;
    private volatile Optional<CgroupReading> newest = Optional.empty();

    /**
     * @param user that commands run as, empty for root
     * @param reader reads its control group; absent where it has none of its own
     */
    DockerContainer(
            Connection connection,
            Belongings belongings,
            String id,
            String user,
            List<String> warnings,
            Optional<Supplier<Optional<CgroupReading>>> reader) {
        this.connection = connection;
        this.belongings = belongings;
        this.id = id;
        this.user = user.isEmpty() ? "0" : user;
        this.warnings = List.copyOf(warnings);
        this.reader = reader;
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
    public boolean hasControlGroup() {
        return reader.isPresent();
    }

    @Override
    public Execution start(Command command) {
        try {
            return DockerExecution.start(connection, id, command.user().orElse(user), command);
        } catch (EngineException e) {
            throw new EngineException("'" + command + "' could not be started in the container: " + e.getMessage(), e);
        }
    }

    @Override
    public Optional<CgroupReading> read() {
        Optional<CgroupReading> reading = reader.flatMap(Supplier::get)
                .map(now -> newest.map(now::sharing).orElse(now));
        newest = reading.isPresent() ? reading : newest;
        return reading;
    }

    @Override
    public boolean isSaidToBeOutOfMemory() {
        return connection
                .find(
                        "inspect the container " + id,
                        () -> connection.client().inspectContainerCmd(id).exec())
                .filter(container -> Boolean.TRUE.equals(container.getState().getOOMKilled()))
                .isPresent();
    }

    @Override
    public Optional<Logged> logged() {
        AtomicLong bytes = new AtomicLong();
        StringBuilder tail = new StringBuilder();
        Consumer<Frame> taker = frame -> {
            bytes.addAndGet(frame.getPayload().length);
            tail.append(new String(frame.getPayload(), StandardCharsets.ISO_8859_1));
            tail.delete(0, Math.max(0, tail.length() - TAIL));
        };
        try (Listener<Frame> listener = new Listener<>(taker)) {
            connection.call("send what a container printed", () -> {
                connection
                        .client()
                        .logContainerCmd(id)
                        .withStdOut(true)
                        .withStdErr(true)
                        .exec(listener);
                return listener.awaitEnd();
            });
        } catch (EngineException e) {
            if (Answers.isUnreadable(e)) {
                return Optional.empty();
            }
            throw e;
        }
        return Optional.of(new Logged(bytes.get(), tail.toString()));
    }

    @Override
    public void close() {
        belongings.remove(id);
    }
}
