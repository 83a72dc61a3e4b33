package io.github.containerlimits.docker.connection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.engine.EngineException;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where an engine is reached, and who said so.
 *
 * @param uri unix:///path, tcp://host:port or ssh://user@host:port
 * @param certificates the folder with ca.pem, cert.pem and key.pem; absent where the connection is not encrypted
 * @param origin what named it, for messages: "DOCKER_HOST"
 */
public record Address(String uri, Optional<Path> certificates, String origin) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DEFAULT = "unix:///var/run/docker.sock";
    private static final List<String> CERTIFICATES = List.of("ca.pem", "cert.pem", "key.pem");

    /** What the name of a context begins with where an address could stand. */
    private static final String CONTEXT = "context:";

    private static final int PORT = 2375;
    private static final int TLS_PORT = 2376;

    /**
     * Finds the address as the Docker CLI does: the parameter, DOCKER_HOST, DOCKER_CONTEXT, the current context of the CLI's configuration, and in
     * the end the usual socket.
     *
     * @param dockerHost the goal's parameter, an address or {@code context:NAME}; empty where it is not set
     * @throws EngineException where a context is named that is not there, the address is of a kind that is not supported, or a certificate is missing
     */
    public static Address find(String dockerHost, Map<String, String> environment, Path home) {
        Path configuration = configuration(environment, home);
        Optional<Path> certificates = certificates(environment, configuration);
        if (dockerHost.startsWith(CONTEXT)) {
            return ofContext(dockerHost.substring(CONTEXT.length()), configuration, "container-limits.dockerHost")
                    .supported();
        }
        if (!dockerHost.isEmpty()) {
            return new Address(dockerHost, certificates, "container-limits.dockerHost").supported();
        }
        String byEnvironment = environment.getOrDefault("DOCKER_HOST", "");
        if (!byEnvironment.isEmpty()) {
            return new Address(byEnvironment, certificates, "DOCKER_HOST").supported();
        }
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

    /** The folder of the Docker CLI's configuration. */
    static Path configuration(Map<String, String> environment, Path home) {
        String folder = environment.getOrDefault("DOCKER_CONFIG", "");
        return folder.isEmpty() ? home.resolve(".docker") : Path.of(folder);
    }

    private static Optional<Path> certificates(Map<String, String> environment, Path configuration) {
        if (environment.getOrDefault("DOCKER_TLS_VERIFY", "").isEmpty()) {
            return Optional.empty();
        }
        String folder = environment.getOrDefault("DOCKER_CERT_PATH", "");
        return Optional.of(folder.isEmpty() ? configuration : Path.of(folder));
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

    private Address supported() {
        URI address = parsed();
        if ("unix".equals(address.getScheme())
                && address.getPath() != null
                && address.getPath().startsWith("/")) {
            return new Address(uri, Optional.empty(), origin); // nothing to encrypt
        }
        if ("ssh".equals(address.getScheme()) && address.getHost() != null) {
            if (String.valueOf(address.getUserInfo()).contains(":")) {
                throw new EngineException("The engine's address, from " + origin
                        + ", has a password in it, which ssh does not take: give it a key.");
            }
            return new Address(uri, Optional.empty(), origin); // ssh encrypts by itself
        }
        if (!"tcp".equals(address.getScheme()) || address.getHost() == null) {
            throw unsupported();
        }
        certificates.ifPresent(this::requireComplete);
        int port = certificates.isPresent() ? TLS_PORT : PORT;
        return address.getPort() >= 0
                ? this
                : new Address("tcp://" + address.getHost() + ":" + port, certificates, origin);
    }

    /** Whether it is a socket of this machine. */
    boolean isSocket() {
        return uri.startsWith("unix:");
    }

    /** Whether it is reached by the system's ssh. */
    boolean isOverSsh() {
        return uri.startsWith("ssh://");
    }

    private URI parsed() {
        try {
            return new URI(uri);
        } catch (URISyntaxException e) {
            throw unsupported();
        }
    }

    private EngineException unsupported() {
        return new EngineException("The engine's address '" + uri + "', from " + origin
                + ", is not supported: give unix:///path/of.sock, tcp://host:port or ssh://user@host.");
    }

    private void requireComplete(Path folder) {
        List<String> missing = CERTIFICATES.stream()
                .filter(name -> !Files.isRegularFile(folder.resolve(name)))
                .toList();
        if (!missing.isEmpty()) {
            throw new EngineException("The engine at " + uri + ", from " + origin + ", is to be reached with TLS, but "
                    + folder + " lacks " + String.join(", ", missing) + ".");
        }
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
