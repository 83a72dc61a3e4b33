package io.github.containerlimits.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.BlkioRateDevice;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.Volume;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.CpuPinning;
import io.github.containerlimits.policy.Limit.CpuQuota;
import io.github.containerlimits.policy.Limit.CpuShares;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.LogSize;
import io.github.containerlimits.policy.Limit.Memory;
import io.github.containerlimits.policy.Limit.MemorySwap;
import io.github.containerlimits.policy.Limit.OomKillDisable;
import io.github.containerlimits.policy.Limit.Pids;
import io.github.containerlimits.policy.Limit.ShmSize;
import io.github.containerlimits.policy.Limit.StorageSize;
import io.github.containerlimits.policy.Limit.Swappiness;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limit.Unit;
import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.policy.Mount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says a container's limits in the engine's words. */
final class HostConfigs {
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
            if (mount.isBind()) {
                // A bind would make a folder of the host that is not there.
                folders.add(new com.github.dockerjava.api.model.Mount()
                        .withType(MountType.BIND)
                        .withSource(mount.source())
                        .withTarget(mount.target())
                        .withReadOnly(mount.readOnly()));
            } else {
                binds.add(new Bind(
                        mount.source(), new Volume(mount.target()), mount.readOnly() ? AccessMode.ro : AccessMode.rw));
            }
        }
        HostConfig config = HostConfig.newHostConfig()
                .withAutoRemove(true)
                .withNetworkMode("none")
                .withSecurityOpts(List.of("no-new-privileges"))
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withBinds(binds);
        return folders.isEmpty() ? config : config.withMounts(folders);
    }

    /** A container that only looks: all volumes read-only, and no capability. */
    static HostConfig looking(String toolbox, List<Mount> mounts) {
        return bare(
                        toolbox,
                        mounts.stream()
                                .map(mount -> new Mount(mount.source(), mount.target(), true))
                                .toList())
                .withCapDrop(Capability.ALL);
    }

    /** The container of a trial but for its limits. */
    static HostConfig unlimited(Limits limits, String toolbox) {
        HostConfig config = bare(toolbox, limits.volumes()).withReadonlyRootfs(limits.readOnly());
        if (!limits.tmpfs().isEmpty()) {
            Map<String, String> tmpfs = new HashMap<>();
            limits.tmpfs().forEach(path -> tmpfs.put(path, ""));
            config.withTmpFs(tmpfs);
        }
        return config;
    }

    static HostConfig of(ContainerSpec spec, String toolbox) {
        HostConfig config = unlimited(spec.limits(), toolbox);
        spec.limits().limits().forEach(limit -> apply(limit, config));
        spec.limits().find(LogSize.class).ifPresent(log -> config.withLogConfig(log(log)));
        throttles(spec, Direction.READ, Unit.BPS).ifPresent(config::withBlkioDeviceReadBps);
        throttles(spec, Direction.WRITE, Unit.BPS).ifPresent(config::withBlkioDeviceWriteBps);
        throttles(spec, Direction.READ, Unit.IOPS).ifPresent(config::withBlkioDeviceReadIOps);
        throttles(spec, Direction.WRITE, Unit.IOPS).ifPresent(config::withBlkioDeviceWriteIOps);
        return config;
    }

    private static void apply(Limit limit, HostConfig config) {
        if (limit instanceof CpuQuota quota) {
            config.withNanoCPUs(quota.cpus().nano());
        } else if (limit instanceof CpuPinning pinning) {
            config.withCpusetCpus(pinning.cpus().toString());
        } else if (limit instanceof CpuShares shares) {
            config.withCpuShares((int) shares.shares());
        } else if (limit instanceof Memory memory) {
            config.withMemory(memory.bytes().value());
        } else if (limit instanceof MemorySwap swap) {
            config.withMemorySwap(
                    swap.bytes().value() == Long.MAX_VALUE ? -1L : swap.bytes().value());
        } else if (limit instanceof Swappiness swappiness) {
            config.withMemorySwappiness((long) swappiness.percent());
        } else if (limit instanceof OomKillDisable oomKill && oomKill.disable()) {
            config.withOomKillDisable(true);
        } else if (limit instanceof Pids pids) {
            config.withPidsLimit(pids.most());
        } else if (limit instanceof ShmSize shm) {
            config.withShmSize(shm.bytes().value());
        } else if (limit instanceof StorageSize size) {
            config.withStorageOpt(Map.of("size", String.valueOf(size.bytes().value())));
        }
    }

    /** Without a size the engine's own, which it takes where no driver is named. */
    private static @Nullable LogConfig log(LogSize log) {
        return log.size()
                .map(size -> new LogConfig(
                        LogConfig.LoggingType.JSON_FILE,
                        Map.of(
                                "max-size", String.valueOf(size.value()),
                                "max-file", String.valueOf(log.files()))))
                .orElse(null);
    }

    private static Optional<List<BlkioRateDevice>> throttles(ContainerSpec spec, Direction direction, Unit unit) {
        List<BlkioRateDevice> devices = spec.limits().all(Throttle.class).stream()
                .filter(throttle -> throttle.direction() == direction && throttle.unit() == unit)
                .map(throttle -> new BlkioRateDevice()
                        .withPath(Objects.requireNonNull(spec.devices().get(throttle.target())))
                        .withRate(throttle.rate()))
                .toList();
        return devices.isEmpty() ? Optional.empty() : Optional.of(devices);
    }
}
