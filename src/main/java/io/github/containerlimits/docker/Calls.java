package io.github.containerlimits.docker;

import com.github.dockerjava.api.exception.DockerException;
import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Gives every call to the engine a deadline, which docker-java's own does not on Unix sockets. */
final class Calls implements AutoCloseable {
    /** Long enough for a slow machine to start a container, short enough for a pipeline to notice that the engine hangs. */
    private static final Duration DEADLINE = Duration.ofSeconds(90);

    private final ExecutorService executor = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "container-limits-call");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Makes a call.
     *
     * @param what for messages: "create a container"
     * @throws DockerException as the engine answers it
     * @throws EngineException where the engine does not answer in time, or the connection fails
     */
    <T> T call(String what, Callable<T> call) {
        return call(what, DEADLINE, call);
    }

    <T> T call(String what, Duration deadline, Callable<T> call) {
        Future<T> future = executor.submit(call);
        try {
            return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            future.cancel(true);
            throw new EngineException(
                    "The engine did not answer within " + deadline.toSeconds() + " s when asked to " + what + ".", e);
        } catch (InterruptedException e) {
            future.cancel(true);
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while the engine was asked to " + what + ".", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof DockerException docker) {
                throw docker;
            }
            if (cause instanceof EngineException engine) {
                throw engine;
            }
            throw new EngineException("The engine could not be asked to " + what + ": " + cause.getMessage(), cause);
        }
    }

    void run(String what, Runnable call) {
        call(what, Executors.callable(call));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
