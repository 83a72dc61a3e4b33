package io.github.containerlimits.maven;

import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Times;
import io.github.containerlimits.Verification;
import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.docker.Patience;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.report.HtmlReport;
import io.github.containerlimits.report.JsonReport;
import io.github.containerlimits.report.Pipeline;
import io.github.containerlimits.report.Proofs;
import io.github.containerlimits.report.Proofs.Proof;
import io.github.containerlimits.report.Report;
import io.github.containerlimits.result.Results;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a limits policy holds: runs the project's image under load on a real container engine, measures what the kernel lets it
 * have, and fails the build where a limit does not hold or could not be shown to hold.
 */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class VerifyMojo extends PolicyMojo {
    /** A verification watches its time by itself, and tells better where it ran out; this long after it is stopped from outside. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    /** Whether the build fails where a limit is not held; otherwise it only warns. */
    @Parameter(property = "container-limits.failOnEscape", defaultValue = "true")
    private boolean failOnEscape;

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

    /** How long the whole goal may take, such as 90s, 15m or 1h30m; after that it breaks off with an error. */
    @Parameter(property = "container-limits.timeout", defaultValue = "15m")
    private String timeout;

    /**
     * How much of the timeout may go into trying again what others on the engine's host left undecided, such as 0s, 2m or 10m.
     */
    @Parameter(property = "container-limits.patience", defaultValue = "2m")
    private String patience;

    /**
     * What becomes of the build where the engine cannot apply a limit: <code>fail</code>, <code>warn</code> or <code>skip</code> (report
     * it and go on). A policy can say otherwise for single limits.
     */
    @Parameter(property = "container-limits.onUnsupported", defaultValue = "fail")
    private String onUnsupported;

    /**
     * What becomes of the build where a limit could not be shown to hold on this host: <code>fail</code>, <code>warn</code> or <code>skip</code>
     * (report it and go on). A policy can say otherwise for single limits.
     */
    @Parameter(property = "container-limits.onUnproven", defaultValue = "fail")
    private String onUnproven;

    /**
     * Whether a limit that no load on the engine's host could press, such as more memory than it has, may be proven at a smaller size: the container
     * as declared must show the limit, and a container with a smaller one of its kind must be held to that. A policy can say otherwise.
     */
    @Parameter(property = "container-limits.smaller", defaultValue = "true")
    private boolean smaller;

    /**
     * Whether the limits are verified even where nothing changed since they were held: the same image, policy, plugin, engine, kernel and size of its
     * host. Otherwise such a run is not repeated, and says so.
     */
    @Parameter(property = "container-limits.force", defaultValue = "false")
    private boolean force;

    /**
     * Whether trials that do not disturb each other run at the same time. Otherwise they run one after the other, in the order of the policy.
     */
    @Parameter(property = "container-limits.sideBySide", defaultValue = "true")
    private boolean sideBySide;

    /**
     * A folder in which reports of runs that held are kept beside the one in the report directory, so that a pipeline which begins with an empty
     * workspace need not repeat them.
     */
    @Parameter(property = "container-limits.cacheDirectory")
    private @Nullable File cacheDirectory;

    @Parameter(defaultValue = "${plugin}", readonly = true, required = true)
    private PluginDescriptor plugin;

    /**
     * Where report.json and report.html are written, with everything that was measured and concluded, and the reports for pipelines: TEST-container-limits.xml and, under GitLab,
     * gl-code-quality-report.json.
     */
    @Parameter(
            property = "container-limits.reportDirectory",
            defaultValue = "${project.build.directory}/container-limits",
            required = true)
    private File reportDirectory;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (isLeftOut("Limits are not verified")) {
            return;
        }
        Pipeline pipeline =
                new Pipeline(reportDirectory.toPath(), directory(), System.getenv(), Console::commands, failOnEscape);
        try (Console console = console()) {
            execute(pipeline, console);
        } catch (IOException e) {
            throw new MojoExecutionException("A report in " + reportDirectory + " cannot be written: " + e, e);
        } catch (MojoExecutionException e) {
            tellBroken(pipeline, e);
            throw e;
        }
    }

    private void execute(Pipeline pipeline, Console console)
            throws MojoExecutionException, MojoFailureException, IOException {
        Path report = reportDirectory.toPath().resolve("report.json");
        Files.deleteIfExists(report); // an older one must not be taken for this run's
        Files.deleteIfExists(page(report));
        pipeline.deleteEarlier();
        Optional<Results> results = verify(report, pipeline, console);
        if (results.isPresent()) {
            tell(results.get(), List.of(new JsonReport(report), new HtmlReport(page(report), false), console.table()));
            tell(results.get(), pipeline.reports(false));
            new Telling(results.get(), failOnEscape, getLog()).tell();
        }
    }

    private static void tell(Results results, List<Report> reports) throws IOException {
        for (Report report : reports) {
            report.tell(results);
        }
    }

    private void tellBroken(Pipeline pipeline, MojoExecutionException e) {
        try {
            for (Report report : pipeline.reports(false)) {
                report.tellBroken(breakage(e));
            }
        } catch (IOException unwritten) {
            e.addSuppressed(unwritten);
        }
    }

    /**
     * @param report where that of an earlier run is written if this one need not repeat it
     * @return absent where it need not
     */
    private Optional<Results> verify(Path report, Pipeline pipeline, Console console)
            throws MojoExecutionException, IOException {
        long start = System.nanoTime();
        Duration atMost = Settings.duration("timeout", timeout);
        Duration waiting = Settings.duration("patience", patience);
        Otherwise otherwise = new Otherwise(
                Settings.consequence("onUnsupported", onUnsupported),
                Settings.consequence("onUnproven", onUnproven),
                smaller);
        Policy policy = policy(console);
        String run = UUID.randomUUID().toString();
        try (DockerEngine engine = DockerEngine.connect(
                        Settings.orEmpty(dockerHost),
                        Settings.orEmpty(toolbox),
                        run,
                        Patience.within(atMost),
                        console::say);
                EngineGuard guard = new EngineGuard(engine, atMost.plus(GRACE))) {
            engine.sweep().forEach(gone -> console.say("Removed what a killed run left: " + gone));
            try {
                String key = key(engine, policy);
                Optional<Proof> proof = force ? Optional.empty() : earlier(key);
                if (proof.isPresent()) {
                    proof.get().writeTo(report, page(report));
                    tell(proof.get().results(), pipeline.reports(true));
                    console.say(unchanged(proof.get()));
                    return Optional.empty();
                }
                Duration left = atMost.minusNanos(System.nanoTime() - start);
                Results results = Verification.verify(
                        policy, image(), engine, otherwise, new Times(left, waiting, sideBySide), console.display());
                keep(key, results);
                return Optional.of(results);
            } catch (EngineException e) {
                throw guard.hasStopped() ? timeOver(e) : e;
            }
        } catch (EngineException e) {
            throw console.breakage(e);
        }
    }

    /** Empty where the plugin is classes that are not packaged yet, which have no name for their version: nothing is kept of those. */
    private String key(DockerEngine engine, Policy policy) throws IOException {
        Path jar = plugin.getPluginArtifact().getFile().toPath();
        List<String> parameters =
                List.of(String.valueOf(smaller), Settings.orEmpty(toolbox), onUnsupported, onUnproven);
        return Files.isRegularFile(jar)
                ? new ProofKey(policy.readFrom(), parameters, jar).of(engine.facts(), engine.image(image()))
                : "";
    }

    private static Path page(Path report) {
        return report.resolveSibling("report.html");
    }

    private Proofs proofs(String key) {
        Path own = reportDirectory.toPath().resolve("proofs");
        List<Path> directories = cacheDirectory == null ? List.of(own) : List.of(own, cacheDirectory.toPath());
        return new Proofs(key.isEmpty() ? List.of() : directories);
    }

    private Optional<Proof> earlier(String key) {
        try {
            return proofs(key).find(key);
        } catch (IOException e) {
            getLog().warn("What an earlier run proved cannot be read, so that it is repeated: " + e);
            return Optional.empty();
        }
    }

    private void keep(String key, Results results) {
        try {
            proofs(key).keep(key, results);
        } catch (IOException e) {
            getLog().warn("What was proven cannot be kept, so that the next run repeats it: " + e);
        }
    }

    private static String unchanged(Proof proof) {
        return "Unchanged since " + proof.since() + ", " + proof.held().size() + " held: "
                + String.join(", ", proof.held()) + " (container-limits.force verifies it again)";
    }

    private EngineException timeOver(EngineException e) {
        return new EngineException(
                "The verification did not end within " + timeout
                        + " and was stopped. Give it more with container-limits.timeout.",
                e);
    }
}
