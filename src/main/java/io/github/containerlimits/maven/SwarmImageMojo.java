package io.github.containerlimits.maven;

import io.github.containerlimits.docker.swarm.NodeImage;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.node.NodeRun;
import java.io.File;
import java.nio.file.Path;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/**
 * Writes the image that runs the core on the nodes of a Swarm, as a file for <code>docker load</code>: the plugin's classes, a Java runtime, and those of the load's tools that are installed here.
 * Needs no engine, but Linux and a JDK.
 */
@Mojo(name = "swarm-image", requiresProject = false, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class SwarmImageMojo extends ConsoleMojo {
    /** Where the image is written. */
    @Parameter(
            property = "container-limits.swarmImageFile",
            defaultValue = "${project.build.directory}/container-limits/node-image.tar",
            required = true)
    private File swarmImageFile;

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    @Override
    public void execute() throws MojoExecutionException {
        try (Console console = console()) {
            Path file = swarmImageFile.toPath();
            NodeImage image = new NodeImage(PluginClasses.of(plugin), NodeRun.class.getName());
            try {
                image.write(file);
            } catch (EngineException e) {
                throw console.breakage(e);
            }
            console.say("The image " + image.reference() + " is " + file + ": docker load -i takes it on a node");
        }
    }
}
