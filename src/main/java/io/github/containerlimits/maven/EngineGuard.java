package io.github.containerlimits.maven;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Sees to it that an engine is closed, and with it all that was made on it, where its owner cannot: when its time is over, and on Ctrl-C. */
final class EngineGuard implements AutoCloseable {
    private final Thread onShutdown;
    private final ScheduledExecutorService clock;
    private volatile boolean hasStopped;

    /** @param close of the engine */
    EngineGuard(Runnable close, Duration stopAfter) {
        onShutdown = new Thread(close, "container-limits-shutdown");
        Runtime.getRuntime().addShutdownHook(onShutdown);
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "container-limits-timeout");
            thread.setDaemon(true);
            return thread;
        });
        var unused = clock.schedule(() -> stop(close), stopAfter.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stop(Runnable close) {
        hasStopped = true;
        close.run();
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
