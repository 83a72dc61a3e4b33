package io.github.containerlimits.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.command.InspectImageResponse;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.transport.DockerHttpClient;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.policy.Mount;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** An engine that speaks Docker's API: Docker itself, or Podman's service. */
public final class DockerEngine implements Engine {
    /** The newest version of the API that docker-java 3.7 was made for. */
    private static final ApiVersion NEWEST_KNOWN = new ApiVersion(1, 44);

    /** Not the transport's own: over TLS that would also end a stream that is silent for so long. */
    private static final Duration TO_CONNECT = Duration.ofSeconds(30);

    private static final Duration TO_PULL = Duration.ofMinutes(15);
    private static final Duration PROBE_LIFETIME = Duration.ofHours(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Address address;
    private final DockerHttpClient http;
    private final DockerClient client;
    private final Calls calls;
    private final EngineFacts facts;
    private final Labels labels;
    private final String toolboxSource;
    private final Consumer<String> progress;
    private final Set<String> containers = ConcurrentHashMap.newKeySet();
    private final Set<String> volumes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private @Nullable String toolbox;
    private @Nullable Probe probe;

    private DockerEngine(
            Address address,
            DockerHttpClient http,
            DockerClient client,
            Calls calls,
            EngineFacts facts,
            Labels labels,
            String toolboxSource,
            Consumer<String> progress) {
        this.address = address;
        this.http = http;
        this.client = client;
        this.calls = calls;
        this.facts = facts;
        this.labels = labels;
        this.toolboxSource = toolboxSource;
        this.progress = progress;
    }

    /**
     * Connects to an engine, and settles the version of its API.
     *
     * @param dockerHost its address; empty for DOCKER_HOST, the docker context, or the usual socket
     * @param toolbox where the toolbox comes from: image:NAME, build, host, or empty for the first that works
     * @param run an id of this run, for the labels of what it makes
     * @param progress is told of what takes its time
     * @throws EngineException where the engine can't be reached, with what was tried
     */
    public static DockerEngine connect(String dockerHost, String toolbox, String run, Consumer<String> progress) {
        // Maven's own logger would print every byte of the wire under -X.
        if (System.getProperty("org.slf4j.simpleLogger.log.com.github.dockerjava") == null) {
            System.setProperty("org.slf4j.simpleLogger.log.com.github.dockerjava", "warn");
        }
        Address address = Address.find(dockerHost, System.getenv(), Path.of(System.getProperty("user.home")));
        Calls calls = new Calls();
        DefaultDockerClientConfig plain = configuration(address, Optional.empty());
        DockerHttpClient http = new ZerodepDockerHttpClient.Builder()
                .dockerHost(plain.getDockerHost())
                .sslConfig(plain.getSSLConfig())
                .maxConnections(100)
                .build();
        try {
            JsonNode version = get(http, calls, "/version", "its version");
            ApiVersion api = settle(version, address);
            JsonNode info = get(http, calls, "/v" + api + "/info", "what it can do");
            DockerClient client = DockerClientImpl.getInstance(configuration(address, Optional.of(api)), http);
            return new DockerEngine(
                    address,
                    http,
                    client,
                    calls,
                    facts(version, info, api, address),
                    new Labels(run, Owner.current()),
                    toolbox,
                    progress);
        } catch (EngineException e) {
            calls.close();
            throw new EngineException(
                    "No container engine answers at " + address.uri() + " (from " + address.origin() + "): "
                            + e.getMessage() + " Start one, or set DOCKER_HOST or container-limits.dockerHost.",
                    e);
        }
    }

    private static DefaultDockerClientConfig configuration(Address address, Optional<ApiVersion> api) {
        DefaultDockerClientConfig.Builder builder = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(address.uri())
                .withDockerTlsVerify(address.certificates().isPresent());
        address.certificates().ifPresent(path -> builder.withDockerCertPath(path.toString()));
        api.ifPresent(version -> builder.withApiVersion(version.toString()));
        return builder.build();
    }

    private static ApiVersion settle(JsonNode version, Address address) {
        ApiVersion offered = ApiVersion.parse(version.path("ApiVersion").asText("1.40"));
        ApiVersion least = ApiVersion.parse(version.path("MinAPIVersion").asText("1.12"));
        ApiVersion settled = offered.compareTo(NEWEST_KNOWN) < 0 ? offered : NEWEST_KNOWN;
        if (settled.compareTo(least) < 0) {
            throw new EngineException("The engine at " + address.uri() + " speaks API " + least
                    + " and newer only, but this plugin " + NEWEST_KNOWN + " at most.");
        }
        return settled;
    }

    private static JsonNode get(DockerHttpClient http, Calls calls, String path, String what) {
        return calls.call("say " + what, TO_CONNECT, () -> {
            DockerHttpClient.Request request = DockerHttpClient.Request.builder()
                    .method(DockerHttpClient.Request.Method.GET)
                    .path(path)
                    .build();
            try (DockerHttpClient.Response response = http.execute(request)) {
                if (response.getStatusCode() != 200) {
                    throw new EngineException("it answered " + path + " with HTTP " + response.getStatusCode() + ".");
                }
                return JSON.readTree(response.getBody());
            }
        });
    }

    private static EngineFacts facts(JsonNode version, JsonNode info, ApiVersion api, Address address) {
        String name = StreamSupport.stream(version.path("Components").spliterator(), false)
                .map(component -> component.path("Name").asText())
                .filter(component -> component.contains("Podman"))
                .findFirst()
                .map(podman -> "Podman")
                .orElse("Docker");
        List<String> warnings = new ArrayList<>();
        info.path("Warnings").forEach(warning -> warnings.add(warning.asText()));
        return new EngineFacts(
                name,
                version.path("Version").asText("unknown"),
                api.toString(),
                address.uri(),
                info.path("KernelVersion").asText(version.path("KernelVersion").asText("unknown")),
                info.path("CgroupVersion").asText("1").equals("2") ? 2 : 1,
                info.path("CgroupDriver").asText("unknown"),
                info.path("Driver").asText("unknown"),
                Math.max(1, info.path("NCPU").asInt(1)),
                info.path("MemTotal").asLong(),
                architecture(
                        info.path("Architecture").asText(version.path("Arch").asText("unknown"))),
                warnings);
    }

    private static String architecture(String name) {
        return switch (name) {
            case "amd64" -> "x86_64";
            case "arm64" -> "aarch64";
            default -> name;
        };
    }

    @Override
    public EngineFacts facts() {
        return facts;
    }

    @Override
    public Image image(String reference) {
        try {
            return inspect(reference);
        } catch (NotFoundException absent) {
            pull(reference);
            return inspect(reference);
        } catch (DockerException e) {
            throw new EngineException("The image '" + reference + "' can't be inspected: " + Refusals.text(e), e);
        }
    }

    private Image inspect(String reference) {
        InspectImageResponse image = calls.call(
                "inspect the image " + reference,
                () -> client.inspectImageCmd(reference).exec());
        var config = image.getConfig();
        Map<String, ?> declared = config == null || config.getVolumes() == null ? Map.of() : config.getVolumes();
        return new Image(
                reference,
                String.valueOf(image.getId()),
                config == null || config.getUser() == null ? "" : config.getUser(),
                config == null || config.getWorkingDir() == null ? "" : config.getWorkingDir(),
                List.copyOf(declared.keySet()));
    }

    private void pull(String reference) {
        progress.accept("Pulling " + reference);
        try {
            boolean done = calls.call(
                    "pull " + reference,
                    TO_PULL,
                    () -> client.pullImageCmd(reference)
                            .start()
                            .awaitCompletion(TO_PULL.toSeconds(), TimeUnit.SECONDS));
            if (!done) {
                throw new EngineException(
                        "The image '" + reference + "' was not pulled within " + TO_PULL.toMinutes() + " min.");
            }
        } catch (DockerException e) {
            throw new EngineException(
                    "The image '" + reference + "' is not on the engine and can't be pulled: " + Refusals.text(e)
                            + ". Build it before this goal runs, or log in to its registry.",
                    e);
        }
    }

    @Override
    public HostSurvey survey(Image image, List<Mount> mounts) {
        ensureVolumes(mounts);
        List<Bind> binds = new ArrayList<>(
                mounts.stream().map(mount -> HostConfigs.bind(mount, true)).toList());
        binds.add(new Bind("/sys/fs/cgroup", new Volume(Probe.CGROUP), AccessMode.ro));
        try {
            DockerContainer container =
                    hold(image, HostConfigs.bare(toolbox(image), binds), PROBE_LIFETIME, false, id -> Optional::empty);
            probe = new Probe(client, calls, container);
            return probe.survey(Stream.concat(Stream.of("/"), mounts.stream().map(Mount::target))
                    .distinct()
                    .toList());
        } catch (DockerException e) {
            throw new EngineException(
                    "The probe container could not be started from " + image.reference() + ": " + Refusals.text(e), e);
        }
    }

    @Override
    public Container run(ContainerSpec spec) throws RefusedException {
        ensureVolumes(spec.limits().volumes());
        try {
            return hold(
                    spec.image(),
                    HostConfigs.of(spec, toolbox(spec.image())),
                    spec.lifetime(),
                    !spec.limits().readOnly(),
                    this::reader);
        } catch (DockerException e) {
            if (Refusals.isRefusal(e)) {
                throw new RefusedException(Refusals.text(e));
            }
            throw new EngineException(
                    "A container of " + spec.image().reference() + " could not be started: " + Refusals.text(e), e);
        }
    }

    /** A running container whose first process waits, adopts orphans, and ends with its lifetime. */
    private DockerContainer hold(
            Image image,
            HostConfig config,
            Duration lifetime,
            boolean scratch,
            java.util.function.Function<String, Supplier<Optional<CgroupReading>>> reader) {
        if (closed) {
            throw new EngineException("The verification was cancelled.");
        }
        String script =
                (scratch ? "\"$0\" mkdir -m 1777 " + Container.SCRATCH + "; " : "") + "\"$0\" sleep \"$1\" & wait";
        CreateContainerResponse created = calls.call(
                "create a container",
                () -> client.createContainerCmd(image.id())
                        .withEntrypoint(Container.BUSYBOX, "sh", "-c", script)
                        .withCmd(Container.BUSYBOX, String.valueOf(Math.max(1, lifetime.toSeconds())))
                        .withUser("0")
                        .withLabels(labels.all())
                        .withHostConfig(config)
                        .exec());
        String id = created.getId();
        containers.add(id);
        try {
            calls.run("start a container", () -> client.startContainerCmd(id).exec());
            String[] warnings = created.getWarnings();
            return new DockerContainer(
                    client,
                    calls,
                    id,
                    image.user(),
                    warnings == null ? List.of() : List.of(warnings),
                    reader.apply(id),
                    () -> containers.remove(id));
        } catch (DockerException | EngineException e) {
            DockerContainer.remove(client, calls, id);
            containers.remove(id);
            throw e;
        }
    }

    /** From the host's own files where they are this machine's, otherwise through the probe. */
    private Supplier<Optional<CgroupReading>> reader(String id) {
        if (address.isLocal()) {
            Long pid = calls.call(
                    "inspect a container",
                    () -> client.inspectContainerCmd(id).exec().getState().getPidLong());
            Optional<HostTree> tree = HostTree.find(id, pid == null ? 0 : pid);
            if (tree.isPresent()) {
                return tree.get()::read;
            }
        }
        Probe surveyed = probe;
        if (surveyed == null) {
            throw new IllegalStateException("the host was not surveyed before a container was run");
        }
        return surveyed.reader(id, facts.cgroupVersion());
    }

    private String toolbox(Image image) {
        String known = toolbox;
        if (known == null) {
            known = new Toolbox(client, calls, labels, progress).volume(toolboxSource, image, facts);
            toolbox = known;
        }
        return known;
    }

    /** Makes the named volumes that the engine does not have yet; they go with this run. */
    private void ensureVolumes(List<Mount> mounts) {
        for (Mount mount : mounts) {
            if (mount.isBind()) {
                continue;
            }
            try {
                calls.call(
                        "inspect a volume",
                        () -> client.inspectVolumeCmd(mount.source()).exec());
            } catch (NotFoundException e) {
                calls.call(
                        "create a volume",
                        () -> client.createVolumeCmd()
                                .withName(mount.source())
                                .withLabels(labels.all())
                                .exec());
                volumes.add(mount.source());
            }
        }
    }

    /**
     * Removes containers and volumes that earlier runs left behind, where their owner was a process of this machine and is gone.
     *
     * @return what was removed, one line each
     */
    public List<String> sweep() {
        List<String> removed = new ArrayList<>();
        var left = calls.call(
                "list containers",
                () -> client.listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(List.of(Labels.RUN))
                        .exec());
        for (var container : left) {
            if (isAbandoned(container.getLabels())) {
                DockerContainer.remove(client, calls, container.getId());
                removed.add("container " + container.getId().substring(0, 12));
            }
        }
        var kept = calls.call(
                "list volumes",
                () -> client.listVolumesCmd()
                        .withFilter("label", List.of(Labels.RUN))
                        .exec()
                        .getVolumes());
        if (kept != null) {
            for (var volume : kept) {
                if (isAbandoned(volume.getLabels())) {
                    calls.run(
                            "remove a volume",
                            () -> client.removeVolumeCmd(volume.getName()).exec());
                    removed.add("volume " + volume.getName());
                }
            }
        }
        return removed;
    }

    private static boolean isAbandoned(@Nullable Map<String, String> labels) {
        String owner = labels == null ? null : labels.get(Labels.OWNER);
        return owner != null && Owner.parse(owner).filter(Owner::isGone).isPresent();
    }

    @Override
    public void close() {
        closed = true;
        for (String id : List.copyOf(containers)) {
            DockerContainer.remove(client, calls, id);
            containers.remove(id);
        }
        for (String volume : List.copyOf(volumes)) {
            try {
                calls.run(
                        "remove a volume", () -> client.removeVolumeCmd(volume).exec());
            } catch (NotFoundException e) {
                // gone already
            }
            volumes.remove(volume);
        }
        calls.close();
        try {
            http.close();
        } catch (IOException e) {
            throw new EngineException("The connection to the engine could not be closed: " + e.getMessage(), e);
        }
    }
}
