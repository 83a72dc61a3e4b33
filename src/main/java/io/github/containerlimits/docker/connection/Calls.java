package io.github.containerlimits.docker.connection;

import com.github.dockerjava.api.exception.DockerException;
import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Gives every call to the engine a deadline, which docker-java's own does not on Unix sockets. Whatever fails is an {@link EngineException} that
 * says what the engine was asked for; {@link Answers} tells from it what the engine answered.
 */
public final class Calls implements AutoCloseable {
    private final Duration deadline;
    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "container-limits-call");
        thread.setDaemon(true);
        return thread;
    });

    /** @param deadline of a call for which no other is given */
    Calls(Duration deadline) {
        this.deadline = deadline;
    }

    public Duration deadline() {
        return deadline;
    }

    /**
     * Makes a call.
     *
     * @param what for messages: "create a container"
     * @throws EngineException where the engine refuses, does not answer in time, or the connection fails
     */
    public <T> T call(String what, Callable<T> call) {
        return call(what, deadline, call);
    }

    public <T> T call(String what, Duration deadline, Callable<T> call) {
        Future<T> future = submit(what, call);
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new EngineException(
                    "The engine did not answer within " + seconds(deadline) + " when asked to " + what + ".", e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while the engine was asked to " + what + ".", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof EngineException engine) {
                throw engine;
            }
            if (executor.isShutdown()) {
                throw cancelled(what, cause);
            }
            throw new EngineException("The engine could not " + what + ": " + reason(cause), cause);
        }
    }

    private <T> Future<T> submit(String what, Callable<T> call) {
        try {
            return executor.submit(call);
        } catch (RejectedExecutionException e) {
            throw cancelled(what, e);
        }
    }

    public void run(String what, Runnable call) {
        call(what, Executors.callable(call));
    }

    /** Makes a call for something that the engine may not have; absent where it does not. */
    public <T> Optional<T> find(String what, Callable<T> call) {
        return find(what, deadline, call);
    }

    public <T> Optional<T> find(String what, Duration deadline, Callable<T> call) {
        try {
            return Optional.of(call(what, deadline, call));
        } catch (EngineException e) {
            if (Answers.isAbsence(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What went wrong, in one line: the engine's answer, or what lies at the bottom of a failure. */
    public static String reason(Throwable failure) {
        String reason = failure.toString();
        for (Throwable deeper = failure; deeper != null; deeper = deeper.getCause()) {
            if (deeper instanceof DockerException answer) {
                return Answers.text(answer);
            }
            if (deeper.getMessage() != null && !deeper.getMessage().isBlank()) {
                reason = deeper.getMessage();
            }
        }
        // The transport calls every engine on a Unix socket that.
        return reason.replaceAll("\\s+", " ").strip().replace("localhost:2375", "the engine");
    }

    private static EngineException cancelled(String what, Throwable cause) {
        return new EngineException("The run was ended before the engine could " + what + ".", cause);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() / 1e3 + " s";
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
