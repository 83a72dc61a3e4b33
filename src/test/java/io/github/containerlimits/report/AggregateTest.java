package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.aggregate.JoinedShards;
import io.github.containerlimits.report.aggregate.Line;
import io.github.containerlimits.result.Origin;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Reports that are read again and laid side by side. */
class AggregateTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String HOSTILE = "</td><script>alert(1)</script>\u001b[31m\u202e";

    @TempDir
    Path directory;

    private CollectedReport collected(String name, Verdict... verdicts) throws IOException {
        return CollectedReport.read(name, written(name, verdicts));
    }

    private Path written(String name, Verdict... verdicts) throws IOException {
        Path file =
                directory.resolve("r" + Integer.toHexString(name.hashCode())).resolve("report.json");
        new JsonReport(file).tell(Sample.of(List.of(verdicts)));
        return file;
    }

    private static Verdict verdict(String subject, Outcome outcome, String measured) {
        return Sample.verdict(2, outcome, subject, measured, "≤ 1", "evidence of " + subject);
    }

    private Document page(Aggregate aggregate) throws Exception {
        new AggregateFiles(directory.resolve("out")).write(aggregate);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Files.readString(directory.resolve("out/aggregate.html")))));
    }

    private static List<String> texts(Document page, String path) throws Exception {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, page, XPathConstants.NODESET);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    @Test
    void aReportIsReadAsItWasWritten() throws IOException {
        Path file = directory.resolve("report.json");
        new JsonReport(file).tell(Sample.full(Sample.FIO));
        JsonNode written = JSON.readTree(file.toFile());

        CollectedReport read = CollectedReport.read("shop", file);

        assertThat(read.image()).isEqualTo("shop:1.4");
        assertThat(read.engine()).isEqualTo("Docker 20.10.24");
        assertThat(read.passes()).isEqualTo(written.path("passes").asBoolean());
        assertThat(read.lines()).hasSize(3);
        assertThat(read.lines().get(0).subject()).isEqualTo("cpus");
        assertThat(read.lines().get(0).measured())
                .isEqualTo(written.at("/trials/0/verdicts/0/measured/text").asText());
        assertThat(read.lines().get(2).subject())
                .isEqualTo(written.at("/untried/0/subject").asText());
    }

    @Test
    void aReportOfTheFirstVersionWhoseFiguresAreTextIsReadAsThoseOfTheNewest() throws IOException {
        Path file = directory.resolve("report.json");
        new JsonReport(file).tell(Sample.full(Sample.FIO));
        CollectedReport newest = CollectedReport.read("shop", file);
        ObjectNode first = (ObjectNode) JSON.readTree(file.toFile());
        first.put("schemaVersion", 1);
        for (JsonNode verdict : first.findParents("outcome")) {
            for (String figure : List.of("measured", "bound")) {
                ((ObjectNode) verdict)
                        .put(figure, verdict.at("/" + figure + "/text").asText());
            }
        }
        JSON.writeValue(file.toFile(), first);

        assertThat(CollectedReport.read("shop", file)).isEqualTo(newest);
    }

    @Test
    void modulesAreRowsAndLimitsAreColumns() throws Exception {
        Document page = page(new Aggregate(
                List.of(
                        collected(
                                "shop", verdict("cpus", Outcome.HELD, "0.5"), verdict("pids_limit", Outcome.HELD, "9")),
                        collected("stock", verdict("cpus", Outcome.ESCAPED, "1.5"))),
                List.of()));

        assertThat(texts(page, "//section[@id='overview']//thead//th")).containsExactly("Report", "cpus", "pids_limit");
        assertThat(texts(page, "//section[@id='overview']//tbody//a")).containsExactly("shop", "stock");
        assertThat(texts(page, "//section[@id='overview']//tbody//td"))
                .containsExactly("✓ held0.5", "✓ held9", "✗ escaped1.5", "–");
        assertThat(texts(page, "//header/div")).containsExactly("Failed: 2 held, 1 escaped");
        assertThat(texts(page, "//details/summary/h3")).as("failures first").containsExactly("stock", "shop");
        assertThat(texts(page, "//details[@open]/@id")).containsExactly("report-2");
        List<String> ids = texts(page, "//@id");
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(texts(page, "//@href")).allMatch(href -> ids.contains(href.substring(1)));
    }

    @ParameterizedTest
    @CsvSource({"HELD, HELD, same", "ESCAPED, HELD, better", "HELD, ESCAPED, worse", "ESCAPED, UNPROVEN, same"})
    void whatBecameOfALimitIsTold(Outcome before, Outcome now, String change) throws Exception {
        Aggregate aggregate = new Aggregate(
                List.of(collected("shop", verdict("cpus", now, "2"))),
                List.of(collected("shop", verdict("cpus", before, "1"), verdict("cpuset", Outcome.HELD, "3"))));

        JsonNode verdict = aggregate.json().at("/reports/0/verdicts/0");
        assertThat(verdict.path("change").asText()).isEqualTo(change);
        assertThat(verdict.path("measuredBefore").asText()).isEqualTo("1");
        assertThat(aggregate.json().at("/reports/0/gone").toString()).isEqualTo("[\"cpuset\"]");
        assertThat(texts(page(aggregate), "//details//td[@data-label='Before']").get(0))
                .startsWith(before + ", 1");
    }

    @Test
    void whatWasNotThereIsNew() throws IOException {
        Aggregate aggregate = new Aggregate(
                List.of(
                        collected("shop", verdict("cpus", Outcome.HELD, "2"), verdict("cpus", Outcome.HELD, "2")),
                        collected("stock", verdict("cpus", Outcome.HELD, "2"))),
                List.of(collected("shop", verdict("cpus", Outcome.HELD, "1"))));

        JsonNode json = aggregate.json();
        assertThat(json.at("/reports/0/verdicts/0/change").asText()).isEqualTo("same");
        assertThat(json.at("/reports/0/verdicts/1/change").asText()).isEqualTo("new");
        assertThat(json.at("/reports/1/verdicts/0").has("change")).isFalse();
    }

    @Test
    void theEarlierTimeIsAnAggregateOrASingleReport() throws IOException {
        Path single = written("shop", verdict("cpus", Outcome.ESCAPED, "1"));
        CollectedReport now = collected("any name", verdict("cpus", Outcome.HELD, "2"));
        Aggregate first = new Aggregate(List.of(now), Aggregate.earlier(single));
        new AggregateFiles(directory.resolve("first")).write(first);

        List<CollectedReport> again = Aggregate.earlier(directory.resolve("first/aggregate.json"));

        assertThat(first.json().at("/reports/0/verdicts/0/change").asText()).isEqualTo("better");
        assertThat(again).isEqualTo(List.of(now));
    }

    @Test
    void theJsonIsThatOfItsSchema() throws IOException {
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(JSON.readTree(Path.of("src/main/resources/container-limits-aggregate.schema.json")
                        .toFile()));
        Aggregate aggregate = new Aggregate(
                List.of(collected("shop", verdict("cpus", Outcome.HELD, "2"), verdict("new", Outcome.HELD, "2"))),
                List.of(collected("shop", verdict("cpus", Outcome.HELD, "1"), verdict("gone", Outcome.HELD, "1"))));

        assertThat(schema.validate(aggregate.json())).isEmpty();
        assertThat(schema.validate(JSON.createObjectNode())).isNotEmpty();
    }

    @Test
    void whatAReportSaysIsOnlyText() throws Exception {
        Document page = page(new Aggregate(
                List.of(collected(HOSTILE, Sample.verdict(2, Outcome.ESCAPED, HOSTILE, HOSTILE, HOSTILE, HOSTILE))),
                List.of()));

        assertThat(texts(page, "//script")).isEmpty();
        assertThat(Files.readString(directory.resolve("out/aggregate.html")))
                .doesNotContain("<script")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
        assertThat(texts(page, "//summary/h3").get(0)).isEqualTo("</td><script>alert(1)</script>\\u001b[31m\\u202e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "12",
                "{",
                "{}",
                "{\"schemaVersion\": 1}",
                "{\"schemaVersion\": 2}",
                "{\"schemaVersion\": \"1\"}",
                "{\"a\": 1, \"a\": 2}",
                "{\"schemaVersion\": 1, \"image\": {\"reference\": 7}}",
                "not json"
            })
    void whatIsNoReportIsRefusedByItsName(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("bad.json"), text);

        assertThatThrownBy(() -> CollectedReport.read("x", file))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + " is no report of container-limits:verify: ");
    }

    @Test
    void aNewerVersionIsRefusedWithWhatToDo() throws IOException {
        Path file = written("x", verdict("cpus", Outcome.HELD, "1"));
        Files.writeString(file, Files.readString(file).replace("\"schemaVersion\" : 2", "\"schemaVersion\" : 9"));

        assertThatThrownBy(() -> CollectedReport.read("x", file)).hasMessageContaining("use a newer plugin");
    }

    @Test
    void depthAndLengthAreBounded() throws IOException {
        Path file = directory.resolve("bad.json");
        for (String text : Stream.of(
                        "{\"a\":".repeat(5000),
                        "[".repeat(100_000),
                        "{\"a\":\"" + "x".repeat(3 << 20) + "\"}",
                        "{\"a\": " + "9".repeat(100_000) + "}")
                .toList()) {
            Files.writeString(file, text);
            assertThatThrownBy(() -> CollectedReport.read("x", file)).isInstanceOf(IOException.class);
        }
    }

    /** A report of a shard, with a verdict of its own. */
    private CollectedReport shard(String name, Origin origin, String subject) throws IOException {
        Path file = directory.resolve("shards/" + name + "/report.json");
        new JsonReport(file)
                .tell(Sample.of(List.of(verdict(subject, Outcome.HELD, "1"))).of(origin));
        return CollectedReport.read(name, file);
    }

    private CollectedReport shard(String name, String number) throws IOException {
        return shard(name, Sample.origin(number), "limit of " + number);
    }

    private static String unjoinable(CollectedReport... reports) {
        try {
            JoinedShards.of(List.of(reports));
        } catch (JoinedShards.NoWholeException e) {
            return String.valueOf(e.getMessage());
        }
        return "joined";
    }

    @Test
    void shardsBecomeOneReport() throws Exception {
        CollectedReport whole = collected("stock", verdict("cpus", Outcome.HELD, "2"));

        List<CollectedReport> joined =
                JoinedShards.of(List.of(shard("c", "3/3"), shard("a", "1/3"), whole, shard("b", "2/3")));

        assertThat(joined).extracting(CollectedReport::name).containsExactly("stock", "shop (limits.yaml)");
        assertThat(joined.get(1).lines())
                .extracting(Line::subject)
                .containsExactly("limit of 1/3", "limit of 2/3", "limit of 3/3");
        Aggregate aggregate = new Aggregate(joined, List.of());
        assertThat(aggregate.json().at("/reports/1/shards").findValuesAsText("name"))
                .containsExactly("a", "b", "c");
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(JSON.readTree(Path.of("src/main/resources/container-limits-aggregate.schema.json")
                                .toFile()))
                        .validate(aggregate.json()))
                .isEmpty();
        assertThat(texts(page(aggregate), "//dd"))
                .anySatisfy(
                        fact -> assertThat(fact).contains("a (1 verdict on ").contains("c (1 verdict on "));
        assertThat(new AggregateText(aggregate).lines().get(0)).matches("LIMIT +stock +shop \\(limits.yaml\\)");
    }

    @Test
    void anEmptyShardBelongsToTheWhole() throws Exception {
        Path file = directory.resolve("empty/report.json");
        new JsonReport(file).tell(Sample.of(List.of()).of(Sample.origin("2/2")));

        assertThat(JoinedShards.of(List.of(shard("a", "1/2"), CollectedReport.read("b", file))))
                .singleElement()
                .satisfies(joined -> assertThat(joined.lines()).hasSize(1));
    }

    @Test
    void aShardThatIsMissingIsNamed() throws IOException {
        assertThat(unjoinable(shard("a", "1/3"), shard("c", "3/3")))
                .contains(
                        "There is no report of shard 2/3 of shop (limits.yaml): those that were found are of 1/3, 3/3");
    }

    @Test
    void aShardThatComesTwiceIsNamed() throws IOException {
        assertThat(unjoinable(shard("a", "1/2"), shard("b", "2/2"), shard("again", "1/2")))
                .contains("Shard 1/2 of shop (limits.yaml) comes more than once: in a and in again")
                .doesNotContain("There is no report");
    }

    @ParameterizedTest
    @CsvSource({
        "12ab34ce, smaller=true, 1.0, are from different policies: 12ab34cd in a; 12ab34ce in b",
        "12ab34cd, smaller=false, 1.0, were verified with different parameters: smaller=true in a; smaller=false in b",
        "12ab34cd, smaller=true, 1.1, are from different versions of the plugin: 1.0 in a; 1.1 in b",
        "12ab34cd, smaller=true, 1.0, joined"
    })
    void shardsOfSomethingElseAreNamed(String policy, String parameters, String plugin, String said)
            throws IOException {
        Origin other =
                new Origin(policy, parameters, plugin, Sample.origin("2/2").portion());

        assertThat(unjoinable(shard("a", "1/2"), shard("b", other, "pids_limit")))
                .contains(said);
    }

    @Test
    void shardsOfAnotherImageAreNamed() throws IOException {
        CollectedReport own = shard("a", "1/2");
        Path file = directory.resolve("shards/b/report.json");
        shard("b", "2/2");
        Files.writeString(
                file,
                Files.readString(file).replace("sha256:0123", "sha256:4567").replace("shop:1.4", "shop:1.5"));

        assertThat(unjoinable(own, CollectedReport.read("b", file)))
                .contains("are from different images: sha256:0123 in a; sha256:4567 in b");
    }

    @Test
    void shardsOfDifferentNumbersAreNamed() throws IOException {
        assertThat(unjoinable(shard("a", "1/2"), shard("b", "2/3")))
                .contains("are parts of different numbers: 2 in a; 3 in b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "4", "-1", "2000000000", "\"x\""})
    void whatIsNoShardIsNoReport(String number) throws IOException {
        Path file = directory.resolve("shards/a/report.json");
        shard("a", "3/3");
        Files.writeString(file, Files.readString(file).replace("\"number\" : 3", "\"number\" : " + number));

        assertThatThrownBy(() -> CollectedReport.read("a", file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(" is no report of container-limits:verify: ");
    }
}
