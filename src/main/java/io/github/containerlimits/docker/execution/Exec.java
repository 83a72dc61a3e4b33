package io.github.containerlimits.docker.execution;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectExecResponse;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.github.containerlimits.docker.connection.Calls;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Pause;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command that the engine runs in a container, with its output as it comes. It listens by itself: docker-java's own listener waits forever where
 * the engine refuses to start a command.
 */
public final class Exec implements ResultCallback<Frame> {
    private static final Duration TO_SETTLE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(10);
    private static final int KILLED = 137;

    private final Connection connection;
    private final String container;
    private final String id;
    private final Consumer<byte[]> stdout;
    private final Consumer<byte[]> stderr;
    private final Consumer<Optional<Throwable>> onEnd;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;
    private @Nullable Closeable stream;

    private Exec(
            Connection connection,
            String container,
            String id,
            Consumer<byte[]> stdout,
            Consumer<byte[]> stderr,
            Consumer<Optional<Throwable>> onEnd) {
        this.connection = connection;
        this.container = container;
        this.id = id;
        this.stdout = stdout;
        this.stderr = stderr;
        this.onEnd = onEnd;
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
        Exec exec = new Exec(connection, container, id, stdout, stderr, onEnd);
        connection.call("start a command in a container", () -> {
            connection.client().execStartCmd(id).exec(exec);
            exec.started.await();
            return true;
        });
        Throwable failure = exec.failure;
        if (failure != null) {
            throw new EngineException(
                    "The engine could not start a command in a container: " + Calls.reason(failure), failure);
        }
        return exec;
    }

    /** Starts a command whose output and end nobody waits for. */
    static void detached(
            Connection connection, Duration deadline, String container, String user, List<String> command) {
        String id = create(connection, container, user, command, false);
        connection
                .calls()
                .call(
                        "start a command in a container",
                        deadline,
                        () -> connection
                                .client()
                                .execStartCmd(id)
                                .withDetach(true)
                                .exec(new ResultCallback.Adapter<Frame>())
                                .awaitCompletion());
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
            return ended.await(Math.max(0, atMost.toNanos()), TimeUnit.NANOSECONDS);
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
                Throwable why = failure;
                throw new EngineException(
                        "The connection to a command in a container broke"
                                + (why == null ? "." : ": " + Calls.reason(why)),
                        why == null ? new IOException("the output ended before the command") : why);
            }
            Pause.of(BETWEEN_LOOKS, "a command ended");
        }
    }

    private Optional<InspectExecResponse> inspect() {
        return connection.find(
                "inspect a command in the container " + container,
                () -> connection.client().inspectExecCmd(id).exec());
    }

    @Override
    public synchronized void onStart(Closeable closeable) {
        stream = closeable;
        started.countDown();
        if (closed) {
            close();
        }
    }

    @Override
    public void onNext(Frame frame) {
        (frame.getStreamType() == StreamType.STDERR ? stderr : stdout).accept(frame.getPayload());
    }

    @Override
    public synchronized void onError(Throwable throwable) {
        if (ended.getCount() > 0) {
            failure = throwable;
        }
        onComplete();
    }

    @Override
    public synchronized void onComplete() {
        if (ended.getCount() > 0) {
            onEnd.accept(Optional.ofNullable(failure));
        }
        ended.countDown();
        started.countDown();
    }

    /** Stops listening; the command goes on. */
    @Override
    public synchronized void close() {
        closed = true;
        Closeable open = stream;
        if (open != null) {
            stream = null;
            try {
                open.close();
            } catch (IOException e) {
                // It is closed then.
            }
        }
        onComplete();
    }
}
