package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Network;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A container without limits that shares an application's network, so that nothing that is done there counts in its limits. */
final class Beside implements AutoCloseable {
    private final Containers containers;
    private final CompletableFuture<Container> container;

    private Beside(Containers containers, CompletableFuture<Container> container) {
        this.containers = containers;
        this.container = container;
    }

    /**
     * One in the application's own network, which is made meanwhile.
     *
     * @param tools that are needed there beside those of any container
     */
    static Beside of(Containers containers, Application application, Set<Tool> tools) {
        Network network = new Network.OfContainer(application.id());
        return new Beside(
                containers, CompletableFuture.supplyAsync(() -> containers.unlimited(network, tools), task -> {
                    Thread thread = new Thread(task, "container-limits-beside");
                    thread.setDaemon(true);
                    thread.start();
                }));
    }

    /** The one whose network the application has. */
    static Beside of(Containers containers, Container holder) {
        return new Beside(containers, CompletableFuture.completedFuture(holder));
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
