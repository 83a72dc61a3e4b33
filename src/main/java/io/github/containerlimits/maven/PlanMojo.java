package io.github.containerlimits.maven;

import io.github.containerlimits.Choice;
import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Verification;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.plan.Planned;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.report.PlanReport;
import java.io.File;
import java.util.List;
import java.util.Map;
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
public final class PlanMojo extends TrialsMojo {
    /** How the plan is told: <code>text</code>, <code>mermaid</code> (a Gantt chart) or <code>json</code>. */
    @Parameter(property = "container-limits.format", defaultValue = "text")
    private String format;

    /** A file to which it is written instead of the console. */
    @Parameter(property = "container-limits.outputFile")
    private @Nullable File outputFile;

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
        ShardOfPolicy part = ShardOfPolicy.of(policy(console), shard());
        Policy policy = part.policy();
        Otherwise otherwise = new Otherwise(Consequence.FAIL, Consequence.FAIL, smaller());
        Planned planned = engine(console).run((engine, left) -> {
            try {
                return Verification.plan(policy, image(), engine, otherwise, sideBySide(), named());
            } catch (Choice.UnknownTrialException e) {
                throw new MojoExecutionException(e.getMessage(), e);
            }
        });
        PlanReport report = new PlanReport(planned.leavingOut(part.leftOut()));
        output.tell(Map.of("text", report::text, "mermaid", report::mermaid, "json", report::json));
    }
}
