package io.github.containerlimits.maven;

import io.github.containerlimits.engine.Image;
import io.github.containerlimits.policy.Draft;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Writes a first limits.yaml: where there is a Compose file in the module, one that reads its limits; else one with limits to begin with, by what the engine knows of the image. What is written is
 * read as the goal validate would.
 */
@Mojo(name = "init", threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class InitMojo extends PolicyMojo {
    /** Whether a policy that is there already is overwritten. */
    @Parameter(property = "container-limits.force", defaultValue = "false")
    private boolean force;

    /**
     * The container engine's address: unix:///var/run/docker.sock, tcp://host:2376; asked only where there is no Compose file. By default the environment's DOCKER_HOST, else the
     * current Docker context, else the local socket.
     */
    @Parameter(property = "container-limits.dockerHost")
    private @Nullable String dockerHost;

    @Override
    public void execute() throws MojoExecutionException {
        if (isLeftOut("No policy is written")) {
            return;
        }
        Path file = policyFile();
        if (Files.exists(file) && !force) {
            throw new MojoExecutionException(
                    file + " is there already. Set force (-Dcontainer-limits.force) to have it overwritten.");
        }
        try (Console console = console()) {
            init(file, console);
        }
    }

    private void init(Path file, Console console) throws MojoExecutionException {
        Optional<Path> compose = BuiltModule.compose(project());
        String text = compose.isPresent()
                ? Draft.from(
                        String.valueOf(file.toAbsolutePath()
                                .normalize()
                                .resolveSibling(".")
                                .normalize()
                                .relativize(compose.get().toAbsolutePath().normalize())),
                        service())
                : Draft.of(image(console));
        write(file, text, console);
        console.say("Wrote " + file
                + compose.map(from -> ", with the limits of " + from.getFileName())
                        .orElse(", with limits to begin with: put in those that the container has in production"));
    }

    private Optional<Image> image(Console console) throws MojoExecutionException {
        EngineAccess access = new EngineAccess(Settings.orEmpty(dockerHost), "", "1m", console);
        Optional<Image> known = access.run((engine, left) -> engine.localImage(image()));
        if (known.isEmpty()) {
            console.say("The engine does not have the image " + image() + ": nothing of it is said in the policy");
        }
        return known;
    }

    /** A draft that can't be read is not left there. */
    private void write(Path file, String text, Console console) throws MojoExecutionException {
        try {
            Optional<String> before = Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
            Files.writeString(
                    file,
                    text,
                    force ? StandardOpenOption.CREATE : StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
            try {
                policy(console);
            } catch (MojoExecutionException e) {
                if (before.isPresent()) {
                    Files.writeString(file, before.get());
                } else {
                    Files.delete(file);
                }
                throw new MojoExecutionException("No policy is written, as it would be none. " + e.getMessage(), e);
            }
        } catch (FileAlreadyExistsException e) {
            throw new MojoExecutionException(file + " is there already, since a moment ago.", e);
        } catch (IOException e) {
            throw new MojoExecutionException(file + " cannot be written: " + e, e);
        }
    }
}
