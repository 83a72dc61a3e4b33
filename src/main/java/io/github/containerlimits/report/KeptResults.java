package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.plan.Shard;
import io.github.containerlimits.result.Origin;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Sizes;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** Reads results of a run back from its report, without what was measured for them. */
final class KeptResults {
    private KeptResults() {}

    /**
     * The results, none of whose verdicts has a trial.
     *
     * @param verdicts those of the report
     * @throws IOException where the report is not one that {@link JsonReport} writes
     */
    static Results of(JsonNode report, List<JsonNode> verdicts) throws IOException {
        try {
            return new Results(
                    text(report, "policyFile"),
                    texts(report.path("remarks")),
                    image(report.path("image")),
                    engine(report.path("engine")),
                    Instant.parse(text(report, "began")),
                    duration(report),
                    List.of(),
                    verdicts.stream().map(KeptResults::verdict).toList(),
                    origin(report));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("what was kept is no report: " + e.getMessage(), e);
        }
    }

    private static Origin origin(JsonNode report) {
        JsonNode origin = report.path("origin");
        JsonNode shard = report.path("shard");
        Optional<Origin.Portion> portion = shard.isObject()
                ? Optional.of(new Origin.Portion(
                        new Shard(shard.path("number").asInt(), shard.path("of").asInt()), texts(shard.path("parts"))))
                : Optional.empty();
        return origin.isObject()
                ? new Origin(text(origin, "policy"), text(origin, "parameters"), text(origin, "plugin"), portion)
                : Origin.UNKNOWN;
    }

    private static Image image(JsonNode image) {
        return new Image(
                text(image, "reference"),
                text(image, "id"),
                text(image, "user"),
                text(image, "workingDirectory"),
                texts(image.path("volumes")));
    }

    private static EngineFacts engine(JsonNode engine) {
        return new EngineFacts(
                text(engine, "name"),
                text(engine, "version"),
                text(engine, "apiVersion"),
                text(engine, "address"),
                text(engine, "kernel"),
                engine.path("cgroupVersion").asInt(),
                text(engine, "cgroupDriver"),
                text(engine, "storageDriver"),
                text(engine, "dataRoot"),
                engine.path("cpus").asInt(),
                engine.path("memoryBytes").asLong(),
                text(engine, "architecture"),
                texts(engine.path("warnings")));
    }

    private static Verdict verdict(JsonNode verdict) {
        JsonNode place = verdict.path("place");
        JsonNode smaller = verdict.path("smaller");
        return new Verdict(
                text(verdict, "subject"),
                new Place(
                        text(place, "file"),
                        place.path("line").asInt(),
                        place.path("column").asInt()),
                text(verdict, "load"),
                smaller.isObject()
                        ? Optional.of(new Sizes(text(smaller, "tried"), text(smaller, "declared")))
                        : Optional.empty(),
                conclusion(verdict).withRemedy(text(verdict, "remedy")),
                duration(verdict),
                verdict.path("wayRound").asBoolean(),
                Consequence.valueOf(text(verdict, "consequence").toUpperCase(Locale.ROOT)));
    }

    private static Conclusion conclusion(JsonNode verdict) {
        Conclusion open = Conclusion.of(
                text(verdict, "quantity"),
                FigureJson.read(verdict.path("measured")),
                FigureJson.read(verdict.path("bound")));
        Outcome outcome = Outcome.valueOf(text(verdict, "outcome").toUpperCase(Locale.ROOT));
        return outcome == Outcome.UNPROVEN
                ? open.excused(new Excuse(
                        text(verdict, "evidence"),
                        Cause.valueOf(text(verdict, "cause").toUpperCase(Locale.ROOT))))
                : open.as(outcome, text(verdict, "evidence"));
    }

    private static Duration duration(JsonNode node) {
        return Duration.ofNanos(Math.round(node.path("seconds").asDouble() * 1e9));
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static String text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("it has no text in " + field);
        }
        return value.asText();
    }
}
