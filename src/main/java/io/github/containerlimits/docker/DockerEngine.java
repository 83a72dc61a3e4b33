package io.github.containerlimits.docker;

import com.github.dockerjava.api.command.CreateContainerResponse;
import com.github.dockerjava.api.model.HealthCheck;
import com.github.dockerjava.api.model.HostConfig;
import io.github.containerlimits.docker.belongings.Belongings;
import io.github.containerlimits.docker.belongings.EngineLocks;
import io.github.containerlimits.docker.belongings.Labels;
import io.github.containerlimits.docker.belongings.Leftovers;
import io.github.containerlimits.docker.belongings.MachineLocks;
import io.github.containerlimits.docker.belongings.Owner;
import io.github.containerlimits.docker.connection.Address;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.docker.connection.Images;
import io.github.containerlimits.docker.connection.TemporaryFolder;
import io.github.containerlimits.docker.counters.CounterStream;
import io.github.containerlimits.docker.toolbox.Toolbox;
import io.github.containerlimits.docker.toolbox.ToolboxVolume;
import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.ApplicationSpec;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.engine.Uncharged;
import io.github.containerlimits.host.HostTree;
import io.github.containerlimits.host.HostWatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** An engine that speaks Docker's API: Docker itself, or Podman's service. */
public final class DockerEngine implements Engine {
    /** Where containerd keeps images and containers, unless it is told otherwise, where Docker leaves them to it. */
    private static final Path CONTAINERD = Path.of("/var/lib/containerd");

    /** Podman 3 wants to know the times even of one that it is not to make. */
    private static final HealthCheck NO_HEALTH_CHECK = new HealthCheck()
            .withTest(List.of("NONE"))
            .withRetries(1)
            .withInterval(Duration.ofSeconds(1).toNanos())
            .withTimeout(Duration.ofSeconds(1).toNanos());

    private final Connection connection;
    private final Belongings belongings;
    private final Images images;
    private final Toolbox toolboxes;
    private final String toolboxSource;
    private final Patience patience;

    /** By the tools that they have beside those of every one. Its own lock: while one thread fills a toolbox, another may close the engine. */
    private final Map<Set<Tool>, String> toolbox = new HashMap<>();

    private volatile Optional<Probe> probe = Optional.empty();
    private volatile String machine = "";
    private volatile boolean isLocal;
    private boolean closed;

    private DockerEngine(
            Connection connection, Labels labels, String toolboxSource, Patience patience, Consumer<String> progress) {
        this.connection = connection;
        this.belongings = new Belongings(connection, labels);
        this.images = new Images(connection, progress);
        this.toolboxes = new Toolbox(connection, belongings, images, progress);
        this.toolboxSource = toolboxSource;
        this.patience = patience;
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
        return connect(dockerHost, toolbox, run, Patience.USUAL, progress);
    }

    /**
     * Connects to an engine that may take another time than usual: see {@link #connect(String, String, String, Consumer)}.
     *
     * @param patience how long it may take
     */
    public static DockerEngine connect(
            String dockerHost, String toolbox, String run, Patience patience, Consumer<String> progress) {
        Address address = Address.find(dockerHost, System.getenv(), Path.of(System.getProperty("user.home")));
        return new DockerEngine(
                Connection.open(address, patience.answer()),
                new Labels(run, Owner.current()),
                toolbox,
                patience,
                progress);
    }

    /** What tells it from others, whatever address it is reached at. */
    public String id() {
        return connection.id();
    }

    @Override
    public EngineFacts facts() {
        return connection.facts();
    }

    @Override
    public Image image(String reference) {
        return images.get(reference);
    }

    /** The image by its reference; absent where the engine does not have it. */
    public Optional<Image> localImage(String reference) {
        return images.find(reference);
    }

    /** The smallest of its images; absent where it has none. */
    public Optional<Image> smallestImage() {
        return images.smallest();
    }

    @Override
    public HostSurvey survey(Image image, List<Mount> volumes) {
        Probe made = probe(image, volumes);
        Probe.Look look = made.look();
        probe = Optional.of(made);
        machine = look.machine();
        return look.survey();
    }

    @Override
    public HostSurvey surveyAgain() {
        return probe.orElseThrow(() -> new IllegalStateException("the host was never surveyed"))
                .survey();
    }

    private Probe probe(Image image, List<Mount> volumes) {
        try {
            return probeWith(image, volumes, Stream.of(Probe.CGROUPS));
        } catch (EngineException e) {
            if (Answers.of(e).isEmpty()) {
                throw e;
            }
            return probeWith(image, volumes, Stream.of()); // a host that does not let its control groups be seen
        }
    }

    private Probe probeWith(Image image, List<Mount> volumes, Stream<Mount> more) {
        belongings.ensureVolumes(volumes);
        HostConfig config = HostConfigs.looking(
                toolbox(image), Stream.concat(volumes.stream(), more).toList());
        Holder holder =
                hold("start the probe container from " + image.reference(), image, config, patience.run(), false);
        List<String> mountPoints = Stream.concat(
                        Stream.of("/"), volumes.stream().map(Mount::target))
                .distinct()
                .toList();
        return new Probe(connection, container(holder, "", Optional.empty()), mountPoints);
    }

