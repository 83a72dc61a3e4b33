package io.github.containerlimits.maven;

import io.github.containerlimits.report.aggregate.CollectedReport;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Optional;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.reporting.MavenReport;
import org.apache.maven.reporting.MavenReportException;

/**
 * Shows the last report of the goal verify as a page of the module's site: its verdicts, and the page with charts beside it. Runs nothing and needs no engine; where there is no report, there is
 * no page.
 */
@Mojo(name = "report", defaultPhase = LifecyclePhase.SITE, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class ReportMojo extends AbstractMojo implements MavenReport {
    /** The page's name in the site, and that of the folder beside it for what it links to. */
    private static final String NAME = "container-limits";

    private static final String WITH_CHARTS = "report.html";

    /** Whether to leave the goal out. */
    @Parameter(property = "container-limits.skip", defaultValue = "false")
    private boolean skip;

    /** Where the goal verify, or measure, wrote its reports. */
    @Parameter(
            property = "container-limits.reportDirectory",
            defaultValue = "${project.build.directory}/container-limits",
            required = true)
    private File reportDirectory;

    @Parameter(defaultValue = "${project.artifactId}", readonly = true, required = true)
    private String module;

    @Parameter(defaultValue = "${project.build.directory}/site", readonly = true, required = true)
    private File site;

    /** By itself the goal only says where the report is: a page is part of a site. */
    @Override
    public void execute() {
        if (canGenerateReport()) {
            getLog().info("The report is " + file(WITH_CHARTS).orElseGet(this::report)
                    + ". mvn site shows it where <reporting> in the pom names this plugin.");
        }
    }

    @Override
    public boolean canGenerateReport() {
        if (skip) {
            getLog().info("No report is shown: container-limits.skip is set");
            return false;
        }
        if (!Files.isRegularFile(report())) {
            getLog().info("No report is shown: there is none of container-limits:verify, looked for " + report()
                    + ". Run mvn verify before mvn site.");
            return false;
        }
        return true;
    }

    @Override
    public void generate(Sink sink, Locale locale) throws MavenReportException {
        try {
            CollectedReport report = CollectedReport.read(module, report());
            Optional<Path> charts = file(WITH_CHARTS);
            Path copies = site.toPath().resolve(NAME);
            if (charts.isPresent()) {
                Files.createDirectories(copies);
                Files.copy(charts.get(), copies.resolve(WITH_CHARTS), StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.deleteIfExists(copies.resolve(WITH_CHARTS));
            }
            new SitePage(report, charts.map(file -> NAME + "/" + WITH_CHARTS)).write(sink);
        } catch (IOException e) {
            throw new MavenReportException("The report can't be shown: " + e.getMessage(), e);
        }
    }

    private Path report() {
        return reportDirectory.toPath().resolve("report.json");
    }

    private Optional<Path> file(String name) {
        return Optional.of(reportDirectory.toPath().resolve(name)).filter(Files::isRegularFile);
    }

    /** Named so by all versions of the interface; the newest ones have another name for it beside this. */
    @Override
    @SuppressWarnings("deprecation")
    public String getOutputName() {
        return NAME;
    }

    @Override
    public String getCategoryName() {
        return CATEGORY_PROJECT_REPORTS;
    }

    @Override
    public String getName(Locale locale) {
        return SitePage.TITLE;
    }

    @Override
    public String getDescription(Locale locale) {
        return "Whether the container limits of the policy hold on a real engine.";
    }

    @Override
    public void setReportOutputDirectory(File directory) {
        site = directory;
    }

    @Override
    public File getReportOutputDirectory() {
        return site;
    }

    @Override
    public boolean isExternalReport() {
        return false;
    }
}
