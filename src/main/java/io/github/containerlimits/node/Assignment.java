package io.github.containerlimits.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Times;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.source.Sourced;
import io.github.containerlimits.result.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a node is told to verify. It has values of variables, among which may be secrets: it goes to a node as a secret, never as a part of a service.
 *
 * @param image the image's reference
 * @param service the service or container that the build names
 * @param directory the project's own, which files are named from
 * @param sourced what the policy is read from
 * @param trials globs of the trials that are run; all where empty
 * @param toolbox where the load's tools come from, as in the parameter
 * @param origin what is verified, so far as the build knows it
 */
public record Assignment(
        String image,
        Optional<String> service,
        Path directory,
        Sourced sourced,
        List<String> trials,
        String toolbox,
        Otherwise otherwise,
        Times times,
        Origin origin) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Assignment {
        trials = List.copyOf(trials);
    }

    /** What the policy is read for. */
    Project project() {
        return new Project(Optional.of(directory), Optional.of(image), service, sourced.variables(), Map.of());
    }

    /** The same for which there is that much time. */
    Assignment within(Duration most) {
        return new Assignment(
                image,
                service,
                directory,
                sourced,
                trials,
                toolbox,
                otherwise,
                new Times(most, times.patience(), times.sideBySide()),
                origin);
    }

    /** As JSON, which {@link #parse} reads. */
    public String text() {
        ObjectNode node = JSON.createObjectNode();
        node.put("image", image);
        service.ifPresent(name -> node.put("service", name));
        node.put("directory", directory.toString());
        sourced.files().forEach(file -> node.withArray("files").add(file.toString()));
        ObjectNode texts = node.putObject("texts");
        sourced.texts().forEach((file, text) -> texts.put(file.toString(), text));
        ObjectNode variables = node.putObject("variables");
        sourced.variables().forEach(variables::put);
        trials.forEach(node.withArray("trials")::add);
        node.put("toolbox", toolbox);
        node.put("onUnsupported", otherwise.unsupported().name());
        node.put("onUnproven", otherwise.unproven().name());
        node.put("smaller", otherwise.smaller());
        node.put("most", times.most().toString());
        node.put("patience", times.patience().toString());
        node.put("sideBySide", times.sideBySide());
        ObjectNode from = node.putObject("origin");
        from.put("policy", origin.policy());
        from.put("parameters", origin.parameters());
        from.put("plugin", origin.plugin());
        return node.toString();
    }

    /**
     * Reads what {@link #text} wrote, on a node of the same version.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Assignment parse(String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the assignment is no JSON", e);
        }
        List<Path> files = new ArrayList<>();
        node.path("files").forEach(file -> files.add(Path.of(file.asText())));
        Map<Path, String> texts = new HashMap<>();
        node.path("texts")
                .properties()
                .forEach(entry ->
                        texts.put(Path.of(entry.getKey()), entry.getValue().asText()));
        Map<String, String> variables = new HashMap<>();
        node.path("variables")
                .properties()
                .forEach(entry -> variables.put(entry.getKey(), entry.getValue().asText()));
        List<String> trials = new ArrayList<>();
        node.path("trials").forEach(trial -> trials.add(trial.asText()));
        return new Assignment(
                node.path("image").asText(),
                Optional.of(node.path("service")).filter(JsonNode::isTextual).map(JsonNode::asText),
                Path.of(node.path("directory").asText()),
                new Sourced(files, texts, variables),
                trials,
                node.path("toolbox").asText(),
                new Otherwise(
                        Consequence.valueOf(node.path("onUnsupported").asText()),
                        Consequence.valueOf(node.path("onUnproven").asText()),
                        node.path("smaller").asBoolean()),
                new Times(
                        duration(node, "most"),
                        duration(node, "patience"),
                        node.path("sideBySide").asBoolean()),
                new Origin(
                        node.path("origin").path("policy").asText(),
                        node.path("origin").path("parameters").asText(),
                        node.path("origin").path("plugin").asText(),
                        Optional.empty()));
    }

    private static Duration duration(JsonNode node, String field) {
        try {
            return Duration.parse(node.path(field).asText());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("the assignment has no " + field, e);
        }
    }
}
