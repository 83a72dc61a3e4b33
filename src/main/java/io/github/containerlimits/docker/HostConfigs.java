package io.github.containerlimits.docker;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.BlkioRateDevice;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Volume;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.CpuPinning;
import io.github.containerlimits.policy.Limit.CpuQuota;
import io.github.containerlimits.policy.Limit.CpuShares;
import io.github.containerlimits.policy.Limit.Direction;
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

/** Says a container's limits in the engine's words. */
final class HostConfigs {
    private HostConfigs() {}

    /** No network, no new privileges, no log, the toolbox and these volumes: what every container of ours has. */
    static HostConfig bare(String toolbox, List<Bind> more) {
        List<Bind> binds = new ArrayList<>(more);
        binds.add(new Bind(toolbox, new Volume(Container.TOOLBOX), AccessMode.ro));
        return HostConfig.newHostConfig()
                .withAutoRemove(true)
                .withNetworkMode("none")
                .withSecurityOpts(List.of("no-new-privileges"))
                .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
                .withBinds(binds);
    }

    static HostConfig of(ContainerSpec spec, String toolbox) {
        Limits limits = spec.limits();
        HostConfig config = bare(
                toolbox,
                limits.volumes().stream()
                        .map(mount -> bind(mount, mount.readOnly()))
                        .toList());
        config.withReadonlyRootfs(limits.readOnly());
        if (!limits.tmpfs().isEmpty()) {
            Map<String, String> tmpfs = new HashMap<>();
            limits.tmpfs().forEach(path -> tmpfs.put(path, ""));
            config.withTmpFs(tmpfs);
        }
        limits.limits().forEach(limit -> apply(limit, config));
        throttles(spec, Direction.READ, Unit.BPS).ifPresent(config::withBlkioDeviceReadBps);
        throttles(spec, Direction.WRITE, Unit.BPS).ifPresent(config::withBlkioDeviceWriteBps);
        throttles(spec, Direction.READ, Unit.IOPS).ifPresent(config::withBlkioDeviceReadIOps);
        throttles(spec, Direction.WRITE, Unit.IOPS).ifPresent(config::withBlkioDeviceWriteIOps);
        return config;
    }

    static Bind bind(Mount mount, boolean readOnly) {
        return new Bind(mount.source(), new Volume(mount.target()), readOnly ? AccessMode.ro : AccessMode.rw);
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

    private static java.util.Optional<List<BlkioRateDevice>> throttles(
            ContainerSpec spec, Direction direction, Unit unit) {
        List<BlkioRateDevice> devices = spec.limits().all(Throttle.class).stream()
                .filter(throttle -> throttle.direction() == direction && throttle.unit() == unit)
                .map(throttle -> new BlkioRateDevice()
                        .withPath(
                                java.util.Objects.requireNonNull(spec.devices().get(throttle.target())))
                        .withRate(throttle.rate()))
                .toList();
        return devices.isEmpty() ? java.util.Optional.empty() : java.util.Optional.of(devices);
    }
}
