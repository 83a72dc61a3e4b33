package io.github.containerlimits.docker.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import io.github.containerlimits.engine.EngineException;
import java.util.Optional;

/** What an engine says when it refuses something. */
public final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int NOT_IMPLEMENTED = 501;

    private Answers() {}

    /** The engine's answer, where it was that which made a call fail. */
    public static Optional<DockerException> of(EngineException exception) {
        return exception.getCause() instanceof DockerException answer ? Optional.of(answer) : Optional.empty();
    }

    /** Whether the engine does not have what it was asked for. */
    public static boolean isAbsence(EngineException exception) {
        return of(exception)
                .filter(answer -> answer.getHttpStatus() == NOT_FOUND)
                .isPresent();
    }

    /** Whether the name that was asked for is another's. */
    public static boolean isNameTaken(EngineException exception) {
        // Podman before 5 answers with 500.
        return of(exception)
                .filter(answer -> answer.getHttpStatus() == CONFLICT
                        || text(answer).contains("already in use")
                        || text(answer).contains("already exists"))
                .isPresent();
    }

    /** Whether the container's log is kept where the engine can't read it, or nowhere. */
    public static boolean isUnreadable(EngineException exception) {
        // Podman answers with 500.
        return of(exception)
                .filter(answer -> answer.getHttpStatus() == NOT_IMPLEMENTED
                        || text(answer).contains("does not support reading")
                        || text(answer).contains("cannot read logs"))
                .isPresent();
    }

    /** The engine's own words, in one line. */
    public static String text(DockerException exception) {
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
