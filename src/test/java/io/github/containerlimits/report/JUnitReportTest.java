package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What it writes is valid by Surefire's schema in each test. */
class JUnitReportTest {
    private static final Path SCHEMA = Path.of("src/test/resources/surefire/surefire-test-report.xsd");

    private static final Verdict ESCAPED = Sample.verdict(
            3, Outcome.ESCAPED, "mem_limit", "301.0 MiB", "≤ 256.0 MiB", "nothing kept the load within it");

    @TempDir
    Path directory;

    @Test
    void eachVerdictIsACase() throws Exception {
        Element suite = suite(
                Sample.verdict(2, Outcome.HELD, "cpus", "0.500 CPUs", "≤ 0.500 CPUs (±10%)", "12 periods throttled"),
                ESCAPED);

        assertThat(attributes(suite, "tests", "failures", "skipped", "errors", "time"))
                .containsExactly("2", "1", "0", "0", "23.400");
        List<Element> cases = elements(suite, "testcase");
        assertThat(attributes(cases.get(0), "classname", "name", "time"))
                .containsExactly("shop.limits", "cpus under 'stress --cpu 2'", "1.234");
        assertThat(elements(cases.get(0), "failure", "skipped", "error")).isEmpty();
        assertThat(text(cases.get(0), "system-out")).isEqualTo("""
                verdict: held
                bound: ≤ 0.500 CPUs (±10%)
                measured: 0.500 CPUs
                evidence: 12 periods throttled
                place: limits.yaml:2:3""");
        Element failure = elements(cases.get(1), "failure").get(0);
        assertThat(attributes(failure, "type", "message"))
                .containsExactly(
                        "escaped",
                        "limits.yaml:3:3: mem_limit of shop:1.4 under 'stress --cpu 2': CPU use is 301.0 MiB, but the bound is"
                                + " ≤ 256.0 MiB: nothing kept the load within it. Do something about it.");
        assertThat(failure.getTextContent()).isEqualTo(failure.getAttribute("message"));
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void whatFailsTheBuildIsAFailureAndWhatDoesNotIsSkipped(Outcome outcome) throws Exception {
        Verdict failing = Sample.verdict(2, outcome, "cpus", "1", "1", "e");
        Verdict passing = Sample.wayRound(failing, Consequence.WARN);
        boolean isHeld = outcome == Outcome.HELD;

        assertThat(elements(suite(failing), "failure")).hasSize(isHeld ? 0 : 1);
        assertThat(elements(suite(failing), "skipped")).isEmpty();
        assertThat(elements(suite(passing), "failure")).isEmpty();
        assertThat(elements(suite(passing), "skipped"))
                .hasSize(isHeld ? 0 : 1)
                .allSatisfy(skipped -> assertThat(skipped.getAttribute("message"))
                        .startsWith("limits.yaml:2:3: cpus of shop:1.4 under ")
                        .isEqualTo(skipped.getTextContent()));
        assertThat(elements(suite(passing), "error")).isEmpty();
    }

    @Test
    void allThatResultsCanHaveIsThereAndNothingOfTheLoadsOutput() throws Exception {
        Element suite = suite(Sample.full("\u0000 <printed>"));

        assertThat(elements(suite, "testcase"))
                .extracting(one -> one.getAttribute("name"))
                .containsExactly(
                        "cpus under 'stress --cpu 2'",
                        "device_write_iops under 'stress --cpu 2'",
                        "cpuset under 'stress --cpu 2'");
        assertThat(elements(suite, "property"))
                .extracting(property -> property.getAttribute("name") + "=" + property.getAttribute("value"))
                .containsExactly(
                        "began=2026-11-23T18:00:00Z",
                        "cgroupVersion=1",
                        "engine=Docker 20.10.24",
                        "image=shop:1.4",
                        "imageId=sha256:0123",
                        "kernel=6.1.0",
                        "policyFile=limits.yaml",
                        "unchanged=false");
        assertThat(suite.getTextContent()).doesNotContain("printed");
    }

    /** All of Unicode, with halves of surrogate pairs and what XML can't have. */
    @Test
    void anyTextMakesValidXml() throws Exception {
        String all = IntStream.concat(IntStream.rangeClosed(0, 0xffff), IntStream.of(0x1f600, 0xe0041, 0x10ffff))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        for (int from = 0; from < all.length(); from += 500) {
            String some = all.substring(from, Math.min(all.length(), from + 500));
            suite(Sample.verdict(2, Outcome.ESCAPED, some, some, some, some));
        }

        Element suite =
                suite(Sample.verdict(2, Outcome.ESCAPED, "run", "-", "1", "\u0000\u001b\r\n]]>\"'&<\ud800é\ufffe"));

        assertThat(elements(suite, "failure").get(0).getAttribute("message"))
                .contains("\\u0000\\u001b\\r\\n]]>\"'&<\\ud800é\\ufffe");
        assertThat(text(suite, "system-out")).contains("\nevidence: \\u0000\\u001b\\r\\n]]>\"'&<\\ud800é\\ufffe\n");
    }

    @Test
    void noTwoCasesHaveOneName() throws Exception {
        Verdict at7 = Sample.verdict(7, Outcome.HELD, "device_write_bps", "1", "1", "e");
        Verdict at8 = Sample.verdict(8, Outcome.HELD, "device_write_bps", "1", "1", "e");

        assertThat(elements(suite(at7, at8, at8), "testcase"))
                .extracting(one -> one.getAttribute("name"))
                .containsExactly(
                        "device_write_bps under 'stress --cpu 2'",
                        "device_write_bps under 'stress --cpu 2' at 8:3",
                        "device_write_bps under 'stress --cpu 2' at 8:3 (2)");
    }

    @Test
    void aVerificationThatBrokeIsAnErrorAndNothingElse() throws Exception {
        Path file = directory.resolve("deep/er/TEST.xml");

        new JUnitReport(file, false)
                .tellBroken(new Breakage(
                        "limits.yaml",
                        "registry.example:5000/team/shop.web:1.4@sha256:0123",
                        "The limits policy is invalid:\n  \u001b[2J",
                        List.of()));

        Element suite = read(file);
        assertThat(attributes(suite, "tests", "failures", "skipped", "errors")).containsExactly("1", "0", "0", "1");
        assertThat(attributes(elements(suite, "testcase").get(0), "classname", "name"))
                .containsExactly("registry_example:5000/team/shop_web.limits", "verification");
        Element error = elements(suite, "error").get(0);
        assertThat(error.getAttribute("message")).isEqualTo("The limits policy is invalid:\\n  \\u001b[2J");
        assertThat(error.getTextContent()).isEqualTo("The limits policy is invalid:\n  \\u001b[2J");
    }

    @Test
    void anOlderReportIsReplacedAndNothingElseIsLeft() throws Exception {
        suite(ESCAPED);
        assertThat(elements(suite(), "testcase")).isEmpty();

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void theSchemaRefusesWhatItDoesNotKnow() throws Exception {
        suite(ESCAPED);
        String written = Files.readString(directory.resolve("TEST.xml"));

        assertThatExceptionOfType(SAXException.class)
                .isThrownBy(
                        () -> validate(written.replace("<failure ", "<failed ").replace("</failure", "</failed")));
        assertThatExceptionOfType(SAXException.class).isThrownBy(() -> validate(written.replace("1.234", "1,234")));
    }

    private Element suite(Verdict... verdicts) throws Exception {
        return suite(Sample.of(List.of(verdicts)));
    }

    private Element suite(Results results) throws Exception {
        Path file = directory.resolve("TEST.xml");
        new JUnitReport(file, false).tell(results);
        return read(file);
    }

    private static Element read(Path file) throws IOException, SAXException, ParserConfigurationException {
        validate(Files.readString(file));
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getDocumentElement();
    }

    private static void validate(String xml) throws IOException, SAXException {
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
                .newSchema(SCHEMA.toFile())
                .newValidator()
                .validate(new StreamSource(new StringReader(xml)));
    }

    private static List<String> attributes(Element element, String... names) {
        return Stream.of(names).map(element::getAttribute).toList();
    }

    private static String text(Element parent, String name) {
        return elements(parent, name).get(0).getTextContent();
    }

    private static List<Element> elements(Element parent, String... names) {
        return Stream.of(names)
                .map(parent::getElementsByTagName)
                .flatMap(JUnitReportTest::all)
                .toList();
    }

    private static Stream<Element> all(NodeList nodes) {
        return IntStream.range(0, nodes.getLength()).mapToObj(nodes::item).map(Element.class::cast);
    }
}
