package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.report.JsonReport;
import io.github.containerlimits.report.Sample;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.maven.doxia.sink.Sink;
import org.apache.maven.plugin.logging.SystemStreamLog;
import org.apache.maven.reporting.MavenReportException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a site. */
class ReportMojoTest {
    private static final String HOSTILE = "<script>alert(1)</script>\u001b[31m";

    @TempDir
    Path directory;

    private final List<String> said = new ArrayList<>();
    private final StringBuilder page = new StringBuilder();

    private static Verdict verdict(int line, String subject, Outcome outcome) {
        return Sample.verdict(line, outcome, subject, "1.00", "≤ 1", "evidence of " + subject);
    }

    private Path reports() {
        return directory.resolve("target/container-limits");
    }

    private void write(Verdict... verdicts) throws IOException {
        new JsonReport(reports().resolve("report.json")).tell(Sample.of(List.of(verdicts)));
    }

    private ReportMojo goal(boolean skip) throws ReflectiveOperationException {
        ReportMojo goal = new ReportMojo();
        set(goal, "skip", skip);
        set(goal, "module", "shop");
        set(goal, "reportDirectory", reports().toFile());
        goal.setReportOutputDirectory(site().toFile());
        goal.setLog(new SystemStreamLog() {
            @Override
            public void info(CharSequence content) {
                said.add(content.toString());
            }
        });
        return goal;
    }

    private Path site() {
        return directory.resolve("target/site");
    }

    private static void set(ReportMojo goal, String name, Object value) throws ReflectiveOperationException {
        Field field = ReportMojo.class.getDeclaredField(name);
        field.setAccessible(true);
        field.set(goal, value);
    }

    /** Writes what a browser shows of a page, a row of a table in a line. */
    private Sink sink() {
        return (Sink) Proxy.newProxyInstance(
                Sink.class.getClassLoader(), new Class<?>[] {Sink.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "text" -> page.append(arguments[0]);
                        case "link" -> page.append('[').append(arguments[0]).append(' ');
                        case "link_" -> page.append(']');
                        case "tableCell_", "tableHeaderCell_" -> page.append(" | ");
                        case "tableRow_", "paragraph_", "sectionTitle1_", "title_" -> page.append('\n');
                        default -> {}
                    }
                    return null;
                });
    }

    @Test
    void whatFailsStandsFirstAndWaysByThemselves() throws Exception {
        write(
                verdict(2, "cpus", Outcome.HELD),
                verdict(3, "mem_limit", Outcome.ESCAPED),
                Sample.wayRound(verdict(4, "storage_opt.size (log)", Outcome.ESCAPED), Consequence.WARN));

        goal(false).generate(sink(), Locale.ENGLISH);

        assertThat(page.toString())
                .containsSubsequence(
                        "Failed: 1 held, 1 escaped, 1 warned of. ",
                        "Limit | Measured | Bound | Verdict | Evidence | Seconds | Declared | \n",
                        "mem_limit | 1.00 | ≤ 1 | ✗ escaped | evidence of mem_limit | ",
                        "cpus | 1.00 | ≤ 1 | ✓ held | evidence of cpus | ",
                        "limits.yaml:2:",
                        "Ways round limits:\n",
                        "storage_opt.size (log) | 1.00 | ≤ 1 | ! escaped | ")
                .doesNotContain("report.html");
    }

    @Test
    void allThatHoldsPasses() throws Exception {
        write(verdict(2, "cpus", Outcome.HELD));

        goal(false).generate(sink(), Locale.ENGLISH);

        assertThat(page.toString()).contains("Passed: 1 held. ").doesNotContain("Ways round");
    }

    @Test
    void whatAReportSaysIsTextOfTheSinkWithoutControlCharacters() throws Exception {
        write(verdict(2, HOSTILE, Outcome.HELD));

        goal(false).generate(sink(), Locale.ENGLISH);

        assertThat(page.toString())
                .contains("<script>alert(1)</script>\\u001b[31m")
                .doesNotContain("\u001b");
    }

    @Test
    void thePageWithChartsStandsBesideItAndIsLinkedTo() throws Exception {
        write(verdict(2, "cpus", Outcome.HELD));
        Files.writeString(reports().resolve("report.html"), "charts");

        goal(false).generate(sink(), Locale.ENGLISH);

        assertThat(page.toString()).contains("[container-limits/report.html the whole report]");
        assertThat(site().resolve("container-limits/report.html")).hasContent("charts");

        Files.delete(reports().resolve("report.html"));
        goal(false).generate(sink(), Locale.ENGLISH);

        assertThat(site().resolve("container-limits/report.html")).doesNotExist();
    }

    @Test
    void withoutAReportThereIsNoPageAndThatIsSaid() throws Exception {
        assertThat(goal(false).canGenerateReport()).isFalse();
        assertThat(said)
                .containsExactly("No report is shown: there is none of container-limits:verify, looked for "
                        + reports().resolve("report.json") + ". Run mvn verify before mvn site.");

        write(verdict(2, "cpus", Outcome.HELD));

        assertThat(goal(false).canGenerateReport()).isTrue();
        assertThat(goal(true).canGenerateReport()).isFalse();
        assertThat(said.get(1)).isEqualTo("No report is shown: container-limits.skip is set");
    }

    @Test
    void byItselfItSaysWhereTheReportIs() throws Exception {
        write(verdict(2, "cpus", Outcome.HELD));

        goal(false).execute();

        assertThat(said)
                .containsExactly("The report is " + reports().resolve("report.json")
                        + ". mvn site shows it where <reporting> in the pom names this plugin.");
    }

    @Test
    void whatIsNoReportIsAnError() throws Exception {
        Files.createDirectories(reports());
        Files.writeString(reports().resolve("report.json"), "{ \"schemaVersion\": 0 }");

        assertThatThrownBy(() -> goal(false).generate(sink(), Locale.ENGLISH))
                .isInstanceOf(MavenReportException.class)
                .hasMessage("The report can't be shown: " + new File(reports().toFile(), "report.json")
                        + " is no report of container-limits:verify: it has no schemaVersion");
    }
}
