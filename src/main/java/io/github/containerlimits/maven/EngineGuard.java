package io.github.containerlimits.maven;

import io.github.containerlimits.engine.Engine;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sees to it that an engine is closed, and with it all that was made on it, where its owner cannot: when its time is over, and on Ctrl-C. */
final class EngineGuard implements AutoCloseable {
    private final Thread onShutdown;
    private final ScheduledExecutorService clock;
    private volatile boolean hasStopped;

    EngineGuard(Engine engine, Duration stopAfter) {
        onShutdown = new Thread(engine::close, "container-limits-shutdown");
        Runtime.getRuntime().addShutdownHook(onShutdown);
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "container-limits-timeout");
            thread.setDaemon(true);
            return thread;
        });
        var unused = clock.schedule(() -> stop(engine), stopAfter.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop(Engine engine) {
        hasStopped = true;
        engine.close();
    }

    /** Whether the engine was closed because its time was over. */
    boolean hasStopped() {
        return hasStopped;
    }

    /** Ends the guard; the engine is its owner's to close. */
    @Override
    public void close() {
        clock.shutdownNow();
        try {
            Runtime.getRuntime().removeShutdownHook(onShutdown);
        } catch (IllegalStateException e) {
            // Maven is being stopped: the hook runs.
        }
    }
}
