package io.github.containerlimits.docker.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/**
 * How far a job is on its node.
 *
 * @param state in Swarm's words, such as {@code running}
 * @param error why it is no further; empty where nothing is wrong
 */
public record Task(String state, String error) {
    private static final Set<String> LOST = Set.of("failed", "rejected", "shutdown", "orphaned", "remove");

    /** Before Swarm made one. */
    static final Task NONE = new Task("new", "");

    static Task of(JsonNode json) {
        JsonNode status = json.path("Status");
        return new Task(status.path("State").asText(), status.path("Err").asText());
    }

    /** Whether its program has begun and not ended. */
    public boolean isRunning() {
        return state.equals("running");
    }

    /** Whether its program has ended by itself, with 0. */
    public boolean isComplete() {
        return state.equals("complete");
    }

    /** Whether it has ended otherwise. */
    public boolean isLost() {
        return LOST.contains(state);
    }

    /** Whether the node has no such image, and can't pull it. */
    public boolean lacksImage() {
        return error.contains("No such image")
                || error.contains("not found: manifest")
                || error.contains("pull access denied");
    }
}
