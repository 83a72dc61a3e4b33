package io.github.containerlimits.maven;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.report.Stamp;
import io.github.containerlimits.report.Stamp.Stamped;
import io.github.containerlimits.result.Results;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Reads the report that the goal measure wrote, and fails the build as the goal verify would. That there is none, or one of another policy, image or engine, breaks the build. No container is
 * made.
 */
@Mojo(name = "check", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class CheckMojo extends PolicyMojo {
    /** Whether the build fails where a limit is not held; otherwise it only warns. */
    @Parameter(property = "container-limits.failOnEscape", defaultValue = "true")
    private boolean failOnEscape;

    /**
     * The container engine's address: unix:///var/run/docker.sock, tcp://host:2376. By default the environment's DOCKER_HOST, else the
     * current Docker context, else the local socket.
     */
    @Parameter(property = "container-limits.dockerHost")
    private @Nullable String dockerHost;

    /** Where the goal measure wrote its report. */
    @Parameter(
            property = "container-limits.reportDirectory",
            defaultValue = "${project.build.directory}/container-limits",
            required = true)
    private File reportDirectory;

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (isLeftOut("Limits are not checked")) {
            return;
        }
        try (Console console = console()) {
            check(console);
        }
    }

    private void check(Console console) throws MojoExecutionException, MojoFailureException {
        Path report = reportDirectory.toPath().resolve("report.json");
        Stamped measured = measured(report)
                .orElseThrow(() -> new MojoExecutionException(
                        "There is no report of the goal measure, or it was changed: looked for " + report
                                + ". Let measure run before check, with the same reportDirectory."));
        Policy policy = policy(console);
        if (!measured.stamp().build().equals(build(policy, console))) {
            throw new MojoExecutionException("The report " + report + ", of " + measured.since()
                    + ", is of another policy, image or engine than this build's. Let measure run again before check.");
        }
        List<String> said = policy.remarks().stream().map(Finding::toString).toList();
        measured.results().remarks().stream()
                .filter(remark -> !said.contains(remark))
                .forEach(console::say);
        tell(measured.results(), console);
        new Telling(measured.results(), failOnEscape, console.letters(), getLog()).tell();
    }

    private static void tell(Results results, Console console) throws MojoExecutionException {
        try {
            console.table().tell(results);
        } catch (IOException e) {
            throw new MojoExecutionException("The results cannot be printed: " + e, e);
        }
    }

    private static Optional<Stamped> measured(Path report) throws MojoExecutionException {
        try {
            return Stamp.of(report);
        } catch (IOException e) {
            throw new MojoExecutionException("The report " + report + " cannot be read: " + e, e);
        }
    }

    private String build(Policy policy, Console console) throws MojoExecutionException {
        EngineAccess access = new EngineAccess(Settings.orEmpty(dockerHost), "", "1m", console);
        return access.run((engine, left) -> {
            EngineFacts facts = engine.facts();
            List<Image> images = new ArrayList<>();
            for (String reference : ProofKey.references(image(), policy)) {
                images.add(engine.localImage(reference)
                        .orElseThrow(() -> new MojoExecutionException("The engine at " + facts.address()
                                + " does not have the image " + reference + " any more, which was measured.")));
            }
            try {
                return ProofKey.stamp(policy.readFrom(), List.of(), plugin, facts, images)
                        .build();
            } catch (IOException e) {
                throw new MojoExecutionException("The plugin cannot be read: " + e, e);
            }
        });
    }
}
