package io.github.containerlimits.docker;

import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Volume;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Says a container's limits in the engine's words. */
final class HostConfigs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NO_NETWORK = "none";

    private HostConfigs() {}

    /**
     * What every container of ours has: no network, no new privileges, no log, an end that removes it, the toolbox and these volumes. That it is
     * removed at its end loses what the engine knows of it then; but its control group is lost at that moment in any case.
     */
    private static HostConfig bare(String toolbox, List<Mount> mounts) {
        List<Bind> binds = new ArrayList<>();
        List<com.github.dockerjava.api.model.Mount> folders = new ArrayList<>();
        binds.add(new Bind(toolbox, new Volume(Container.TOOLBOX), AccessMode.ro));
        for (Mount mount : mounts) {
            if (!mount.isNamed()) {
                // A bind would make a folder of the host that is not there.
                com.github.dockerjava.api.model.Mount folder = new com.github.dockerjava.api.model.Mount()
                        .withType(mount.isBind() ? MountType.BIND : MountType.VOLUME)
                        .withTarget(mount.target())
                        .withReadOnly(mount.readOnly());
                folders.add(mount.isBind() ? folder.withSource(mount.source()) : folder);
            } else {
                binds.add(new Bind(
                        mount.source(), new Volume(mount.target()), mount.readOnly() ? AccessMode.ro : AccessMode.rw));
            }
        }
        HostConfig config = HostConfig.newHostConfig()
                .withAutoRemove(true)
                .withNetworkMode(NO_NETWORK)
                .withSecurityOpts(List.of("no-new-privileges"))
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withBinds(binds);
        return folders.isEmpty() ? config : config.withMounts(folders);
    }

    /** A container that only looks: all volumes that others have as well read-only, and no capability. */
    static HostConfig looking(String toolbox, List<Mount> mounts) {
        return bare(
                        toolbox,
                        mounts.stream()
                                .map(mount -> mount.source().isEmpty()
                                        ? mount
                                        : new Mount(mount.source(), mount.target(), true))
                                .toList())
                .withCapDrop(Capability.ALL);
    }

    /** The container of a trial but for its limits. */
    static HostConfig unlimited(ContainerSpec spec, String toolbox) {
        HostConfig config = bare(toolbox, spec.volumes()).withReadonlyRootfs(spec.readOnly());
        join(config, spec.network());
        if (!spec.tmpfs().isEmpty()) {
            Map<String, String> tmpfs = new HashMap<>();
            spec.tmpfs().forEach(mount -> tmpfs.put(mount.target(), mount.words()));
            config.withTmpFs(tmpfs);
        }
        return config;
    }

    private static void join(HostConfig config, Network network) {
        if (network instanceof Network.OfContainer other) {
            config.withNetworkMode("container:" + other.id());
        } else if (network instanceof Network.OfEngine own) {
            config.withNetworkMode(own.name()).withExtraHosts(hosts(own.names()));
        } else if (network instanceof Network.Loopback loopback) {
            config.withExtraHosts(hosts(Stream.concat(Stream.of(Network.OWN_NAME), loopback.names().stream())
                    .toList()));
        }
    }

    /** A container that has no network is told its name as well, which an engine makes known only in one. */
    static CreateContainerCmd named(CreateContainerCmd command, HostConfig config) {
        command.withHostConfig(config);
        return NO_NETWORK.equals(config.getNetworkMode()) ? command.withHostName(Network.OWN_NAME) : command;
    }

    private static String[] hosts(List<String> names) {
        return names.stream().map(name -> name + ":127.0.0.1").toArray(String[]::new);
    }

    /**
     * The container of a trial.
     *
     * @throws IllegalStateException where a limit is said in a word that docker-java does not pass on
     */
    static HostConfig of(ContainerSpec spec, String toolbox) {
        HostConfig config = unlimited(spec, toolbox);
        Map<String, String> unlimited = Optional.ofNullable(config.getTmpFs()).orElse(Map.of());
        try {
            JSON.updateValue(config, spec.limits().words());
        } catch (JsonMappingException e) {
            throw new IllegalStateException("docker-java cannot say these limits: " + spec.limits(), e);
        }
        if (!unlimited.isEmpty()) {
            Map<String, String> all = new HashMap<>(unlimited);
            Optional.ofNullable(config.getTmpFs()).ifPresent(all::putAll);
            config.withTmpFs(all);
        }
        return config;
    }

    /**
     * The container of an application. What ends it is looked at once it ended, so it stays until then; and what it may do is what the image's users let it.
     *
     * @throws IllegalStateException where a limit is said in a word that docker-java does not pass on
     */
    static HostConfig ofApplication(ContainerSpec spec, String toolbox) {
        return of(spec, toolbox).withAutoRemove(false).withSecurityOpts(List.of());
    }
}
