package io.github.containerlimits.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;

/** What an engine says when it refuses something. */
final class Refusals {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;

    private Refusals() {}

    /** Whether the engine refuses what it was asked for, other than for want of an image. */
    static boolean isRefusal(DockerException exception) {
        return exception.getHttpStatus() >= 400 && exception.getHttpStatus() != NOT_FOUND;
    }

    /** The engine's own words, in one line. */
    static String text(DockerException exception) {
        String message = String.valueOf(exception.getMessage());
        int brace = message.indexOf('{');
        if (brace >= 0) {
            try {
                message =
                        JSON.readTree(message.substring(brace)).path("message").asText(message);
            } catch (JsonProcessingException e) {
                // not JSON: the whole text says it
            }
        }
        return message.replaceAll("\\s+", " ").strip();
    }
}
