package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.RefusedException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A container without limits that shares an application's network, so that nothing that is done there counts in its limits. It is made meanwhile. */
final class Beside implements AutoCloseable {
    private final Containers containers;
    private final CompletableFuture<Container> container;

    /** @param tools that are needed there beside those of any container */
    Beside(Containers containers, Application application, Set<Tool> tools) {
        this.containers = containers;
        this.container = CompletableFuture.supplyAsync(() -> make(containers, application, tools), task -> {
            Thread thread = new Thread(task, "container-limits-beside");
            thread.setDaemon(true);
            thread.start();
        });
    }

    private static Container make(Containers containers, Application application, Set<Tool> tools) {
        try {
            return containers.beside(application, tools);
        } catch (RefusedException e) {
            throw new CompletionException(new EngineException(
                    "The engine refuses a container in the application's network: " + e.getMessage(), e));
        }
    }

    /** Whether it is there, or could not be made. */
    boolean isThere() {
        return container.isDone();
    }

    /**
     * Waits for it.
     *
     * @throws EngineException where it could not be made
     */
    Container container() {
        try {
            return container.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof EngineException engine ? engine : e;
        }
    }

    @Override
    public void close() {
        try {
            containers.leave(container.join());
        } catch (CompletionException e) {
            return; // it was never made, as whoever asked for it was told
        }
    }
}
