package io.github.containerlimits.docker.belongings;

import com.github.dockerjava.api.command.InspectContainerResponse;
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
import java.util.Map;
import java.util.Optional;

/**
 * A lock that an engine keeps: a container that never runs, under a name that only one can have. Its label says for how long it is lent, from its
 * creation and by the engine's own clock, so that whoever waits can take it from a holder that died on another machine.
 */
public record EngineLock(Connection connection, Belongings belongings) {
    static final String NAME = "container-limits-lock";
    private static final String LEASE = "io.github.containerlimits.lease";

    /**
     * Takes the lock, or breaks it where its time is over or its holder is gone: then the next call can take it.
     *
     * @return absent while another holds it
     */
    public Optional<Engine.Lock> take(Image image, Duration lease) {
        try {
            String id = belongings
                    .make(
                            "take the engine's lock",
                            connection
                                    .client()
                                    .createContainerCmd(image.id())
                                    .withName(NAME)
                                    .withEntrypoint(Container.BUSYBOX)
                                    .withCmd("true")
                                    .withHostConfig(HostConfig.newHostConfig().withNetworkMode("none")),
                            Map.of(LEASE, String.valueOf(Math.max(1, lease.toSeconds()))))
                    .getId();
            return Optional.of(() -> belongings.remove(id));
        } catch (EngineException e) {
            if (!Answers.isNameTaken(e)) {
                throw e;
            }
            breakWhereOver();
            return Optional.empty();
        }
    }

    private void breakWhereOver() {
        connection
                .find(
                        "look at the engine's lock",
                        () -> connection.client().inspectContainerCmd(NAME).exec())
                .filter(holder -> isOver(holder))
                // By its id: the name may be the next holder's by now.
                .ifPresent(holder -> Belongings.remove(connection, holder.getId()));
    }

    private boolean isOver(InspectContainerResponse holder) {
        Map<String, String> labels = holder.getConfig().getLabels();
        if (labels == null || !labels.containsKey(LEASE)) {
            throw new EngineException("The container " + NAME
                    + " on the engine is none of this plugin's, but has the name of its lock. Rename it.");
        }
        return Labels.areAbandoned(labels) || isOver(holder.getCreated(), labels.get(LEASE), now());
    }

    private String now() {
        return String.valueOf(connection.call(
                "say its time", () -> connection.client().infoCmd().exec().getSystemTime()));
    }

    /** Whether a lease of that many seconds is over; one that can't be understood lasts until its holder ends it. */
    static boolean isOver(String created, String leaseSeconds, String now) {
        try {
            return OffsetDateTime.parse(created)
                    .plusSeconds(Long.parseLong(leaseSeconds))
                    .isBefore(OffsetDateTime.parse(now));
        } catch (DateTimeParseException | NumberFormatException e) {
            return false;
        }
    }
}
