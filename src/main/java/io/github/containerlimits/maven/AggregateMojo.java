package io.github.containerlimits.maven;

import io.github.containerlimits.report.AggregateFiles;
import io.github.containerlimits.report.AggregateText;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.aggregate.JoinedShards;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.jspecify.annotations.Nullable;

/**
 * Lays the reports of several modules, engines or shards side by side, on one page and as JSON: which limit of which module holds, and what became of it
 * since an earlier build. The reports of shards are joined to one, of which none may be missing or come twice. Runs nothing, needs no engine, and decides nothing: that was done by the goal verify.
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
            List<CollectedReport> whole = JoinedShards.of(collected);
            Aggregate aggregate =
                    new Aggregate(whole, earlier == null ? List.of() : Aggregate.earlier(earlier.toPath()));
            written.write(aggregate);
            new AggregateText(aggregate).lines().forEach(getLog()::info);
            whole.stream()
                    .filter(report -> !report.shards().isEmpty())
                    .forEach(report -> getLog().info(PlainText.oneLine(joined(report), LONGEST)));
            String count = whole.size() + (whole.size() == 1 ? " report" : " reports");
            getLog().info(PlainText.oneLine(count + " side by side: " + written.page(), LONGEST));
        } catch (JoinedShards.NoWholeException e) {
            throw new MojoExecutionException(lines(e), e);
        } catch (IOException e) {
            throw new MojoExecutionException("The reports can't be laid side by side: " + e.getMessage(), e);
        }
    }

    private static String joined(CollectedReport report) {
        return "Joined from " + report.shards().size() + (report.shards().size() == 1 ? " shard: " : " shards: ")
                + report.name();
    }

    /** Whatever the reports have in their names, as text. */
    private static String lines(Exception e) {
        return String.valueOf(e.getMessage())
                .lines()
                .map(line -> PlainText.oneLine(line, LONGEST))
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
