package io.github.containerlimits.docker.belongings;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.model.HostConfig;
import io.github.containerlimits.docker.connection.Answers;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The locks that an engine keeps: each a container that never runs, under a name that only one can have. Its label says for how long it is lent, from
 * its creation and by the engine's own clock, so that whoever waits can take it from a holder that died on another machine.
 *
 * <p>No engine lets a label be changed. So a renewal is a volume, the least that can be made on an engine: its labels name the lock by the
 * container's id, and say until when that is lent now. Of the older ones the newest two stay: whoever looks while one gives way sees another.
 */
public record EngineLocks(Connection connection, Belongings belongings) implements Engine.Locks {
    private static final String PREFIX = "container-limits-lock-";
    private static final Pattern NOT_IN_NAMES = Pattern.compile("[^a-zA-Z0-9_.-]");
    private static final String LABEL = "io.github.containerlimits.lock";
    private static final String THING = LABEL + ".of";
    private static final String CPUS = LABEL + ".cpus";
    private static final String LEASE = "io.github.containerlimits.lease";
    private static final String UNTIL = LEASE + ".until";
    private static final int KEPT = 2;

    /** Breaks one whose time is over or whose holder is gone: then the next call can take it. */
    @Override
    public Optional<Engine.Lock> take(Image image, String thing, int cpus, Duration length) {
        Duration seconds = Duration.ofSeconds(Math.max(1, length.toSeconds()));
        Lease lease = new Lease(seconds, System::nanoTime, System::currentTimeMillis);
        String name = name(thing);
        try {
            String id = belongings
                    .make(
                            "take one of the engine's locks",
                            connection
                                    .client()
                                    .createContainerCmd(image.id())
                                    .withName(name)
                                    .withEntrypoint(Container.BUSYBOX)
                                    .withCmd("true")
                                    .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none")),
                            Map.of(
                                    LEASE,
                                    String.valueOf(seconds.toSeconds()),
                                    THING,
                                    thing,
                                    CPUS,
                                    String.valueOf(cpus)))
                    .getId();
            return Optional.of(hold(id, lease));
        } catch (EngineException e) {
            if (!Answers.isNameTaken(e)) {
                throw e;
            }
            isHeld(name);
            return Optional.empty();
        }
    }

    @Override
    public Map<String, Integer> taken() {
        List<com.github.dockerjava.api.model.Container> locks = connection.call(
                "list its locks",
                () -> connection
                        .client()
                        .listContainersCmd()
                        .withShowAll(true)
                        .withLabelFilter(List.of(THING))
                        .exec());
        return locks.stream()
                .filter(lock -> belongings.areOwn(lock.getLabels()) || isHeld(lock.getId()))
                .collect(Collectors.toUnmodifiableMap(
                        lock -> lock.getLabels().get(THING),
                        lock -> cpus(lock.getLabels().get(CPUS)),
                        Math::max));
    }

    /** One that does not say how many, or not in numbers, keeps one busy. */
    private static int cpus(@Nullable String label) {
        return label != null && label.matches("\\d{1,9}") ? Integer.parseInt(label) : 1;
    }

    private static String name(String thing) {
        return PREFIX + NOT_IN_NAMES.matcher(thing).replaceAll("-");
    }

    private Engine.Lock hold(String id, Lease lease) {
        Deque<String> renewals = new ConcurrentLinkedDeque<>();
        return HeldLock.hold(lease, () -> renew(id, lease.length(), renewals), () -> {
            // The next holder need not wait for the rest, which says nothing of its lock.
            belongings.remove(id);
            removeAllBut(0, renewals);
        });
    }

