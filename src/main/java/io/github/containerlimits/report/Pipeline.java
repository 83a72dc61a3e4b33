package io.github.containerlimits.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The reports for pipelines: test cases always, and what GitHub Actions and GitLab want where one of them runs the build, as its environment says.
 *
 * @param reportDirectory where files are written
 * @param module the directory that names of files in places begin at
 * @param environment the variables of the process
 * @param out takes lines that nothing may come before or between in the output of the process
 * @param failOnEscape whether the build fails where a limit is not held; otherwise it only warns
 */
public record Pipeline(
        Path reportDirectory,
        Path module,
        Map<String, String> environment,
        Consumer<String> out,
        boolean failOnEscape) {
    public Pipeline {
        environment = Map.copyOf(environment);
    }

    /** Deletes what an earlier run wrote: it must not be taken for this one's. */
    public void deleteEarlier() throws IOException {
        Files.deleteIfExists(testCases());
        Files.deleteIfExists(codeQuality());
    }

    /**
     * Those that are to be told, in their order.
     *
     * @param unchanged whether the results are those of an earlier run, since which nothing has changed
     */
    public List<Report> reports(boolean unchanged) {
        List<Report> reports = new ArrayList<>();
        reports.add(new JUnitReport(testCases(), unchanged));
        annotations().ifPresent(reports::add);
        if (isTrue("GITHUB_ACTIONS")) {
            summary().ifPresent(file -> reports.add(new GitHubSummary(file, unchanged)));
        }
        if (isTrue("GITLAB_CI")) {
            reports.add(new GitLabReport(codeQuality(), workspace("CI_PROJECT_DIR")));
        }
        return List.copyOf(reports);
    }

    /**
     * What annotates the files of a checkout, where something runs the build that shows it there.
     *
     * @param module the directory that names of files in places begin at
     * @param environment the variables of the process
     * @param out takes lines that nothing may come before or between in the output of the process
     */
    public static Optional<Report> annotations(Path module, Map<String, String> environment, Consumer<String> out) {
        return new Pipeline(module, module, environment, out, true).annotations();
    }

    private Optional<Report> annotations() {
        return isTrue("GITHUB_ACTIONS")
                ? Optional.of(new GitHubAnnotations(out, workspace("GITHUB_WORKSPACE"), failOnEscape))
                : Optional.empty();
    }

    private Path testCases() {
        return reportDirectory.resolve("TEST-container-limits.xml");
    }

    private Path codeQuality() {
        return reportDirectory.resolve("gl-code-quality-report.json");
    }

    /** Absent also where its directory is not there, as in a container that has the runner's variables and not its files. */
    private Optional<Path> summary() {
        return variable("GITHUB_STEP_SUMMARY").map(Path::of).filter(file -> {
            Path directory = file.toAbsolutePath().getParent();
            return directory != null && Files.isDirectory(directory);
        });
    }

    private Optional<Workspace> workspace(String variable) {
        return variable(variable).map(root -> new Workspace(Path.of(root), module));
    }

    private boolean isTrue(String variable) {
        return variable(variable).equals(Optional.of("true"));
    }

    private Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
