package io.github.containerlimits.maven;

import io.github.containerlimits.Choice;
import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Times;
import io.github.containerlimits.Verification;
import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.node.Assignment;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.report.HtmlReport;
import io.github.containerlimits.report.JsonReport;
import io.github.containerlimits.report.Pipeline;
import io.github.containerlimits.report.Proofs;
import io.github.containerlimits.report.Proofs.Proof;
import io.github.containerlimits.report.Report;
import io.github.containerlimits.report.Stamp;
import io.github.containerlimits.report.Stamp.Stamped;
import io.github.containerlimits.result.Origin;
import io.github.containerlimits.result.Origin.Portion;
import io.github.containerlimits.result.Results;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.descriptor.PluginDescriptor;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** A goal that runs trials and reports what they came to. */
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
abstract class MeasuringMojo extends TrialsMojo {
    /** Whether the build fails where a limit is not held, be it in the goal check after measure; otherwise it only warns. */
    @Parameter(property = "container-limits.failOnEscape", defaultValue = "true")
    private boolean failOnEscape;

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
     * Whether the limits are verified even where nothing changed since they were held: the same image, policy, plugin, engine, kernel and size of its
     * host. Otherwise such a run is not repeated, and says so.
     */
    @Parameter(property = "container-limits.force", defaultValue = "false")
    private boolean force;

    /**
     * A folder in which reports of runs that held are kept beside the one in the report directory, so that a pipeline which begins with an empty
     * workspace need not repeat them.
     */
    @Parameter(property = "container-limits.cacheDirectory")
    private @Nullable File cacheDirectory;

    /**
     * Whether only those trials are run that were not held in the last report of the report directory; of the others the verdicts are taken over. Where the policy, the image, the engine or
     * a parameter is another since, all are run.
     */
    @Parameter(property = "container-limits.rerun", defaultValue = "false")
    private boolean rerun;

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

    /** See {@link #measure(Site)}. */
    final Optional<Results> measure() throws MojoExecutionException {
        return measure(Site.of(dockerHost(), reports()));
    }

    /** Runs the trials and writes the reports; absent where nothing is to be run, or nothing has changed since all was held. */
    final Optional<Results> measure(Site site) throws MojoExecutionException {
        Pipeline pipeline = new Pipeline(site.reports(), directory(), System.getenv(), Console::commands, failOnEscape);
        try (Console console = console(site.name())) {
            return measure(site, pipeline, console);
        } catch (IOException e) {
            throw new MojoExecutionException("A report in " + site.reports() + " cannot be written: " + e, e);
        } catch (MojoExecutionException e) {
            tellBroken(pipeline, site, e);
            throw e;
        }
    }

    /** What the nodes of a Swarm are told, of a policy. */
    record Told(Policy policy, Assignment assignment) {}

    /** @param isSpread whether each node chooses a part of the trials */
    final Told told(boolean isSpread, Console console) throws MojoExecutionException {
        if (shard().isPresent() || rerun) {
            throw new MojoExecutionException("shard (container-limits.shard) and rerun (container-limits.rerun) choose"
                    + " trials of one engine: leave them out where the engines are those of a Swarm");
        }
        if (isSpread && !named().equals(Choice.ALL)) {
            throw new MojoExecutionException("trial (container-limits.trial) and spread (container-limits.spread) both"
                    + " say which trials a node runs: leave out one of them");
        }
        Otherwise otherwise = new Otherwise(
                Settings.consequence("onUnsupported", onUnsupported),
                Settings.consequence("onUnproven", onUnproven),
                smaller());
        Travelling read = travelling(console);
        return new Told(
                read.policy(),
                new Assignment(
                        image(),
                        selector(),
                        directory(),
                        read.sourced(),
                        trials(),
                        toolbox(),
                        otherwise,
                        new Times(
                                Settings.duration("timeout", timeout()),
                                Settings.duration("patience", patience),
                                sideBySide()),
                        origin(read.policy(), Optional.empty())));
    }

    /** The jars, or folders, that the plugin itself is loaded from. */
    final List<Path> classpath() {
        return PluginClasses.of(plugin);
    }

    final boolean failOnEscape() {
        return failOnEscape;
    }

    final Path reports() {
        return reportDirectory.toPath();
    }