    /** Whether the lock was still there to be renewed. */
    private boolean renew(String id, Duration length, Deque<String> renewals) {
        Duration patience = HeldLock.interval(length);
        String renewal = PREFIX + UUID.randomUUID();
        removeAllBut(KEPT, renewals);
        renewals.addLast(renewal);
        belongings.makeVolume(
                renewal,
                Map.of(
                        LABEL,
                        id,
                        UNTIL,
                        connection.time().now(patience).plus(length).toString()),
                patience);
        boolean isThere = connection
                .calls()
                .find(
                        "look at one of the engine's locks",
                        patience,
                        () -> connection.client().inspectContainerCmd(id).exec())
                .isPresent();
        return isThere;
    }

    /** One that the engine does not let go is left for the next time, and in the end for the end of the run. */
    private void removeAllBut(int newest, Deque<String> renewals) {
        try {
            while (renewals.size() > newest) {
                belongings.removeVolume(renewals.getFirst());
                renewals.removeFirst();
            }
        } catch (EngineException e) {
            // What is left says nothing wrong.
        }
    }

    /**
     * Whether a lock is there and its time is not over; one whose time is over is broken.
     *
     * @param lock its name or id
     */
    private boolean isHeld(String lock) {
        Optional<InspectContainerResponse> there = connection.find(
                "look at one of the engine's locks",
                () -> connection.client().inspectContainerCmd(lock).exec());
        Optional<InspectContainerResponse> over = there.filter(this::isOver);
        // By its id: the name may be the next holder's by now.
        over.ifPresent(holder -> {
            List<InspectVolumeResponse> renewals = renewals(holder.getId());
            Belongings.remove(connection, holder.getId());
            renewals.forEach(renewal -> Belongings.removeVolume(connection, renewal.getName()));
        });
        return there.isPresent() && over.isEmpty();
    }

    private boolean isOver(InspectContainerResponse holder) {
        Map<String, String> labels = holder.getConfig().getLabels();
        @Nullable String lease = labels == null ? null : labels.get(LEASE);
        if (lease == null) {
            throw new EngineException("The container " + holder.getName().replaceFirst("^/", "")
                    + " on the engine is none of this plugin's, but has the name of one of its locks. Rename it.");
        }
        if (Labels.areAbandoned(labels)) {
            return true;
        }
        // Whoever waits for it looks often, and the engine's clock is asked only where it seems to be over.
        Duration patience = connection.calls().deadline();
        return isOver(holder, lease, connection.time().about(patience))
                && isOver(holder, lease, connection.time().now(patience));
    }

    /** @param now before its renewals are looked at: one that comes meanwhile is no older than that */
    private boolean isOver(InspectContainerResponse holder, String lease, OffsetDateTime now) {
        return isOver(holder.getCreated(), lease, now)
                && renewals(holder.getId()).stream()
                        .allMatch(renewal ->
                                isOver(String.valueOf(renewal.getLabels().get(UNTIL)), now));
    }

    private List<InspectVolumeResponse> renewals(String id) {
        List<InspectVolumeResponse> volumes = connection.call(
                "look at the renewals of one of its locks",
                () -> connection
                        .client()
                        .listVolumesCmd()
                        .withFilter("label", List.of(LABEL + "=" + id))
                        .exec()
                        .getVolumes());
        return Optional.ofNullable(volumes).orElse(List.of()).stream()
                .filter(volume -> volume.getLabels() != null
                        && id.equals(volume.getLabels().get(LABEL)))
                .toList();
    }

    /** Whether a lease of that many seconds is over; one that can't be understood lasts until its holder ends it. */
    static boolean isOver(String created, String leaseSeconds, OffsetDateTime now) {
        try {
            return OffsetDateTime.parse(created)
                    .plusSeconds(Long.parseLong(leaseSeconds))
                    .isBefore(now);
        } catch (DateTimeParseException | NumberFormatException e) {
            return false;
        }
    }

    /** Whether a renewal is over; one that can't be understood lasts until its lock's holder ends it. */
    static boolean isOver(String until, OffsetDateTime now) {
        try {
            return OffsetDateTime.parse(until).isBefore(now);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
