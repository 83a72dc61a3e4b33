package io.github.containerlimits.maven;

import io.github.containerlimits.Examination;
import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.report.DiagnosisReport;
import io.github.containerlimits.result.Diagnosis;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Says which limits a container engine can enforce, why not, and what would enable it. Needs no project and no policy: it makes a container with a limit
 * of each kind, reads what the kernel has of them, and tries by a short load what it does not show.
 */
@Mojo(name = "doctor", requiresProject = false, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class DoctorMojo extends ConsoleMojo {
    /** Whether to leave the goal out. */
    @Parameter(property = "container-limits.skip", defaultValue = "false")
    private boolean skip;

    /** An image that the engine has, for the containers; any does. By default, and where the engine does not have that one, its smallest. Nothing is pulled. */
    @Parameter(property = "container-limits.image")
    private @Nullable String image;

    /**
     * The limits that the engine must enforce, by their keys, such as <code>storage_opt.size,cpus</code>; the build fails where one is not enforced,
     * or that is not known.
     */
    @Parameter(property = "container-limits.require")
    private @Nullable List<String> require;

    /** How the findings are told: <code>text</code> or <code>json</code>. */
    @Parameter(property = "container-limits.format", defaultValue = "text")
    private String format;

    /** A file to which they are written instead of the console. */
    @Parameter(property = "container-limits.outputFile")
    private @Nullable File outputFile;

    /**
     * The container engine's address: unix:///var/run/docker.sock, tcp://host:2376. By default the environment's DOCKER_HOST, else the
     * current Docker context, else the local socket.
     */
    @Parameter(property = "container-limits.dockerHost")
    private @Nullable String dockerHost;

    /**
     * Where the load's tools (stress, stress-ng, fio, busybox) come from: <code>image:NAME</code> (an image that has them),
     * <code>host</code> (those installed on this machine), <code>build</code> (a Debian image is built). By default what an earlier
     * build left on the engine, else host, else build.
     */
    @Parameter(property = "container-limits.toolbox")
    private @Nullable String toolbox;

    /** How long the whole goal may take, such as 90s or 5m. */
    @Parameter(property = "container-limits.timeout", defaultValue = "15m")
    private String timeout;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (skip) {
            getLog().info("The engine is not examined: container-limits.skip is set");
            return;
        }
        try (Console console = console()) {
            examine(console);
        }
    }

    private void examine(Console console) throws MojoExecutionException, MojoFailureException {
        Required required = Required.of(require == null ? List.of() : require);
        Printout output = Printout.of(format, List.of("text", "json"), outputFile, console);
        EngineAccess access =
                new EngineAccess(Settings.orEmpty(dockerHost), Settings.orEmpty(toolbox), timeout, console);
        Diagnosis diagnosis =
                access.run((engine, left) -> Examination.examine(engine, image(engine, console), left, console::say));
        DiagnosisReport report = new DiagnosisReport(diagnosis);
        output.tell(Map.of("text", () -> String.join("\n", report.text()) + "\n", "json", report::json));
        required.check(diagnosis);
    }

    private Image image(DockerEngine engine, Console console) throws MojoExecutionException {
        String named = Settings.orEmpty(image);
        Optional<Image> local = named.isEmpty() ? Optional.empty() : engine.localImage(named);
        if (local.isPresent()) {
            return local.get();
        }
        Image smallest = engine.smallestImage()
                .orElseThrow(() -> new MojoExecutionException("The engine at "
                        + engine.facts().address()
                        + " has no image to examine it with: get any, such as by 'docker pull busybox'."));
        if (!named.isEmpty()) {
            console.say("The engine does not have the image " + named + ", which makes no difference to what is found: "
                    + smallest.reference() + " is taken");
        }
        return smallest;
    }
}
