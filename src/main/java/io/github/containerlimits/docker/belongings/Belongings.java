package io.github.containerlimits.docker.belongings;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.CreateContainerResponse;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Pause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/** What a run makes on an engine and removes again. Each container and volume carries the run's labels. For use by many threads. */
public final class Belongings implements AutoCloseable {
    private static final Duration TO_REMOVE = Duration.ofMinutes(2);
    private static final Duration TO_ANSWER = Duration.ofSeconds(30);
    private static final Duration TO_FINISH_MAKING = Duration.ofSeconds(15);
    private static final Duration BETWEEN_REMOVALS = Duration.ofMillis(200);

    private final Connection connection;
    private final Labels labels;
    private final Set<String> containers = ConcurrentHashMap.newKeySet();
    private final Set<String> volumes = ConcurrentHashMap.newKeySet();

    /** Read while something is made, written before all is removed: so nothing is made behind the broom. */
    private final ReadWriteLock making = new ReentrantReadWriteLock();

    private volatile boolean used;
    private volatile boolean closed;

    public Belongings(Connection connection, Labels labels) {
        this.connection = connection;
        this.labels = labels;
    }

    /**
     * Makes a container.
     *
     * @param what for messages: "create a container"
     */
    public CreateContainerResponse make(String what, CreateContainerCmd command) {
        return make(what, command, Map.of());
    }

    /**
     * Makes a container with more labels than the run's.
     *
     * @param what for messages: "create a container"
     */
    public CreateContainerResponse make(String what, CreateContainerCmd command, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(labels.all());
        making.readLock().lock();
        try {
            begin();
            CreateContainerResponse created =
                    connection.call(what, () -> command.withLabels(all).exec());
            containers.add(created.getId());
            return created;
        } finally {
            making.readLock().unlock();
        }
    }

    /** Whether something with these labels is this run's. */
    boolean areOwn(@Nullable Map<String, String> labelsOfIt) {
        return labels.areOn(labelsOfIt);
    }

    /** Makes those that have a name, where the engine does not have one of that; only those that it made go with this run. */
    public void ensureVolumes(List<Mount> mounts) {
        mounts.stream().filter(Mount::isNamed).map(Mount::source).forEach(this::ensureVolume);
    }

    private void ensureVolume(String name) {
        making.readLock().lock();
        try {
            begin();
            if (isVolume(name)) {
                return;
            }
            connection.call(
                    "create the volume " + name,
                    () -> connection
                            .client()
                            .createVolumeCmd()
                            .withName(name)
                            .withLabels(labels.all())
                            .exec());
            // Another run may have been faster, and the engine then gives its volume.
            connection
                    .find(
                            "inspect the volume " + name,
                            () -> connection.client().inspectVolumeCmd(name).exec())
                    .filter(volume -> labels.areOn(volume.getLabels()))
                    .ifPresent(volume -> volumes.add(name));
        } finally {
            making.readLock().unlock();
        }
    }

    /**
     * Makes a volume of a name that nothing else has.
     *
     * @param more labels beside the run's
     * @param deadline for the engine's answer
     */
    void makeVolume(String name, Map<String, String> more, Duration deadline) {
        Map<String, String> all = new HashMap<>(more);
        all.putAll(labels.all());
        making.readLock().lock();
        try {
            begin();
            // An engine whose answer comes too late has made it all the same.
            volumes.add(name);
            connection
                    .calls()
                    .call(
                            "create the volume " + name,
                            deadline,
                            () -> connection
                                    .client()
                                    .createVolumeCmd()
                                    .withName(name)
                                    .withLabels(all)
                                    .exec());
        } finally {
            making.readLock().unlock();
        }
    }

    /** Removes a volume of this run's. One that the engine does not have may still come, and is looked for again at the end. */
    void removeVolume(String name) {
        if (volumes.contains(name) && removeVolume(connection, name)) {
            volumes.remove(name);
        }
    }

    private boolean isVolume(String name) {
        return connection
                .find(
                        "inspect the volume " + name,
                        () -> connection.client().inspectVolumeCmd(name).exec())
                .isPresent();
    }

    private void begin() {
        used = true;
        if (closed) {
            throw new EngineException("The run was ended before it made all that it needs on the engine.");
        }
    }

    /**
     * Removes a container with its own volumes, and waits until it is gone: writes that a cap holds up keep its processes from dying until they are
     * through, and the engine gives up before that.
     */
    public void remove(String container) {
        if (containers.contains(container)) {
            removeUntil(container, System.nanoTime() + TO_REMOVE.toNanos());
        }
    }

    private void removeUntil(String container, long end) {
        while (true) {
            try {
                remove(connection, container);
                containers.remove(container);
                return;
            } catch (EngineException e) {
                if (System.nanoTime() > end || Answers.of(e).isEmpty() && !connection.isAlive()) {
                    throw e;
                }
                Pause.of(BETWEEN_REMOVALS, "a container was removed");
            }
        }
    }

    /**
     * Removes a container once.
     *
     * @return whether it was there: that it is gone already is as well
     */
    static boolean remove(Connection connection, String container) {
        return remove(
                connection,
                "the container " + container,
                () -> connection
                        .client()
                        .removeContainerCmd(container)
                        .withForce(true)
                        .withRemoveVolumes(true)
                        .exec());
    }

    /** Removes a volume, as {@link #remove(Connection, String)} does a container. */
    public static boolean removeVolume(Connection connection, String volume) {
        return remove(
                connection,
                "the volume " + volume,
                () -> connection.client().removeVolumeCmd(volume).exec());
    }

    private static boolean remove(Connection connection, String what, Callable<?> call) {
        try {
            connection.calls().call("remove " + what, TO_ANSWER, call);
            return true;
        } catch (EngineException e) {
            if (Answers.isAbsence(e)) {
                return false;
            }
            throw e;
        }
    }

    /**
     * Removes all, once. From an engine that no longer answers nothing is removed: its containers end by themselves.
     *
     * @throws EngineException where something could not be removed, with the first reason
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        boolean quiet = isQuiet();
        try {
            if (used) {
                removeAll();
            }
        } finally {
            if (quiet) {
                making.writeLock().unlock();
            }
        }
    }

    private void removeAll() {
        if (!connection.isAlive()) {
            throw new EngineException("The engine no longer answers, and may keep what this run made on it until"
                    + " container-limits:clean, or the next run, removes it.");
        }
        long end = System.nanoTime() + TO_REMOVE.toNanos();
        List<EngineException> problems = new ArrayList<>();
        all().forEach(container -> attempt(() -> removeUntil(container, end), problems));
        volumes.forEach(volume -> attempt(() -> removeVolume(connection, volume), problems));
        if (!problems.isEmpty()) {
            throw problems.get(0);
        }
    }

    private boolean isQuiet() {
        try {
            return making.writeLock().tryLock(TO_FINISH_MAKING.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Those that are known, and those with the run's label of which the engine's answer never came. */
    private Set<String> all() {
        Set<String> all = new LinkedHashSet<>(containers);
        attempt(
                () -> connection
                        .call(
                                "list containers",
                                () -> connection
                                        .client()
                                        .listContainersCmd()
                                        .withShowAll(true)
                                        .withLabelFilter(List.of(Labels.RUN + "=" + labels.run()))
                                        .exec())
                        .forEach(container -> all.add(container.getId())),
                new ArrayList<>());
        return all;
    }

    private static void attempt(Runnable removal, List<EngineException> problems) {
        try {
            removal.run();
        } catch (EngineException e) {
            problems.add(e);
        }
    }
}
