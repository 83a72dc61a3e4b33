package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.result.Results;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a report belongs to, in a file beside it: later goals know by it whether the report is of their build.
 *
 * @param key all that the run's verdicts depend on
 * @param build the same without parameters of the goal: the policy, the image, the engine and the plugin
 */
public record Stamp(String key, String build) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A report that was stamped, and is as it was then.
     *
     * @param since when its run began, in UTC
     * @param results its verdicts, without what was measured for them
     */
    public record Stamped(Stamp stamp, String since, Results results) {}

    /**
     * Stamps the report as it is.
     *
     * @throws IOException where there is none, or the stamp can't be written
     */
    public void on(Path report) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("key", key);
        node.put("build", build);
        node.put("report", hash(report));
        JsonReport.write(file(report), node);
    }

    /**
     * The report with its stamp; absent where one of both is not there, or the report is not as it was when it was stamped.
     *
     * @throws IOException where one can't be read
     */
    public static Optional<Stamped> of(Path report) throws IOException {
        if (!Files.isRegularFile(report) || !Files.isRegularFile(file(report))) {
            return Optional.empty();
        }
        JsonNode stamp = JSON.readTree(file(report).toFile());
        if (!stamp.path("report").asText().equals(hash(report))) {
            return Optional.empty();
        }
        JsonNode node = JSON.readTree(report.toFile());
        Stream<JsonNode> ofTrials = all(node.path("trials")).flatMap(trial -> all(trial.path("verdicts")));
        List<JsonNode> verdicts =
                Stream.concat(ofTrials, all(node.path("untried"))).toList();
        return Optional.of(new Stamped(
                new Stamp(stamp.path("key").asText(), stamp.path("build").asText()),
                node.path("began").asText().replaceFirst("\\.\\d+Z$", "Z"),
                KeptResults.of(node, verdicts)));
    }

    /**
     * Deletes the stamp of a report, if there is one.
     *
     * @throws IOException where it can't be deleted
     */
    public static void remove(Path report) throws IOException {
        Files.deleteIfExists(file(report));
    }

    private static Stream<JsonNode> all(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static Path file(Path report) {
        return report.resolveSibling("stamp.json");
    }

    private static String hash(Path report) throws IOException {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Files.readString(report).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
