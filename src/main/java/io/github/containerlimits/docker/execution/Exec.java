package io.github.containerlimits.docker.execution;

import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.github.containerlimits.docker.connection.Calls;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A command that the engine runs in a container, with its output as it comes. */
public final class Exec implements AutoCloseable {
    private static final Duration TO_SETTLE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    private static final int KILLED = 137;

    private final Connection connection;
    private final String container;
    private final String id;
    private final Listener<Frame> listener;

    private Exec(Connection connection, String container, String id, Listener<Frame> listener) {
        this.connection = connection;
        this.container = container;
        this.id = id;
        this.listener = listener;
    }

    /**
     * Starts a command.
     *
     * @param stdout takes what it prints, from another thread; the array is the taker's only during the call
     * @param onEnd is told when no more comes, and what broke the connection if that did
     * @throws EngineException where it can't be started
     */
    public static Exec start(
            Connection connection,
            String container,
            String user,
            List<String> command,
            Consumer<byte[]> stdout,
            Consumer<byte[]> stderr,
            Consumer<Optional<Throwable>> onEnd) {
        String id = create(connection, container, user, command, true);
        Listener<Frame> listener = new Listener<>(
                frame -> (frame.getStreamType() == StreamType.STDERR ? stderr : stdout).accept(frame.getPayload()),
                onEnd);
        boolean begun = false;
        try {
            connection.call("start a command in a container", () -> {
                connection.client().execStartCmd(id).exec(listener);
                listener.awaitStart();
                return true;
            });
            listener.failure().ifPresent(failure -> {
                throw new EngineException(
                        "The engine could not start a command in a container: " + Calls.reason(failure), failure);
            });
            begun = true;
            return new Exec(connection, container, id, listener);
        } finally {
            if (!begun) {
                // It may yet begin, on an engine that is slow.
                listener.close();
            }
        }
    }

    /** Starts a command whose output and end nobody waits for. */
    static void detached(
            Connection connection, Duration deadline, String container, String user, List<String> command) {
        String id = create(connection, container, user, command, false);
        try (Listener<Frame> listener = new Listener<>(frame -> {})) {
            connection.calls().call("start a command in a container", deadline, () -> {
                connection.client().execStartCmd(id).withDetach(true).exec(listener);
                return listener.awaitEnd();
            });
        }
    }

    private static String create(
            Connection connection, String container, String user, List<String> command, boolean attach) {
        return connection.call(
                "prepare a command in a container",
                () -> connection
                        .client()
                        .execCreateCmd(container)
                        .withCmd(command.toArray(String[]::new))
                        .withUser(user)
                        .withAttachStdout(attach)
                        .withAttachStderr(attach)
                        .exec()
                        .getId());
    }

    /** Waits for the end of the output, and says whether it came. */
    boolean awaitEnd(Duration atMost) {
        try {
            return listener.awaitEnd(atMost);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while a command ran in a container.", e);
        }
    }

    /**
     * The exit code of a command whose output ended. The engine may know it a moment later; where the whole container is gone by then, its processes
     * were killed with it.
     *
     * @throws EngineException where the command still runs: then it was the connection that ended
     */
    int code() {
        long end = System.nanoTime() + TO_SETTLE.toNanos();
        while (true) {
            Optional<InspectExecResponse> state = inspect();
            if (state.isEmpty()) {
                return KILLED;
            }
            Long code = state.get().getExitCodeLong();
            if (code != null && !Boolean.TRUE.equals(state.get().isRunning())) {
                return code.intValue();
            }
            if (System.nanoTime() > end) {
                Optional<Throwable> why = listener.failure();
                throw new EngineException(
                        "The connection to a command in a container broke"
                                + why.map(failure -> ": " + Calls.reason(failure))
                                        .orElse("."),
                        why.orElseGet(() -> new IOException("the output ended before the command")));
            }
            Pause.of(BETWEEN_LOOKS, "a command ended");
        }
    }

    /** The id of its first process on the engine's host; absent where the engine does not tell, or not yet. */
    OptionalLong process() {
        return inspect()
                .map(InspectExecResponse::getPidLong)
                .filter(process -> process > 0)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private Optional<InspectExecResponse> inspect() {
        return connection.find(
                "inspect a command in the container " + container,
                () -> connection.client().inspectExecCmd(id).exec());
    }

    /** Stops listening; the command goes on. */
    @Override
    public void close() {
        listener.close();
    }
}
