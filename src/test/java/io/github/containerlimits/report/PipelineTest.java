package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which reports there are, by the environment of the build. */
class PipelineTest {
    private static final Results ESCAPED =
            Sample.of(List.of(Sample.verdict(3, Outcome.ESCAPED, "cpus", "1 CPUs", "≤ 0.5 CPUs", "e")));

    @TempDir
    Path directory;

    private final List<String> lines = new ArrayList<>();

    private Pipeline pipeline(Map<String, String> environment) {
        return new Pipeline(directory.resolve("reports"), directory, environment, lines::add, true);
    }

    private List<String> written(Map<String, String> environment) throws IOException {
        for (Report report : pipeline(environment).reports(false)) {
            report.tell(ESCAPED);
        }
        return files();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void withoutAPipelineThereAreOnlyTestCases() throws IOException {
        Map<String, String> environment =
                Map.of("GITHUB_ACTIONS", "false", "GITLAB_CI", "", "GITHUB_STEP_SUMMARY", directory + "/summary.md");

        assertThat(written(environment)).containsExactly("TEST-container-limits.xml");
        assertThat(lines).isEmpty();
    }

    @Test
    void gitHubHasAnnotationsAndASummary() throws IOException {
        Files.createFile(directory.resolve("limits.yaml"));
        Map<String, String> environment = Map.of(
                "GITHUB_ACTIONS",
                "true",
                "GITHUB_WORKSPACE",
                directory.toString(),
                "GITHUB_STEP_SUMMARY",
                directory + "/summary.md");

        assertThat(written(environment)).containsExactly("TEST-container-limits.xml", "limits.yaml", "summary.md");
        assertThat(lines).singleElement().asString().startsWith("::error file=limits.yaml,line=3,col=3,title=cpus ");
    }

    @Test
    void gitHubWithoutWorkspaceAndSummaryHasAnnotations() throws IOException {
        Map<String, String> environment = Map.of(
                "GITHUB_ACTIONS", "true",
                "GITHUB_WORKSPACE", directory + "/elsewhere",
                "GITHUB_STEP_SUMMARY", directory + "/elsewhere/summary.md");

        assertThat(written(environment)).containsExactly("TEST-container-limits.xml");
        assertThat(lines).singleElement().asString().startsWith("::error title=cpus ");
        lines.clear();
        assertThat(written(Map.of("GITHUB_ACTIONS", "true"))).containsExactly("TEST-container-limits.xml");
        assertThat(lines).singleElement().asString().startsWith("::error title=cpus ");
    }

    @Test
    void gitLabHasCodeQuality() throws IOException {
        assertThat(written(Map.of("GITLAB_CI", "true")))
                .containsExactly("TEST-container-limits.xml", "gl-code-quality-report.json");
        assertThat(lines).isEmpty();
    }

    @Test
    void whatAnEarlierRunWroteIsDeletedAndNothingElse() throws IOException {
        Files.createFile(directory.resolve("limits.yaml"));
        written(Map.of("GITLAB_CI", "true"));

        pipeline(Map.of()).deleteEarlier();
        pipeline(Map.of()).deleteEarlier();

        assertThat(files()).containsExactly("limits.yaml");
    }

    @Test
    void aFileIsNamedFromTheWorkspaceWhereItIsInIt() throws IOException {
        Path root = Files.createDirectories(directory.resolve("root"));
        Path module = Files.createDirectories(root.resolve("a/b"));
        Files.createFile(module.resolve("limits.yaml"));
        Files.createFile(root.resolve("compose.yaml"));
        Path outside = Files.createFile(directory.resolve("outside.yaml"));
        Path linked = Files.createSymbolicLink(directory.resolve("link"), root);

        for (Workspace workspace : List.of(new Workspace(root, module), new Workspace(linked, module))) {
            assertThat(workspace.place(new Place("limits.yaml", 2, 3), "?"))
                    .hasValue(new Place("a/b/limits.yaml", 2, 3));
            assertThat(workspace.place(new Place(root + "/compose.yaml", 2, 3), "?"))
                    .hasValue(new Place("compose.yaml", 2, 3));
            assertThat(workspace.place(new Place(outside.toString(), 2, 3), "?"))
                    .isEmpty();
            assertThat(workspace.place(new Place("docker compose config of compose.yaml", 2, 3), "limits.yaml"))
                    .hasValue(new Place("a/b/limits.yaml", 1, 1));
        }
    }
}
