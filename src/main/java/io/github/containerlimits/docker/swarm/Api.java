package io.github.containerlimits.docker.swarm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Request.Method;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.github.containerlimits.docker.connection.Connection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The part of the Engine's API of which docker-java knows less than is needed: it has services, but no jobs. Answers are bounded. */
record Api(Connection connection) {
    private static final int MOST_BYTES = 16 << 20;
    private static final int MOST_TOLD = 4096;
    private static final int ERROR = 400;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Takes an answer's body. */
    interface Reader<T> {
        T read(InputStream body) throws IOException;
    }

    JsonNode get(String what, String path) {
        return call(what, Method.GET, path, null, Api::json);
    }

    <T> T get(String what, String path, Reader<T> reader) {
        return call(what, Method.GET, path, null, reader);
    }

    JsonNode post(String what, String path, JsonNode body) {
        return call(what, Method.POST, path, body, Api::json);
    }

    void delete(String what, String path) {
        call(what, Method.DELETE, path, null, body -> true);
    }

    private static JsonNode json(InputStream body) throws IOException {
        return JSON.readTree(body.readNBytes(MOST_BYTES));
    }

    private <T> T call(String what, Method method, String path, @Nullable JsonNode body, Reader<T> reader) {
        return connection.call(what, () -> {
            Request.Builder request = Request.builder()
                    .method(method)
                    .path("/v" + connection.facts().apiVersion() + path);
            if (body != null) {
                request.putHeader("Content-Type", "application/json");
                request.body(new ByteArrayInputStream(body.toString().getBytes(StandardCharsets.UTF_8)));
            }
            try (Response response = connection.http().execute(request.build())) {
                if (response.getStatusCode() >= ERROR) {
                    throw new DockerException(
                            new String(response.getBody().readNBytes(MOST_TOLD), StandardCharsets.UTF_8),
                            response.getStatusCode());
                }
                return reader.read(response.getBody());
            }
        });
    }
}
