package io.github.containerlimits.report.aggregate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.filter.FilteringParserDelegate;
import com.fasterxml.jackson.core.filter.TokenFilter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a {@code report.json}, but for what was measured reading by reading.
 *
 * @param name of the module, or of whatever else tells it from the others
 * @param image its reference
 * @param engine name and version
 * @param began in UTC
 * @param passes whether its build went on
 * @param lines in the report's order
 * @param piece which shard it is of; absent where it is of all
 * @param shards the reports that it was joined from, in their order; empty where it is one itself
 */
public record CollectedReport(
        String name,
        String image,
        String engine,
        Instant began,
        double seconds,
        boolean passes,
        List<Line> lines,
        Optional<Piece> piece,
        List<CollectedReport> shards) {
    /** Newest version of the format that is read, and all before it. */
    private static final int NEWEST = 2;

    private static final long MOST_BYTES = 256L << 20;
    private static final int MOST_LINES = 10_000;
    private static final int LONGEST = 4096;

    /** Fields that are passed over while they are read, since they may be large. */
    private static final Set<String> LARGE =
            Set.of("series", "rivals", "contrast", "exit", "charged", "limits", "waitedFor", "troubles");

    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxDocumentLength(MOST_BYTES)
                    .maxNestingDepth(32)
                    .maxStringLength(1 << 20)
                    .maxNumberLength(64)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private static final TokenFilter WITHOUT_LARGE = new TokenFilter() {
        @Override
        public @Nullable TokenFilter includeProperty(String name) {
            return LARGE.contains(name) ? null : this;
        }

        @Override
        protected boolean _includeScalar() {
            return true;
        }
    };

    public CollectedReport {
        lines = List.copyOf(lines);
        shards = List.copyOf(shards);
    }

    /** The same under another name. */
    public CollectedReport named(String other) {
        return new CollectedReport(other, image, engine, began, seconds, passes, lines, piece, shards);
    }

    /**
     * Reads a report, whoever wrote it.
     *
     * @throws IOException where it can't be read, or is no report of a version that is known; the message names the file
     */
    public static CollectedReport read(String name, Path file) throws IOException {
        JsonNode report = parsed(file);
        try {
            return of(name, report);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + " is no report of container-limits:verify: " + e.getMessage(), e);
        }
    }

    /** The tree of a file of bounded size and depth, without what is large in a report. */
    static JsonNode parsed(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + " is larger than " + (MOST_BYTES >> 20) + " MiB");
        }
        try (JsonParser parser = new FilteringParserDelegate(
                JSON.createParser(file.toFile()), WITHOUT_LARGE, TokenFilter.Inclusion.INCLUDE_ALL_AND_PATH, true)) {
            @Nullable JsonNode tree = JSON.readTree(parser);
            if (tree == null || !tree.isObject()) {
                throw new IOException(file + " is no report of container-limits:verify: it is no JSON object");
            }
            return tree;
        } catch (com.fasterxml.jackson.core.JacksonException e) {
            throw new IOException(file + " is no report of container-limits:verify: " + e.getOriginalMessage(), e);
        }
    }

    private static CollectedReport of(String name, JsonNode report) {
        JsonNode version = report.path("schemaVersion");
        if (!version.isInt() || version.asInt() < 1) {
            throw new IllegalArgumentException("it has no schemaVersion");
        }
        if (version.asInt() > NEWEST) {
            throw new IllegalArgumentException("its schemaVersion is " + version.asInt() + ", and only those up to "
                    + NEWEST + " are known: use a newer plugin");
        }
        List<Line> lines = new ArrayList<>();
        for (JsonNode trial : report.path("trials")) {
            trial.path("verdicts").forEach(verdict -> lines.add(line(verdict)));
        }
        report.path("untried").forEach(verdict -> lines.add(line(verdict)));
        if (lines.size() > MOST_LINES) {
            throw new IllegalArgumentException("it has more than " + MOST_LINES + " verdicts");
        }
        JsonNode engine = report.path("engine");
        return new CollectedReport(
                name,
                text(report.path("image"), "reference"),
                text(engine, "name") + " " + text(engine, "version"),
                Instant.parse(text(report, "began")),
                seconds(report),
                report.path("passes").asBoolean(),
                lines,
                Piece.of(report),
                List.of());
    }

    private static Line line(JsonNode verdict) {
        JsonNode place = verdict.path("place");
        return new Line(
                text(verdict, "subject"),
                text(place, "file") + ":" + place.path("line").asInt() + ":"
                        + place.path("column").asInt(),
                outcome(text(verdict, "outcome")),
                verdict.path("passes").asBoolean(),
                verdict.path("wayRound").asBoolean(),
                figure(verdict, "measured"),
                figure(verdict, "bound"),
                text(verdict, "evidence"),
                seconds(verdict));
    }

    /** As a reader wants it. In the first version of the report a figure was its text alone. */
    private static String figure(JsonNode verdict, String field) {
        JsonNode figure = verdict.path(field);
        return figure.isObject() ? text(figure, "text") : text(verdict, field);
    }

    static Outcome outcome(String word) {
        return Arrays.stream(Outcome.values())
                .filter(outcome -> outcome.toString().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("an outcome in it is none that is known"));
    }

    static double seconds(JsonNode node) {
        double seconds = node.path("seconds").asDouble(-1);
        if (!(seconds >= 0 && seconds < 1e9)) {
            throw new IllegalArgumentException("it has no seconds");
        }
        return seconds;
    }

    static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("it has no text in " + field);
        }
        String text = value.asText();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
