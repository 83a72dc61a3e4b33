package io.github.containerlimits.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.engine.EngineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine is reached, and who said so.
 *
 * @param uri unix:///path or tcp://host:port
 * @param certificates the folder with ca.pem, cert.pem and key.pem; absent where the connection is not encrypted
 * @param origin what named it, for messages: "DOCKER_HOST"
 */
record Address(String uri, Optional<Path> certificates, String origin) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT = "unix:///var/run/docker.sock";

    /**
     * Finds the address as the Docker CLI does: the parameter, DOCKER_HOST, DOCKER_CONTEXT, the current context of the CLI's configuration, and in
     * the end the usual socket.
     *
     * @param dockerHost the goal's parameter, empty where it is not set
     * @throws EngineException where a context is named that is not there, or the address is of a kind that is not supported
     */
    static Address find(String dockerHost, Map<String, String> environment, Path home) {
        Optional<Path> certificates = certificates(environment, home);
        if (!dockerHost.isEmpty()) {
            return new Address(dockerHost, certificates, "container-limits.dockerHost").supported();
        }
        String byEnvironment = environment.getOrDefault("DOCKER_HOST", "");
        if (!byEnvironment.isEmpty()) {
            return new Address(byEnvironment, certificates, "DOCKER_HOST").supported();
        }
        Path configuration = Path.of(environment.getOrDefault(
                "DOCKER_CONFIG", home.resolve(".docker").toString()));
        String context = environment.getOrDefault("DOCKER_CONTEXT", "");
        String origin = "DOCKER_CONTEXT";
        if (context.isEmpty()) {
            Path file = configuration.resolve("config.json");
            context = Files.isRegularFile(file)
                    ? read(file).path("currentContext").asText("")
                    : "";
            origin = "the current context of " + file;
        }
        if (context.isEmpty() || context.equals("default")) {
            return new Address(DEFAULT, Optional.empty(), "the default");
        }
        return ofContext(context, configuration, origin).supported();
    }

    private static Address ofContext(String context, Path configuration, String origin) {
        String hash = sha256(context);
        Path file = configuration.resolve("contexts/meta").resolve(hash).resolve("meta.json");
        if (!Files.isRegularFile(file)) {
            throw new EngineException("The docker context '" + context + "', named by " + origin
                    + ", does not exist: there is no " + file + ".");
        }
        String host = read(file).path("Endpoints").path("docker").path("Host").asText("");
        Path certificates = configuration.resolve("contexts/tls").resolve(hash).resolve("docker");
        return new Address(
                host,
                Files.isDirectory(certificates) ? Optional.of(certificates) : Optional.empty(),
                "the docker context '" + context + "'");
    }

    private static Optional<Path> certificates(Map<String, String> environment, Path home) {
        if (environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty()) {
            return Optional.empty();
        }
        @Nullable String path = environment.get("DOCKER_CERT_PATH");
        return Optional.of(path == null || path.isEmpty() ? home.resolve(".docker") : Path.of(path));
    }

    private Address supported() {
        if (uri.startsWith("unix://") || uri.startsWith("tcp://")) {
            return this;
        }
        throw new EngineException(
                "The engine's address '" + uri + "', from " + origin
                        + ", is not supported: give unix:///path/of.sock or tcp://host:port; for ssh://, forward the engine's socket with ssh -L.");
    }

    /** Whether the engine may run on this machine: its socket is here. */
    boolean isLocal() {
        return uri.startsWith("unix://");
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new EngineException("The file " + file + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new EngineException("The file " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