    @Override
    public Container run(ContainerSpec spec) throws RefusedException {
        belongings.ensureVolumes(spec.volumes());
        String what = "start a container of " + spec.image().reference();
        HostConfig config = HostConfigs.of(spec, toolbox(spec.image(), spec.tools()));
        boolean scratch = !spec.readOnly();
        String refusal;
        EngineException failure;
        try {
            Holder holder = hold(what, spec.image(), config, spec.lifetime(), scratch);
            Optional<Long> pid = pid(holder);
            if (pid.isPresent()) {
                return container(holder, spec.image().user(), reader(holder.id(), pid.get()));
            }
            belongings.remove(holder.id());
            refusal = "the container's first process, a shell that waits, ended at once";
            failure = new EngineException("The engine could not " + what + ": " + refusal);
        } catch (EngineException e) {
            refusal = Answers.of(e).map(Answers::text).orElseThrow(() -> e);
            failure = e;
        }
        if (!spec.limits().words().isEmpty() && runsUnlimited(spec)) {
            throw new RefusedException(refusal);
        }
        throw failure;
    }

    @Override
    public Application launch(ApplicationSpec spec) throws RefusedException {
        ContainerSpec own = spec.container();
        belongings.ensureVolumes(own.volumes());
        return new Launch(connection, belongings, this::reader)
                .run(spec, HostConfigs.ofApplication(own, toolbox(own.image())));
    }

    /** It is the limits that an engine refuses where it runs the same container without them. */
    private boolean runsUnlimited(ContainerSpec spec) {
        try {
            HostConfig config = HostConfigs.unlimited(spec, toolbox(spec.image(), spec.tools()));
            Holder holder = hold("start a container without limits", spec.image(), config, spec.lifetime(), false);
            boolean runs = pid(holder).isPresent();
            belongings.remove(holder.id());
            return runs;
        } catch (EngineException e) {
            return false;
        }
    }

    /** A container whose first process waits, adopts orphans, and ends with its lifetime. Whatever the image would run, also to check its health, does not. */
    private Holder hold(String what, Image image, HostConfig config, Duration lifetime, boolean scratch) {
        String script =
                (scratch ? "\"$0\" mkdir -m 1777 " + Container.SCRATCH + "; " : "") + "\"$0\" sleep \"$1\" & wait";
        CreateContainerResponse created = belongings.make(
                what,
                HostConfigs.named(connection.client().createContainerCmd(image.id()), config)
                        .withEntrypoint(Container.BUSYBOX, "sh", "-c", script)
                        .withCmd(Container.BUSYBOX, String.valueOf(Math.max(1, lifetime.toSeconds())))
                        .withUser("0")
                        // Podman stops what it is to remove, and gives a first process that does not listen ten
                        // seconds.
                        .withStopSignal("SIGKILL")
                        .withHealthcheck(NO_HEALTH_CHECK));
        String id = created.getId();
        try {
            connection
                    .calls()
                    .run(what, () -> connection.client().startContainerCmd(id).exec());
            return new Holder(id, Launch.warnings(created));
        } catch (EngineException e) {
            // One that does not answer is not asked again before the end.
            if (Answers.of(e).isPresent()) {
                removeQuietly(id);
            }
            throw e;
        }
    }

    private void removeQuietly(String id) {
        try {
            belongings.remove(id);
        } catch (EngineException e) {
            // Why it does not start is the better message, and it is tried again at the end.
        }
    }

    private DockerContainer container(Holder holder, String user, Optional<Supplier<Optional<CgroupReading>>> reader) {
        return new DockerContainer(connection, belongings, holder.id(), user, holder.warnings(), reader);
    }

    /** The first process's id on the engine's host; absent where the container does not run. */
    private Optional<Long> pid(Holder holder) {
        return connection
                .find(
                        "inspect a container",
                        () -> connection
                                .client()
                                .inspectContainerCmd(holder.id())
                                .exec())
                .map(container -> container.getState())
                .filter(state -> Boolean.TRUE.equals(state.getRunning()))
                .map(state -> Optional.ofNullable(state.getPidLong()).orElse(0L));
    }

    /**
     * From the host's own files where they are this machine's, otherwise through the probe; where neither sees the control group, in the container
     * itself.
     *
     * @return absent where it has no control group of its own
     */
    private Optional<Supplier<Optional<CgroupReading>>> reader(String id, long pid) {
        Optional<HostTree> tree = HostTree.find(id, pid);
        if (tree.isPresent()) {
            isLocal = true;
            return Optional.of(tree.get()::read);
        }
        Optional<CounterStream> stream = probe.flatMap(known -> known.reader(id));
        if (stream.isPresent()) {
            return Optional.of(stream.get());
        }
        return CounterStream.isInRoot(connection, id)
                ? Optional.empty()
                : Optional.of(CounterStream.within(connection, id));
    }

    /** Where the containers' control groups are this machine's, so are the engine's processes and its files. */
    @Override
    public Watch watch() {
        return isLocal ? new HostWatch(List.of(Path.of(facts().dataRoot()), CONTAINERD)) : () -> Uncharged.UNSEEN;
    }

    @Override
    public Locks locks() {
        return new MachineLocks(machine, id(), new EngineLocks(connection, belongings));
    }

    private String toolbox(Image image) {
        return toolbox(image, Set.of());
    }

    private String toolbox(Image image, Set<Tool> more) {
        synchronized (toolbox) {
            return toolbox.computeIfAbsent(more, tools -> toolboxes.volume(toolboxSource, image, tools));
        }
    }

    /**
     * Removes containers and volumes that earlier runs left behind, where their owner was a process of this machine and is gone.
     *
     * @return what was removed, one line each
     */
    public List<String> sweep() {
        List<String> removed = new ArrayList<>(new Leftovers(connection, ToolboxVolume::filledBy).remove());
        removed.addAll(TemporaryFolder.removeLeft());
        return removed;
    }

    /** Waits where another thread is about it. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (connection) {
            belongings.close();
        } finally {
            MachineLocks.forget(new EngineLocks(connection, belongings));
        }
    }

    /** A container that was started. */
    private record Holder(String id, List<String> warnings) {}
}