    private Optional<Results> measure(Site site, Pipeline pipeline, Console console)
            throws MojoExecutionException, IOException {
        Path report = site.report();
        Optional<Stamped> last = rerun ? Stamp.of(report) : Optional.empty();
        Files.deleteIfExists(report); // an older one must not be taken for this run's
        Files.deleteIfExists(page(report));
        Stamp.remove(report);
        pipeline.deleteEarlier();
        Otherwise otherwise = new Otherwise(
                Settings.consequence("onUnsupported", onUnsupported),
                Settings.consequence("onUnproven", onUnproven),
                smaller());
        Duration waiting = Settings.duration("patience", patience);
        ShardOfPolicy part = ShardOfPolicy.of(policy(console), shard());
        Policy policy = part.policy();
        Optional<Portion> portion = part.portion();
        portion.ifPresent(some -> console.say(some.remark()));
        return engine(site.dockerHost(), console).<Optional<Results>, IOException>run((engine, left) -> {
            String other = site.known().putIfAbsent(engine.id(), site.dockerHost());
            if (other != null) {
                console.say(site.dockerHost() + " is the engine at " + other + ": it is verified once");
                return Optional.empty();
            }
            Stamp stamp = stamp(engine, policy, portion);
            Choice choice = choice(last, stamp, console, site);
            boolean isWhole = choice.equals(Choice.ALL);
            Optional<Proof> proof = force || !isWhole ? Optional.empty() : earlier(stamp.key(), site);
            if (proof.isPresent()) {
                proof.get().writeTo(report, page(report));
                stamp.on(report);
                tell(proof.get().results(), pipeline.reports(true));
                console.say(unchanged(proof.get()));
                return Optional.empty();
            }
            Results results = verified(
                            policy, engine, otherwise, new Times(left, waiting, sideBySide()), console, choice)
                    .of(origin(policy, portion));
            if (isWhole) {
                keep(stamp.key(), results, site);
            }
            tell(results, pipeline, site, console);
            stamp.on(report);
            return Optional.of(results);
        });
    }

    private Results verified(
            Policy policy, DockerEngine engine, Otherwise otherwise, Times times, Console console, Choice choice)
            throws MojoExecutionException {
        try {
            return Verification.verify(policy, image(), engine, otherwise, times, console.display(), choice);
        } catch (Choice.UnknownTrialException e) {
            throw new MojoExecutionException(e.getMessage(), e);
        }
    }

    /** Of trials by name, or of those that were not held; where the last report is of something else, of all. */
    private Choice choice(Optional<Stamped> last, Stamp stamp, Console console, Site site)
            throws MojoExecutionException {
        Choice named = named();
        if (!rerun) {
            return named;
        }
        if (!named.equals(Choice.ALL)) {
            throw new MojoExecutionException(
                    "trial (container-limits.trial) and rerun (container-limits.rerun) both say"
                            + " which trials are run: leave out one of them");
        }
        Optional<Stamped> same =
                last.filter(earlier -> !stamp.key().isEmpty() && earlier.stamp().equals(stamp));
        if (same.isEmpty()) {
            console.say(
                    last.isEmpty()
                            ? "There is no report of an earlier run in " + site.reports() + ": all trials are run"
                            : "The policy, the image, the engine or a parameter is another than in the last report: all trials are run");
            return named;
        }
        console.say("What was held at " + same.get().since() + " is taken over, the other trials are run again");
        return new Choice.NotHeld(same.get().since(), same.get().results().verdicts());
    }

    private void tell(Results results, Pipeline pipeline, Site site, Console console) throws IOException {
        Path report = site.report();
        tell(results, List.of(new JsonReport(report), new HtmlReport(page(report), false), console.table()));
        console.say("The report is " + page(report));
        synchronized (site.known()) { // a pipeline has one summary for all engines
            tell(results, pipeline.reports(false));
        }
    }

    private static void tell(Results results, List<Report> reports) throws IOException {
        for (Report report : reports) {
            report.tell(results);
        }
    }

    private void tellBroken(Pipeline pipeline, Site site, MojoExecutionException e) {
        try {
            synchronized (site.known()) {
                for (Report report : pipeline.reports(false)) {
                    report.tellBroken(breakage(e));
                }
            }
        } catch (IOException unwritten) {
            e.addSuppressed(unwritten);
        }
    }

    private Stamp stamp(DockerEngine engine, Policy policy, Optional<Portion> portion) throws IOException {
        List<String> parameters = List.of(
                String.valueOf(smaller()),
                toolbox(),
                onUnsupported,
                onUnproven,
                portion.map(part -> part.shard().toString()).orElse(""));
        List<Image> images =
                ProofKey.references(image(), policy).stream().map(engine::image).toList();
        return ProofKey.stamp(policy.readFrom(), parameters, plugin, engine.facts(), images);
    }

    private Origin origin(Policy policy, Optional<Portion> portion) {
        return new Origin(
                ProofKey.hash(policy.readFrom()),
                "smaller=" + smaller() + " onUnsupported=" + onUnsupported + " onUnproven=" + onUnproven,
                plugin.getVersion(),
                portion);
    }

    private static Path page(Path report) {
        return report.resolveSibling("report.html");
    }

    private Proofs proofs(String key, Site site) {
        Path own = site.reports().resolve("proofs");
        List<Path> directories = cacheDirectory == null ? List.of(own) : List.of(own, cacheDirectory.toPath());
        return new Proofs(key.isEmpty() ? List.of() : directories);
    }

    private Optional<Proof> earlier(String key, Site site) {
        try {
            return proofs(key, site).find(key);
        } catch (IOException e) {
            getLog().warn("What an earlier run proved cannot be read, so that it is repeated: " + e);
            return Optional.empty();
        }
    }

    private void keep(String key, Results results, Site site) {
        try {
            proofs(key, site).keep(key, results);
        } catch (IOException e) {
            getLog().warn("What was proven cannot be kept, so that the next run repeats it: " + e);
        }
    }

    private static String unchanged(Proof proof) {
        return "Unchanged since " + proof.since() + ", " + proof.held().size() + " held: "
                + String.join(", ", proof.held()) + " (container-limits.force verifies it again)";
    }
}
