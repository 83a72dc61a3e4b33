package io.github.containerlimits.maven;

import io.github.containerlimits.report.AggregateFiles;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.CollectedReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * Lays the reports of several modules, engines or shards side by side, on one page and as JSON: which limit of which module holds, and what became of it
 * since an earlier build. Runs nothing, needs no engine, and decides nothing: that was done by the goal verify.
 */
@Mojo(name = "aggregate", requiresProject = false, aggregator = true, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class AggregateMojo extends AbstractMojo {
    private static final int LONGEST = 1000;

    /** Whether to leave the goal out. */
    @Parameter(property = "container-limits.skip", defaultValue = "false")
    private boolean skip;

    /**
     * The reports, as names of files or patterns such as <code>shards/&#42;&#42;/report.json</code>, from the directory in which Maven was started. By default
     * those of all modules of this build. One that is named and not there breaks the build.
     */
    @Parameter(property = "container-limits.reports")
    private @Nullable List<String> reports;

    /** An aggregate.json, or a report.json, of an earlier build, with which the reports are compared. */
    @Parameter(property = "container-limits.earlier")
    private @Nullable File earlier;

    /** Where aggregate.html and aggregate.json are written. */
    @Parameter(
            property = "container-limits.aggregateDirectory",
            defaultValue = "${project.build.directory}/container-limits",
            required = true)
    private File aggregateDirectory;

    @Parameter(defaultValue = "${session.projects}", readonly = true, required = true)
    private List<MavenProject> modules;

    @Parameter(defaultValue = "${session.executionRootDirectory}", readonly = true, required = true)
    private File root;

    @Override
    public void execute() throws MojoExecutionException {
        if (skip) {
            getLog().info("No reports are collected: container-limits.skip is set");
            return;
        }
        Map<String, Path> files = reports == null || reports.isEmpty()
                ? ReportsToCollect.of(modules)
                : ReportsToCollect.named(reports, root.toPath());
        AggregateFiles written = new AggregateFiles(aggregateDirectory.toPath());
        try {
            List<CollectedReport> collected = new ArrayList<>();
            for (Map.Entry<String, Path> file : files.entrySet()) {
                collected.add(CollectedReport.read(file.getKey(), file.getValue()));
            }
            written.write(new Aggregate(collected, earlier == null ? List.of() : Aggregate.earlier(earlier.toPath())));
            String count = collected.size() + (collected.size() == 1 ? " report" : " reports");
            getLog().info(PlainText.oneLine(count + " side by side: " + written.page(), LONGEST));
        } catch (IOException e) {
            throw new MojoExecutionException("The reports can't be laid side by side: " + e.getMessage(), e);
        }
    }
}
