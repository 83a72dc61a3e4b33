package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page as a real browser shows it. Pictures of it are left in target/browser, to be looked at. */
@Tag("engines")
class ReportInBrowserIT {
    private static final Path PICTURES = Path.of("target/browser");

    @TempDir
    static Path directory;

    private static Browser browser;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        Files.createDirectories(PICTURES);
        Process script = new ProcessBuilder("bash", "src/it/engine/browser.sh", "up", PICTURES.toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        assertThat(script.waitFor()).as(lines.toString()).isZero();
        browser = Browser.start(lines.get(lines.size() - 1), directory.resolve("profile"));
    }

    @AfterAll
    static void end() throws InterruptedException {
        browser.close();
    }

    @ParameterizedTest
    @CsvSource({
        "desktop, 1280, 1000, false, light",
        "desktop, 1280, 1000, false, dark",
        "phone, 360, 780, true, light",
        "phone, 360, 780, true, dark"
    })
    void aReaderSeesAllOfItWhereverHeReads(String device, int width, int height, boolean isPhone, String scheme)
            throws Exception {
        URI page = page("one", Sample.full(Sample.FIO));

        browser.show(page, width, height, isPhone, scheme);
        browser.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");

        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(width);
        assertThat(browser.evaluate("innerWidth").asInt()).isEqualTo(width);
        assertThat(browser.evaluate("""
                [...document.querySelectorAll('main *')]
                    .filter(part => !part.closest('pre') && part.getBoundingClientRect().right > innerWidth + 1)
                    .map(part => part.outerHTML.slice(0, 80)).join('; ')""").asText()).isEmpty();
        assertThat(browser.evaluate(BRIGHTNESS).asInt())
                .as("the background's brightness")
                .satisfies(bright -> assertThat(bright > 128).isEqualTo(scheme.equals("light")));
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).containsExactly(page.toString());
        browser.picture(PICTURES.resolve("report-" + device + "-" + scheme + ".png"));
        browser.evaluate("document.querySelector('figure').scrollIntoView()");
        browser.picture(PICTURES.resolve("report-" + device + "-" + scheme + "-chart.png"));
    }

    private static final String BRIGHTNESS =
            "(getComputedStyle(document.body).backgroundColor.match(/\\d+/g) || [255]).map(Number)[0]";

    @Test
    void theChartIsDrawnFromTheStyleSheetThatItsPolicyAllows() throws Exception {
        browser.show(page("one", Sample.full("")), 1280, 1000, false, "light");
        browser.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)");

        assertThat(browser.evaluate("getComputedStyle(document.querySelector('svg.chart .line0')).fill")
                        .asText())
                .isEqualTo("none");
        assertThat(browser.evaluate("document.querySelector('svg.chart').getBoundingClientRect().width")
                        .asDouble())
                .isGreaterThan(200);
    }

    /** The counter-test: what a page asks for, breaks, or shows too wide, is seen. */
    @Test
    void whatAPageMustNotDoIsSeen() throws Exception {
        Path file = Files.writeString(directory.resolve("bad.html"), """
                <!DOCTYPE html><html><head><meta charset="utf-8">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src *"></head>
                <body><img src="http://127.0.0.1:9/outside.png"><script>alert(1)</script><div style="width: 900px">.</div>
                <pre>............................................................................................................</pre></body></html>
                """);
        browser.show(file.toUri(), 360, 780, true, "light");

        assertThat(browser.requests()).contains("http://127.0.0.1:9/outside.png");
        assertThat(browser.console()).isNotEmpty();
        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isGreaterThan(360);
    }

    @Test
    void aHundredTrialsAreOpenedAtOnce() throws Exception {
        Results full = Sample.full(Sample.FIO);
        TrialResult one = full.trials().get(0);
        URI page = page("hundred", HtmlReportTest.with(full, Collections.nCopies(100, Sample.longer(one, 400))));

        browser.show(page, 1280, 1000, false, "light");

        assertThat(browser.evaluate("document.querySelectorAll('svg.chart').length")
                        .asInt())
                .isEqualTo(200);
        System.out.println("100 trials, " + Files.size(Path.of(page)) + " bytes, loaded after "
                + browser.evaluate("Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd)") + " ms");
    }

    @ParameterizedTest
    @CsvSource({"desktop, 1280, 800, false, light", "phone, 360, 780, true, dark"})
    void manyReportsSideBySideFitAnyScreen(String device, int width, int height, boolean isPhone, String scheme)
            throws Exception {
        Path report = directory.resolve("full.json");
        new JsonReport(report).tell(Sample.full(Sample.FIO));
        List<CollectedReport> reports = new ArrayList<>();
        for (int i = 1; i <= 12; i++) {
            Path other = directory.resolve("other.json");
            List<Verdict> verdicts = new ArrayList<>();
            for (int limit = 1; limit <= i; limit++) {
                verdicts.add(Sample.verdict(
                        limit,
                        limit == 5 ? Outcome.ESCAPED : Outcome.HELD,
                        "limit_number_" + limit,
                        "0.5 CPUs",
                        "≤ 0.5 CPUs",
                        "the quota ran out"));
            }
            new JsonReport(other).tell(Sample.of(verdicts));
            reports.add(CollectedReport.read("module-" + i, other));
        }
        reports.add(CollectedReport.read("shop", report));
        AggregateFiles files = new AggregateFiles(directory.resolve("aggregate"));
        files.write(new Aggregate(reports, reports.subList(0, 6)));

        browser.show(files.page().toUri(), width, height, isPhone, scheme);

        assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
                .isLessThanOrEqualTo(width);
        assertThat(browser.evaluate("innerWidth").asInt()).isEqualTo(width);
        assertThat(browser.console()).isEmpty();
        assertThat(browser.requests()).containsExactly(files.page().toUri().toString());
        browser.picture(PICTURES.resolve("aggregate-" + device + "-" + scheme + ".png"));
    }

    private static URI page(String name, Results results) throws IOException {
        Path file = directory.resolve(name + ".html");
        new HtmlReport(file, false).tell(results);
        return file.toUri();
    }
}
