package io.github.containerlimits.docker.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;

/**
 * A machine of a Swarm, as its manager has it.
 *
 * @param id that no other has
 * @param hostname what it calls itself, which others may as well
 * @param state {@code ready}, {@code down}, {@code disconnected} or {@code unknown}
 * @param availability {@code active}, {@code pause} or {@code drain}
 * @param attributes what constraints of services ask for, by their names: {@code node.labels.limits}, {@code node.role}
 */
public record Node(String id, String hostname, String state, String availability, Map<String, String> attributes) {
    private static final String ARCHITECTURE = "node.platform.arch";

    public Node {
        attributes = Map.copyOf(attributes);
    }

    static Node of(JsonNode json) {
        JsonNode spec = json.path("Spec");
        JsonNode description = json.path("Description");
        Map<String, String> attributes = new HashMap<>();
        String id = json.path("ID").asText();
        String hostname = description.path("Hostname").asText();
        attributes.put("node.id", id);
        attributes.put("node.hostname", hostname);
        attributes.put("node.role", spec.path("Role").asText());
        attributes.put(
                "node.platform.os", description.path("Platform").path("OS").asText());
        attributes.put(
                ARCHITECTURE, description.path("Platform").path("Architecture").asText());
        labels(attributes, "node.labels.", spec.path("Labels"));
        labels(attributes, "engine.labels.", description.path("Engine").path("Labels"));
        return new Node(
                id,
                hostname,
                json.path("Status").path("State").asText(),
                spec.path("Availability").asText(),
                attributes);
    }

    private static void labels(Map<String, String> attributes, String prefix, JsonNode labels) {
        labels.properties()
                .forEach(label ->
                        attributes.put(prefix + label.getKey(), label.getValue().asText()));
    }

    /** Whether work can be done there. */
    public boolean isReady() {
        return state.equals("ready");
    }

    /** Its instruction set, in Swarm's words. */
    public String architecture() {
        return attributes.getOrDefault(ARCHITECTURE, "");
    }

    /** Whether the manager has given it up. */
    public boolean isDown() {
        return state.equals("down");
    }

    /** Whether its owner lets it have new work. */
    public boolean isActive() {
        return availability.equals("active");
    }
}
