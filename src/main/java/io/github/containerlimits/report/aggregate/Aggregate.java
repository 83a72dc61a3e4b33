package io.github.containerlimits.report.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reports side by side, and what became of their verdicts since an earlier time.
 *
 * @param reports in the order in which they are shown, each under a name of its own
 * @param earlier those of the earlier time; empty where none is compared with
 */
public record Aggregate(List<CollectedReport> reports, List<CollectedReport> earlier) {
    /** Raised where a reader must change. */
    private static final int SCHEMA_VERSION = 1;

    public Aggregate {
        reports = List.copyOf(reports);
        earlier = List.copyOf(earlier);
        if (reports.stream().map(CollectedReport::name).distinct().count() < reports.size()) {
            throw new IllegalArgumentException("two reports have one name");
        }
    }

    /**
     * What became of a verdict.
     *
     * @param word {@code new}, {@code better}, {@code worse} or {@code same}
     * @param before the earlier one; absent where it is new
     */
    public record Change(String word, Optional<Line> before) {}

    /** The subjects of all reports, limits before ways round them, each in the order in which it came first. */
    public List<String> subjects() {
        return Stream.of(false, true)
                .flatMap(ofWays -> reports.stream()
                        .flatMap(report -> report.lines().stream())
                        .filter(line -> line.wayRound() == ofWays)
                        .map(Line::subject))
                .distinct()
                .toList();
    }

    /** The places in a report of its verdicts on a subject, the gravest first. */
    public static List<Integer> of(CollectedReport report, String subject) {
        List<Line> lines = report.lines();
        return IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).subject().equals(subject))
                .boxed()
                .sorted(Comparator.comparing(i -> lines.get(i).grade()))
                .toList();
    }

    public boolean passes() {
        return reports.stream().allMatch(CollectedReport::passes);
    }

    /** The earlier report of the same name, or of a report without a name that is of the same image. */
    public Optional<CollectedReport> before(CollectedReport report) {
        return earlier.stream()
                .filter(other -> other.name().equals(report.name()))
                .findFirst()
                .or(() -> earlier.stream()
                        .filter(other -> other.name().isEmpty()
                                && repository(other.image()).equals(repository(report.image())))
                        .findFirst());
    }

    /**
     * What became of a report's verdict: of the n-th on a subject since the n-th on it in the earlier report.
     *
     * @param place of the verdict in the report
     * @return absent where there is no earlier report
     */
    public Optional<Change> change(CollectedReport report, int place) {
        Line line = report.lines().get(place);
        return before(report)
                .map(other -> counterpart(report, place, other)
                        .map(before -> {
                            int better = Integer.compare(line.grade(), before.grade());
                            return new Change(
                                    better > 0 ? "better" : better < 0 ? "worse" : "same", Optional.of(before));
                        })
                        .orElseGet(() -> new Change("new", Optional.empty())));
    }

    /** The earlier verdicts that no later one is of. */
    public List<Line> gone(CollectedReport report) {
        return before(report)
                .map(other -> IntStream.range(0, other.lines().size())
                        .filter(i -> counterpart(other, i, report).isEmpty())
                        .mapToObj(i -> other.lines().get(i))
                        .toList())
                .orElse(List.of());
    }

    private static Optional<Line> counterpart(CollectedReport from, int place, CollectedReport in) {
        Line line = from.lines().get(place);
        long number =
                from.lines().stream().limit(place).filter(line::isOfTheSame).count();
        return in.lines().stream().filter(line::isOfTheSame).skip(number).findFirst();
    }

    /** A reference without its tag and digest. */
    static String repository(String reference) {
        return reference.replaceFirst("@.*$", "").replaceFirst(":[^/:]*$", "");
    }

    /** All of it, by the schema {@code container-limits-aggregate.schema.json}. */
    public ObjectNode json() {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("aggregateVersion", SCHEMA_VERSION);
        root.put("passes", passes());
        ArrayNode list = root.putArray("reports");
        for (CollectedReport report : reports) {
            ObjectNode node = list.addObject();
            node.put("name", report.name());
            node.put("image", report.image());
            node.put("engine", report.engine());
            node.put("began", report.began().toString());
            node.put("seconds", report.seconds());
            node.put("passes", report.passes());
            if (!report.shards().isEmpty()) {
                ArrayNode shards = node.putArray("shards");
                report.shards().forEach(shard -> shards.add(shard(shard)));
            }
            ArrayNode lines = node.putArray("verdicts");
            for (int i = 0; i < report.lines().size(); i++) {
                lines.add(json(report, i));
            }
            ArrayNode gone = node.putArray("gone");
            gone(report).forEach(line -> gone.add(line.subject()));
        }
        return root;
    }

    private static ObjectNode shard(CollectedReport shard) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("name", shard.name());
        node.put("engine", shard.engine());
        node.put("began", shard.began().toString());
        node.put("seconds", shard.seconds());
        node.put("passes", shard.passes());
        node.put("verdicts", shard.lines().size());
        return node;
    }

    private ObjectNode json(CollectedReport report, int place) {
        Line line = report.lines().get(place);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("subject", line.subject());
        node.put("place", line.place());
        node.put("outcome", line.outcome().toString());
        node.put("passes", line.passes());
        node.put("wayRound", line.wayRound());
        node.put("measured", line.measured());
        node.put("bound", line.bound());
        node.put("evidence", line.evidence());
        node.put("seconds", line.seconds());
        change(report, place).ifPresent(change -> {
            node.put("change", change.word());
            change.before().ifPresent(before -> {
                node.put("outcomeBefore", before.outcome().toString());
                node.put("measuredBefore", before.measured());
            });
        });
        return node;
    }

    /**
     * Reads what an earlier build left: an {@code aggregate.json} with all its reports, or one {@code report.json}, which has no name.
     *
     * @throws IOException where it is neither; the message names the file
     */
    public static List<CollectedReport> earlier(Path file) throws IOException {
        JsonNode tree = CollectedReport.parsed(file);
        if (!tree.has("aggregateVersion")) {
            return List.of(CollectedReport.read("", file));
        }
        try {
            if (tree.path("aggregateVersion").asInt() != SCHEMA_VERSION) {
                throw new IllegalArgumentException("its aggregateVersion is none that is known");
            }
            List<CollectedReport> reports = new ArrayList<>();
            for (JsonNode report : tree.path("reports")) {
                List<Line> lines = new ArrayList<>();
                report.path("verdicts").forEach(line -> lines.add(line(line)));
                reports.add(new CollectedReport(
                        CollectedReport.text(report, "name"),
                        CollectedReport.text(report, "image"),
                        CollectedReport.text(report, "engine"),
                        Instant.parse(CollectedReport.text(report, "began")),
                        CollectedReport.seconds(report),
                        report.path("passes").asBoolean(),
                        lines,
                        Optional.empty(),
                        List.of()));
            }
            return reports;
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException(file + " is no aggregate of container-limits:aggregate: " + e.getMessage(), e);
        }
    }

    private static Line line(JsonNode line) {
        return new Line(
                CollectedReport.text(line, "subject"),
                CollectedReport.text(line, "place"),
                CollectedReport.outcome(CollectedReport.text(line, "outcome")),
                line.path("passes").asBoolean(),
                line.path("wayRound").asBoolean(),
                CollectedReport.text(line, "measured"),
                CollectedReport.text(line, "bound"),
                CollectedReport.text(line, "evidence"),
                CollectedReport.seconds(line));
    }
}
