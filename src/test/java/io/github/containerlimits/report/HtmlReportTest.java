package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.StringReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What a browser is given. */
class HtmlReportTest {
    private static final String HOSTILE = "</pre><script>alert(1)</script>\"'&\u0000\u001b[31m\ud800\u202e\u2028 end";

    @TempDir
    Path directory;

    private String source(Results results) throws IOException {
        Path file = directory.resolve("deep/er/report.html");
        new HtmlReport(file, false).tell(results);
        return Files.readString(file);
    }

    /** Fails where the page is not well-formed. */
    private static Document page(String source) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(source)));
    }

    private static List<String> texts(Document page, String path) throws Exception {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    @Test
    void itStandsByItselfAndRunsNothing() throws Exception {
        String source = source(Sample.full(Sample.FIO));
        Document page = page(source);

        assertThat(source).doesNotContain("http:").doesNotContain("https:").doesNotContain("url(");
        assertThat(texts(page, "//script | //link | //img | //iframe | //@style | //@src | //@onclick"))
                .isEmpty();
        assertThat(texts(page, "//@href")).isNotEmpty().allMatch(href -> href.startsWith("#"));
        String sheet = texts(page, "//style").get(0);
        String hash = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("SHA-256").digest(sheet.getBytes(StandardCharsets.UTF_8)));
        assertThat(texts(page, "//meta[@http-equiv='Content-Security-Policy']/@content"))
                .containsExactly(
                        "default-src 'none'; style-src 'sha256-" + hash + "'; base-uri 'none'; form-action 'none'");
    }

    @Test
    void aReaderWithoutEyesFindsTheWay() throws Exception {
        Document page = page(source(Sample.full("")));

        assertThat(texts(page, "/html/@lang")).containsExactly("en");
        assertThat(texts(page, "//header//h1")).containsExactly("shop:1.4");
        assertThat(texts(page, "//main/section[not(@aria-labelledby = .//h2/@id)]"))
                .isEmpty();
        assertThat(texts(page, "//th[not(@scope)]")).isEmpty();
        assertThat(texts(page, "//figure[not(figcaption)]")).isEmpty();
        assertThat(texts(page, "//svg[@role='img'][not(title and desc)]")).isEmpty();
        assertThat(texts(page, "//svg[@role='img']")).isNotEmpty();
        List<String> ids = texts(page, "//@id");
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(texts(page, "//@href")).allMatch(href -> ids.contains(href.substring(1)));
    }

    @Test
    void whatComesFromOutsideIsOnlyText() throws Exception {
        Verdict hostile = Sample.verdict(3, Outcome.ESCAPED, HOSTILE, HOSTILE, HOSTILE, HOSTILE);
        Results full = Sample.full(HOSTILE);
        TrialResult trial = full.trials().get(0);
        String source = source(new Results(
                HOSTILE,
                List.of(HOSTILE),
                full.image(),
                full.engine(),
                full.began(),
                full.took(),
                List.of(new TrialResult(
                        trial.trial(), trial.measurement(), List.of(hostile), trial.took(), List.of(HOSTILE))),
                List.of(hostile)));

        Document page = page(source);
        assertThat(source).doesNotContain("<script").doesNotContain("\u001b").doesNotContain("\u202e");
        assertThat(texts(page, "//script")).isEmpty();
        assertThat(texts(page, "//pre"))
                .anyMatch(text ->
                        text.equals("</pre><script>alert(1)</script>\"'&\\u0000\\u001b[31m\\ud800\\u202e\\u2028 end"));
    }

    @Test
    void chartsHaveTheNumbersOfTheSeries() throws Exception {
        Results results = Sample.full("");
        Series series = results.trials().get(0).measurement().orElseThrow().own();
        Document page = page(source(results));

        List<String> captions = texts(page, "//figure//table/caption");
        assertThat(captions)
                .containsExactly(
                        "CPU use, container under trial",
                        "rate of writes of /dev/vda, container under trial",
                        "What answers took alone",
                        "What answers took beside the other loads");
        // From one reading to the next half a second later: a quarter of a second of CPU time, and 50 operations.
        assertThat(series.all()).hasSize(3);
        assertThat(texts(page, "//figure[1]//tbody/tr/td")).containsExactly("0.250", "0.5", "0.750", "0.5");
        assertThat(texts(page, "//figure[2]//tbody/tr/td")).containsExactly("0.250", "100", "0.750", "100");
        assertThat(texts(page, "//figure[1]//desc").get(0))
                .contains("2 values from 0.500 CPUs to 0.500 CPUs")
                .contains("Bound: ≤ 0.5 CPUs (±5%)")
                .contains("periods in which the quota ran out: 10");
    }

    @Test
    void theLineIsDrawnWhereItsNumbersAre() throws Exception {
        Document page = page(source(Sample.full("")));

        List<String> points = List.of(texts(page, "//figure[1]//svg[@role='img']/polyline[@class='line0']/@points")
                .get(0)
                .split(" "));
        double[] first = place(points.get(0));
        double[] second = place(points.get(1));
        double bound = place(texts(page, "//figure[1]//svg[@role='img']/polyline[@class='edge']/@points")
                .get(0)
                .split(" ")[0])[1];
        assertThat(first[1]).as("0.5 CPUs, as the bound").isCloseTo(bound, within(0.1));
        // From 104 to 492 there is one second.
        assertThat(first[0]).isCloseTo(104 + 0.25 * 388, within(0.1));
        assertThat(second[0]).isCloseTo(104 + 0.75 * 388, within(0.1));
    }

    /** What is after the last reading is at the end of the drawing, and no further. */
    @Test
    void momentsOfAnApplicationsLifeAreMarkedWhereTheyWere() throws Exception {
        Document page = page(source(Sample.full("")));

        assertThat(texts(page, "//figure[1]//span[@class='entry']"))
                .containsSubsequence(
                        " ready after 0.250 s",
                        " first request after 0.500 s",
                        " no longer ready after 3.50 s",
                        " ended after 4.00 s");
        assertThat(texts(page, "//figure[1]//svg[@role='img']/polyline[@class='mark']/@points"))
                .extracting(points -> place(points.split(" ")[0])[0])
                .containsExactly(104 + 0.25 * 388, 104 + 0.5 * 388, 492.0, 492.0);
        assertThat(texts(page, "//figure[1]//desc").get(0)).contains(". ready after 0.250 s. first request");
    }

    private static double[] place(String point) {
        String[] both = point.split(",");
        return new double[] {Double.parseDouble(both[0]), Double.parseDouble(both[1])};
    }

    @Test
    void failuresComeFirstAndWaysRoundApart() throws Exception {
        Results results = Sample.of(List.of(
                Sample.verdict(2, Outcome.HELD, "cpus", "0.5 CPUs", "≤ 0.5 CPUs", "e"),
                Sample.verdict(3, Outcome.ESCAPED, "pids_limit", "101", "≤ 100", "e"),
                Sample.wayRound(
                        Sample.verdict(4, Outcome.ESCAPED, "storage_opt.size (volume)", "1", "0", "e"),
                        Consequence.WARN)));
        Document page = page(source(results));

        assertThat(texts(page, "//table[caption='Limits and claims']/tbody/tr/th"))
                .containsExactly("pids_limitlimits.yaml:3:3", "cpuslimits.yaml:2:3");
        assertThat(texts(page, "//table[starts-with(caption, 'Ways round')]/tbody/tr/th"))
                .containsExactly("storage_opt.size (volume)limits.yaml:4:3");
        assertThat(texts(page, "//header/div").get(0))
                .isEqualTo("Failed: 1 held, 1 escaped. Ways round limits: 1 escaped (1 warning)");
    }

    @Test
    void whatHeldIsSaidToHavePassed() throws Exception {
        Document page = page(
                source(Sample.of(List.of(Sample.verdict(2, Outcome.HELD, "cpus", "0.5 CPUs", "≤ 0.5 CPUs", "e")))));

        assertThat(texts(page, "//title")).containsExactly("Container limits of shop:1.4: passed");
        assertThat(texts(page, "//header/div")).containsExactly("Passed: 1 held");
        assertThat(texts(page, "//tbody//span[@class='tag good']")).containsExactly("✓ held");
    }

    @Test
    void whatFailedIsOpen() throws Exception {
        Document page = page(source(Sample.full("")));

        assertThat(texts(page, "//details[@class='trial'][@open]/@id")).containsExactly("trial-1");
        Results held = Sample.full("");
        TrialResult trial = held.trials().get(0);
        assertThat(texts(
                        page(source(with(
                                held,
                                List.of(new TrialResult(
                                        trial.trial(),
                                        trial.measurement(),
                                        List.of(trial.verdicts().get(0)),
                                        trial.took(),
                                        List.of()))))),
                        "//details[@class='trial'][@open]/@id"))
                .isEmpty();
    }

    @Test
    void trialsThatFailedComeFirst() throws Exception {
        Results full = Sample.full("");
        TrialResult failed = full.trials().get(0);
        TrialResult held = new TrialResult(
                failed.trial(), failed.measurement(), List.of(failed.verdicts().get(0)), failed.took(), List.of());

        assertThat(texts(page(source(with(full, List.of(held, failed, held)))), "//details[@class='trial']/@id"))
                .containsExactly("trial-2", "trial-1", "trial-3");
    }

    @Test
    void theCommandsSayTheLimitsAndTheLoad() throws Exception {
        List<String> blocks =
                texts(page(source(Sample.full(""))), "//pre[@aria-label='Commands to repeat it by hand']");

        assertThat(blocks).hasSize(1);
        assertThat(blocks.get(0))
                .contains("--cpus=0.5")
                .contains("--device-write-iops=/dev/vda:100")
                .contains("--volume=data:/data:ro")
                .contains("--tmpfs=/tmp")
                .contains("--read-only")
                .contains("by-hand-rival-1")
                .contains("/.container-limits/bin/stress --cpu 4 --timeout 60");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void aHundredTrialsStayBelowTwoMegabytes(int count) throws Exception {
        Results full = Sample.full("<".repeat(100_000));
        TrialResult one = full.trials().get(0);
        Results many = with(full, Collections.nCopies(count, Sample.longer(one, 400)));

        String source = source(many);

        assertThat(page(source).getElementsByTagName("figure").getLength()).isEqualTo(2 * count);
        assertThat(source.getBytes(StandardCharsets.UTF_8).length).isBetween(20_000, 2_000_000);
    }

    /** Not even what lasted a single reading is lost where few of many readings are drawn. */
    @Test
    void ofThousandsOfReadingsTheChartsKeepThePeaks() throws Exception {
        Results full = Sample.full("");
        TrialResult longer = Sample.longer(full.trials().get(0), 5000);
        double highest = rates(longer.measurement().orElseThrow().own()).max().orElseThrow();
        Results many = with(full, Collections.nCopies(100, longer));

        ThreadMXBean thread = ManagementFactory.getThreadMXBean();
        long began = thread.getCurrentThreadCpuTime();
        String source = source(many);

        System.out.println("100 trials with 5000 readings each: "
                + (thread.getCurrentThreadCpuTime() - began) / 1_000_000 + " ms of CPU time, " + source.length()
                + " characters");
        assertThat(source.length()).isLessThan(2_000_000);
        assertThat(texts(page(source), "//figure[1]//tbody/tr/td[2]").stream()
                        .limit(40)
                        .mapToDouble(Double::parseDouble)
                        .max())
                .hasValueCloseTo(highest, within(1e-5 * highest));
    }

    private static DoubleStream rates(Series series) {
        return IntStream.range(1, series.all().size())
                .mapToObj(i ->
                        new Series.Window(series.all().get(i - 1), series.all().get(i)))
                .flatMapToDouble(window -> window.rate(Counters::cpuNanos).stream())
                .map(nanos -> nanos / 1e9);
    }

    /** The same readings in both files: a chart's numbers are those that follow from the JSON. */
    @Test
    void chartsHaveTheNumbersOfTheJson() throws Exception {
        Results full = Sample.full("");
        Results results = with(full, List.of(Sample.longer(full.trials().get(0), 90)));
        Path file = directory.resolve("report.json");
        new JsonReport(file).tell(results);
        JsonNode series = new ObjectMapper().readTree(file.toFile()).at("/trials/0/measured/series");
        Document page = page(source(results));

        assertEach(
                texts(page, "//figure[1]//tbody/tr/td"),
                series,
                point -> point.path("cpuSeconds").asDouble());
        assertEach(
                texts(page, "//figure[2]//tbody/tr/td"),
                series,
                point -> point.path("devices").path("/dev/vda").path("writes").asDouble());
    }

    /** Each pair of cells is the middle of two points, and by how much the counter grew a second between them. */
    private static void assertEach(List<String> cells, JsonNode series, ToDoubleFunction<JsonNode> counter) {
        assertThat(cells).hasSize(2 * (series.size() - 1)).hasSize(180);
        for (int i = 1; i < series.size(); i++) {
            JsonNode before = series.get(i - 1);
            JsonNode now = series.get(i);
            double from = before.path("seconds").asDouble();
            double until = now.path("seconds").asDouble();
            double rate = (counter.applyAsDouble(now) - counter.applyAsDouble(before)) / (until - from);
            assertThat(Double.parseDouble(cells.get(2 * i - 2))).isCloseTo((from + until) / 2, within(0.001));
            assertThat(Double.parseDouble(cells.get(2 * i - 1))).isCloseTo(rate, within(1e-3 * (1 + rate)));
        }
    }

    @Test
    void onlyThePageOfAProofSaysThatItsRunWasNotRepeated() throws Exception {
        Path file = directory.resolve("KEY.html");
        new HtmlReport(file, true).tell(Sample.full(""));

        assertThat(Files.readString(file)).contains("the run was not repeated");
        assertThat(source(Sample.full(""))).doesNotContain("the run was not repeated");
    }

    @Test
    void eachCheckOfTheSampleHasAMetric() {
        assertThat(Sample.full("").trials().get(0).trial().checks())
                .allMatch(check -> check.metric().isPresent());
        assertThat(Sample.full("").trials().get(0).trial().checks())
                .extracting(Check::edge)
                .allMatch(edge -> edge.isPresent());
    }

    static Results with(Results results, List<TrialResult> trials) {
        return new Results(
                results.policyFile(),
                results.remarks(),
                results.image(),
                results.engine(),
                results.began(),
                results.took(),
                trials,
                List.of());
    }
}
