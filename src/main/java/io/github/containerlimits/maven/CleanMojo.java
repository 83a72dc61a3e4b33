package io.github.containerlimits.maven;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.docker.Patience;
import io.github.containerlimits.docker.swarm.Swarm;
import io.github.containerlimits.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Removes from the engine what killed runs left there: containers and volumes that carry the plugin's label and whose owner is gone; from the manager of a Swarm also jobs and secrets. */
@Mojo(name = "clean", requiresProject = false, threadSafe = true)
public final class CleanMojo extends ConsoleMojo {
    /** Whether to leave the goal out. */
    @Parameter(property = "container-limits.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The container engine's address: unix:///var/run/docker.sock, tcp://host:2376. By default the environment's DOCKER_HOST, else the
     * current Docker context, else the local socket.
     */
    @Parameter(property = "container-limits.dockerHost")
    private @Nullable String dockerHost;

    @Override
    public void execute() throws MojoExecutionException {
        if (skip) {
            getLog().info("Nothing is removed: container-limits.skip is set");
            return;
        }
        try (Console console = console()) {
            clean(console);
        }
    }

    /** What runs left of a Swarm whose manager this is. */
    private List<String> ofSwarm(String run) {
        try (Swarm swarm = Swarm.connect(Settings.orEmpty(dockerHost), run, Patience.USUAL.answer())) {
            return swarm.isManager() ? swarm.sweep() : List.of();
        }
    }

    private void clean(Console console) throws MojoExecutionException {
        String run = UUID.randomUUID().toString();
        try (DockerEngine engine = DockerEngine.connect(Settings.orEmpty(dockerHost), "", run, console::say)) {
            List<String> removed = new ArrayList<>(engine.sweep());
            removed.addAll(ofSwarm(run));
            removed.forEach(left -> console.say("Removed " + left));
            if (removed.isEmpty()) {
                console.say("No killed run left anything at " + engine.facts().address());
            }
        } catch (EngineException e) {
            throw console.breakage(e);
        }
    }
}
