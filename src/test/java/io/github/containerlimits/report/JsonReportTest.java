package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void aFullReportHasEachFieldOfTheSchemaAndNoOther() throws IOException {
        JsonNode schema = schema();
        Set<String> seen = new HashSet<>();

        check(written(Sample.full(Sample.FIO)), schema, schema, "report", seen);

        assertThat(seen).isEqualTo(documented(schema, schema, "report", new HashSet<>()));
    }

    @Test
    void theDocumentationNamesEachFieldOfTheSchema() throws IOException {
        String page = Files.readString(Path.of("src/site/markdown/report.md"));
        JsonNode schema = schema();

        assertThat(documented(schema, schema, "report", new HashSet<>()))
                .extracting(path -> path.substring(path.lastIndexOf('.') + 1))
                .allSatisfy(field -> assertThat(page).contains("`" + field + "`"));
    }

    @Test
    void figuresAreNumbersOfAUnitThatAProgramCanCompare() throws IOException {
        Figures figures = Figures.of(Dimension.BYTES, 67_108_864, new Bound.AtMost(64 << 20), 0.01);
        Verdict verdict = Sample.verdict(2, Outcome.HELD, "mem_limit", "", "", "");
        JsonNode written = written(Sample.of(List.of(new Verdict(
                        verdict.subject(),
                        verdict.place(),
                        verdict.load(),
                        verdict.sizes(),
                        Conclusion.of("peak", figures.measured(), figures.bound())
                                .as(Outcome.HELD, "met"),
                        verdict.took(),
                        false,
                        verdict.consequence()))))
                .findValue("untried")
                .get(0);

        assertThat(written.get("measured").toString())
                .isEqualTo("{\"text\":\"64.0 MiB\",\"value\":67108864,\"unit\":\"bytes\"}");
        assertThat(written.at("/bound/text").asText()).isEqualTo("≤ 64 MiB (±1%)");
        assertThat(written.at("/bound/value").asLong()).isEqualTo(64 << 20);
        assertThat(written.at("/bound/atMost").asDouble()).isEqualTo((64 << 20) * 1.01);
        assertThat(written.get("bound").has("atLeast")).isFalse();
    }

    @Test
    void timesCountFromTheFirstReading() throws IOException {
        JsonNode points = written(Sample.full("")).at("/trials/0/measured/series");

        assertThat(points.at("/0/seconds").asDouble()).isZero();
        assertThat(points.at("/1/seconds").asDouble()).isEqualTo(0.5);
        assertThat(points.at("/1/cpuSeconds").asDouble()).isEqualTo(0.25);
        assertThat(points.at("/2/devices").path("/dev/vda").path("writtenBytes").asLong())
                .isEqualTo(409_600);
    }

    @Test
    void onlyTheEndOfAnOutputIsKept() throws IOException {
        String output = "x".repeat(10_000) + "\ud83d\ude00" + "y".repeat(4095);

        assertThat(written(Sample.full(output)).at("/trials/0/exit/stdout").asText())
                .isEqualTo("y".repeat(4095));
    }

    @Test
    void anyOutputMakesValidJson() throws IOException {
        String output = "\u0000\u001b\"\\\n\ud800é";

        assertThat(written(Sample.full(output)).at("/trials/0/exit/stdout").asText())
                .isEqualTo("\u0000\u001b\"\\\n?é");
    }

    @Test
    void anOlderReportIsReplacedAndNothingElseIsLeft() throws IOException {
        Path file = directory.resolve("report.json");
        Files.writeString(file, "old");

        new JsonReport(file).tell(Sample.full(""));

        assertThat(JSON.readTree(file.toFile()).path("schemaVersion").asInt()).isEqualTo(2);
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
    }

    private JsonNode written(Results results) throws IOException {
        Path file = directory.resolve("deep/er/report.json");
        new JsonReport(file).tell(results);
        return JSON.readTree(Files.readString(file));
    }

    private static JsonNode schema() throws IOException {
        return JSON.readTree(Files.readString(Path.of("src/main/resources/container-limits-report.schema.json")));
    }

    /** As much of a schema's check as this schema needs; collects the paths of the fields that it met, without array indices. */
    private static void check(JsonNode value, JsonNode type, JsonNode schema, String path, Set<String> seen) {
        JsonNode resolved = resolved(type, schema);
        if (resolved.has("enum")) {
            assertThat(resolved.get("enum")).as(path).contains(value);
        } else if (resolved.has("const")) {
            assertThat(value).as(path).isEqualTo(resolved.get("const"));
        } else {
            String kind = resolved.get("type").asText();
            switch (kind) {
                case "string" -> assertThat(value.isTextual()).as(path).isTrue();
                case "boolean" -> assertThat(value.isBoolean()).as(path).isTrue();
                case "integer" -> assertThat(value.isIntegralNumber()).as(path).isTrue();
                case "number" -> assertThat(value.isNumber()).as(path).isTrue();
                case "array" -> value.forEach(item -> check(item, resolved.get("items"), schema, path, seen));
                default -> checkObject(value, resolved, schema, path, seen);
            }
        }
    }

    private static void checkObject(JsonNode value, JsonNode type, JsonNode schema, String path, Set<String> seen) {
        assertThat(value.isObject()).as(path).isTrue();
        JsonNode any = type.get("additionalProperties");
        if (any.isObject()) {
            value.forEach(item -> check(item, any, schema, path, seen));
            return;
        }
        type.path("required")
                .forEach(field -> assertThat(value.has(field.asText()))
                        .as(path + "." + field)
                        .isTrue());
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String name = path + "." + field.getKey();
            assertThat(type.get("properties").has(field.getKey())).as(name).isTrue();
            seen.add(name);
            check(field.getValue(), type.get("properties").get(field.getKey()), schema, name, seen);
        }
    }

    private static Set<String> documented(JsonNode type, JsonNode schema, String path, Set<String> paths) {
        JsonNode resolved = resolved(type, schema);
        if (resolved.has("items")) {
            documented(resolved.get("items"), schema, path, paths);
        }
        if (resolved.path("additionalProperties").isObject()) {
            documented(resolved.get("additionalProperties"), schema, path, paths);
        }
        resolved.path("properties").fieldNames().forEachRemaining(field -> {
            String name = path + "." + field;
            paths.add(name);
            documented(resolved.get("properties").get(field), schema, name, paths);
        });
        return paths;
    }

    private static JsonNode resolved(JsonNode type, JsonNode schema) {
        return type.has("$ref") ? schema.at(type.get("$ref").asText().substring(1)) : type;
    }
}
