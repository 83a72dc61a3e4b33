package io.github.containerlimits.maven;

import io.github.containerlimits.Choice;
import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Verification;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.plan.Planned;
import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.report.PlanReport;
import java.io.File;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Shows what the goal verify would run: the trials in their order and which of them side by side, their loads, which limits each goes without and why, for how
 * long at most, and what can't be tried on this engine's host. One container without limits looks at that host; no load is run.
 */
@Mojo(name = "plan", threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class PlanMojo extends PolicyMojo {
    /** Globs of the trials that are meant, by their names, as for the goal verify. */
    @Parameter(property = "container-limits.trial")
    private @Nullable List<String> trial;

    /** Which part of the policy is meant, as for the goal verify. */
    @Parameter(property = "container-limits.shard")
    private @Nullable String shard;

    /** Whether smaller limits may stand for those that are too large to press, as for the goal verify. */
    @Parameter(property = "container-limits.smaller", defaultValue = "true")
    private boolean smaller;

    /** Whether trials that do not disturb each other run at the same time, as for the goal verify. */
    @Parameter(property = "container-limits.sideBySide", defaultValue = "true")
    private boolean sideBySide;

    /** How the plan is told: <code>text</code>, <code>mermaid</code> (a Gantt chart) or <code>json</code>. */
    @Parameter(property = "container-limits.format", defaultValue = "text")
    private String format;

    /** A file to which it is written instead of the console. */
    @Parameter(property = "container-limits.outputFile")
    private @Nullable File outputFile;

    /** The container engine's address, as for the goal verify. */
    @Parameter(property = "container-limits.dockerHost")
    private @Nullable String dockerHost;

    /** Where the load's tools come from, as for the goal verify. */
    @Parameter(property = "container-limits.toolbox")
    private @Nullable String toolbox;

    /** How long the whole goal may take, such as 90s or 5m. */
    @Parameter(property = "container-limits.timeout", defaultValue = "15m")
    private String timeout;

    @Override
    public void execute() throws MojoExecutionException {
        if (isLeftOut("Nothing is planned")) {
            return;
        }
        try (Console console = console()) {
            plan(console);
        }
    }

    private void plan(Console console) throws MojoExecutionException {
        Printout output = Printout.of(format, List.of("text", "mermaid", "json"), outputFile, console);
        Optional<Shard> named = ShardOfPolicy.named(shard, trial);
        ShardOfPolicy part = ShardOfPolicy.of(policy(console), named);
        Policy policy = part.policy();
        Choice choice = new Choice.Named(trial == null ? List.of() : trial);
        Otherwise otherwise = new Otherwise(Consequence.FAIL, Consequence.FAIL, smaller);
        EngineAccess access =
                new EngineAccess(Settings.orEmpty(dockerHost), Settings.orEmpty(toolbox), timeout, console);
        Planned planned = access.run((engine, left) -> {
            try {
                return Verification.plan(policy, image(), engine, otherwise, sideBySide, choice);
            } catch (Choice.UnknownTrialException e) {
                throw new MojoExecutionException(e.getMessage(), e);
            }
        });
        PlanReport report = new PlanReport(planned.leavingOut(part.leftOut()));
        output.tell(Map.of("text", report::text, "mermaid", report::mermaid, "json", report::json));
    }
}
