package io.github.containerlimits.docker.connection;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * An engine that was reached, with the version of its API settled.
 *
 * @param id what tells the engine from others, whatever address it is reached at: two on one machine share theirs, and so do copies of a machine
 * @param time its clock
 * @param roundTrip what the smallest question took, an upper bound of how long a message is under way when nothing delays it
 */
public record Connection(
        Address address,
        DockerHttpClient http,
        DockerClient client,
        Calls calls,
        EngineFacts facts,
        String id,
        EngineTime time,
        Duration roundTrip)
        implements AutoCloseable {
    /** Not the transport's own deadline: over TLS that would also end a stream that is silent for so long. */
    private static final Duration TO_CONNECT = Duration.ofSeconds(30);

    private static final Duration TO_ANSWER_PING = Duration.ofSeconds(10);

    /** The logger's name in Maven's words, and in those of Maven 4, which warns of the others each time it makes a logger. */
    private static final List<String> LOGS =
            List.of("org.slf4j.simpleLogger.log.com.github.dockerjava", "maven.logger.log.com.github.dockerjava");

    /** A path that is no folder: docker-java would find again, and otherwise, what was already found. */
    private static final String NO_CONFIGURATION = "/dev/null/none";

    private static final int PINGS = 3;
    private static final int OK = 200;
    private static final int MOST_TOLD = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Reaches an engine.
     *
     * @param answer how long it may take to answer
     * @throws EngineException where it can't be reached, with the address, who named it and why
     */
    public static Connection open(Address address, Duration answer) {
        return open(address, answer, "ssh");
    }

    /** @param ssh the program by which one is reached that is on another machine */
    static Connection open(Address address, Duration answer, String ssh) {
        quieten();
        DockerHttpClient http = http(address, ssh);
        Calls calls = new Calls(answer);
        try {
            JsonNode version = version(address, http, calls);
            ApiVersion api = ApiVersion.settle(
                    ApiVersion.parse(version.path("ApiVersion").asText("1.40")),
                    ApiVersion.parse(version.path("MinAPIVersion").asText("1.12")));
            JsonNode info = get(http, calls, info(api));
            DockerClient client = DockerClientImpl.getInstance(config(address, api), http);
            return new Connection(
                    address,
                    http,
                    client,
                    calls,
                    facts(version, info, api, address),
                    id(info),
                    new EngineTime(
                            patience -> get(http, calls, patience, info(api))
                                    .path("SystemTime")
                                    .asText(),
                            System::nanoTime),
                    roundTrip(client, calls));
        } catch (EngineException e) {
            calls.close();
            close(http);
            throw e;
        }
    }

    /** Maven's own logger would print every byte of the wire under -X, and the trace of every answer that is an error. */
    private static void quieten() {
        LOGS.forEach(log -> Map.of(log, "warn", log + ".api.async", "off").forEach((logger, level) -> {
            if (System.getProperty(logger) == null) {
                System.setProperty(logger, level);
            }
        }));
    }

    private static DockerHttpClient http(Address address, String ssh) {
        try {
            if (address.isOverSsh()) {
                return RelayedClient.over(SshRelay.open(ssh, URI.create(address.uri())));
            }
            DefaultDockerClientConfig plain =
                    config(address).withDockerConfig(NO_CONFIGURATION).build();
            return new ZerodepDockerHttpClient.Builder()
                    .dockerHost(plain.getDockerHost())
                    .sslConfig(address.isSocket() ? Connection::noTls : plain.getSSLConfig())
                    .build();
        } catch (RuntimeException e) { // docker-java wraps what is wrong with a key into any of these
            throw new EngineException(
                    "The engine's address " + address.uri() + " (from " + address.origin() + ") can't be used: "
                            + Calls.reason(e),
                    e);
        }
    }

    /** For a socket of this machine, where none is used: without this one, the transport would read all certificates that Java trusts. */
    static SSLContext noTls() throws NoSuchAlgorithmException, KeyManagementException {
        SSLContext none = SSLContext.getInstance("TLS");
        none.init(null, new TrustManager[0], null);
        return none;
    }

    private static DefaultDockerClientConfig.Builder config(Address address) {
        DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address.isOverSsh() ? "unix:///dev/null" : address.uri())
                // Otherwise the current context's certificates would come in, whatever the address.
                .withDockerContext("default")
                .withDockerTlsVerify(address.certificates().isPresent());
        address.certificates().ifPresent(path -> builder.withDockerCertPath(path.toString()));
        return builder;
    }

    /** With the registries' passwords of the CLI's configuration; where docker-java fails to read that, it pulls without. */
    private static DefaultDockerClientConfig config(Address address, ApiVersion api) {
        DefaultDockerClientConfig.Builder builder = config(address).withApiVersion(api.toString());
        Path configuration = Address.configuration(System.getenv(), Path.of(System.getProperty("user.home")));
        try {
            return builder.withDockerConfig(configuration.toString()).build();
        } catch (DockerClientException | IllegalArgumentException e) {
            return builder.withDockerConfig(NO_CONFIGURATION).build();
        }
    }

    private static JsonNode version(Address address, DockerHttpClient http, Calls calls) {
        try {
            return get(http, calls, "/version");
        } catch (EngineException e) {
            throw new EngineException(
                    "No container engine answers at " + address.uri() + " (from " + address.origin() + "): "
                            + (http instanceof RelayedClient relayed ? relayed.said() : Optional.<String>empty())
                                    .orElseGet(() -> Calls.reason(e).replaceFirst("\\.$", ""))
                            + ". Start one, or set DOCKER_HOST or container-limits.dockerHost.",
                    e);
        }
    }

    private static JsonNode get(DockerHttpClient http, Calls calls, String path) {
        return get(http, calls, TO_CONNECT.compareTo(calls.deadline()) < 0 ? TO_CONNECT : calls.deadline(), path);
    }

    private static JsonNode get(DockerHttpClient http, Calls calls, Duration patience, String path) {
        return calls.call("answer " + path, patience, () -> {
            DockerHttpClient.Request request = DockerHttpClient.Request.builder()
                    .method(DockerHttpClient.Request.Method.GET)
                    .path(path)
                    .build();
            try (DockerHttpClient.Response response = http.execute(request)) {
                if (response.getStatusCode() != OK) {
                    String text = new String(response.getBody().readNBytes(MOST_TOLD), StandardCharsets.UTF_8);
                    throw new IOException("HTTP status " + response.getStatusCode() + ", " + text.strip());
                }
                return JSON.readTree(response.getBody());
            }
        });
    }

    private static Duration roundTrip(DockerClient client, Calls calls) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < PINGS; i++) {
            long asked = System.nanoTime();
            calls.run("answer a ping", () -> client.pingCmd().exec());
            least = Math.min(least, System.nanoTime() - asked);
        }
        return Duration.ofNanos(least);
    }

    private static EngineFacts facts(JsonNode version, JsonNode info, ApiVersion api, Address address) {
        boolean isPodman = StreamSupport.stream(version.path("Components").spliterator(), false)
                .anyMatch(component -> component.path("Name").asText().contains("Podman"));
        List<String> warnings = new ArrayList<>();
        info.path("Warnings").forEach(warning -> warnings.add(warning.asText()));
        return new EngineFacts(
                isPodman ? "Podman" : "Docker",
                version.path("Version").asText("unknown"),
                api.toString(),
                address.uri(),
                info.path("KernelVersion").asText(version.path("KernelVersion").asText("unknown")),
                info.path("CgroupVersion").asText("1").equals("2") ? 2 : 1,
                info.path("CgroupDriver").asText("unknown"),
                info.path("Driver").asText("unknown"),
                info.path("DockerRootDir").asText("unknown"),
                Math.max(1, info.path("NCPU").asInt(1)),
                info.path("MemTotal").asLong(),
                architecture(
                        info.path("Architecture").asText(version.path("Arch").asText("unknown"))),
                warnings);
    }

    /** As uname -m says it, which Podman does not. */
    private static String architecture(String name) {
        return switch (name) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> name;
        };
    }

    /** Whether the engine answers at all; one that hangs does not within 10 s. */
    public boolean isAlive() {
        try {
            calls.call("answer a ping", TO_ANSWER_PING, () -> client.pingCmd().exec());
            return true;
        } catch (EngineException e) {
            return Answers.of(e).isPresent();
        }
    }

    /** What it says of itself is taken as it comes: docker-java's class for it has a hundred fields, and what Jackson makes to fill those takes long. */
    private static String info(ApiVersion api) {
        return "/v" + api + "/info";
    }

    private static String id(JsonNode info) {
        return Stream.of("ID", "Name", "DockerRootDir")
                .map(key -> info.path(key).asText("null"))
                .collect(Collectors.joining(" "));
    }

    /** A call with a deadline: see {@link Calls#call}. */
    public <T> T call(String what, Callable<T> call) {
        return calls.call(what, call);
    }

    public <T> Optional<T> find(String what, Callable<T> call) {
        return calls.find(what, call);
    }

    @Override
    public void close() {
        calls.close();
        close(http);
    }

    private static void close(DockerHttpClient http) {
        try {
            http.close();
        } catch (IOException e) {
            // There is nothing left to do with it.
        }
    }
}
