package io.github.containerlimits.maven;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.docker.Patience;
import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.UUID;
import org.apache.maven.plugin.MojoExecutionException;

/**
 * An engine for the time of a goal.
 *
 * @param dockerHost its address; empty for the usual ones
 * @param toolbox where the toolbox comes from; empty for the first that works
 * @param timeout how long the goal may take, as the user has it
 */
record EngineAccess(String dockerHost, String toolbox, String timeout, Console console) {
    /** A goal watches its time by itself, and tells better where it ran out; this long after it is stopped from outside. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /**
     * What is done with the engine.
     *
     * @param <T> what it comes to
     * @param <E> what it fails with beside failures of the engine
     */
    interface Work<T, E extends Exception> {
        /**
         * Does it.
         *
         * @param left the time that is left for it
         */
        T with(DockerEngine engine, Duration left) throws MojoExecutionException, E;
    }

    /**
     * Connects, removes what killed runs left, and sees to it that all that was made is gone in the end, however that comes.
     *
     * @throws MojoExecutionException where the engine fails or the time is over
     */
    <T, E extends Exception> T run(Work<T, E> work) throws MojoExecutionException, E {
        long start = System.nanoTime();
        Duration atMost = Settings.duration("timeout", timeout);
        try (DockerEngine engine = DockerEngine.connect(
                        dockerHost, toolbox, UUID.randomUUID().toString(), Patience.within(atMost), console::say);
                EngineGuard guard = new EngineGuard(engine::close, atMost.plus(GRACE))) {
            engine.sweep().forEach(gone -> console.say("Removed what a killed run left: " + gone));
            try {
                return work.with(engine, atMost.minusNanos(System.nanoTime() - start));
            } catch (EngineException e) {
                throw guard.hasStopped() ? timeOver(e) : e;
            }
        } catch (EngineException e) {
            throw console.breakage(e);
        }
    }

    private EngineException timeOver(EngineException e) {
        return new EngineException(
                "The goal did not end within " + timeout
                        + " and was stopped. Give it more with container-limits.timeout.",
                e);
    }
}
