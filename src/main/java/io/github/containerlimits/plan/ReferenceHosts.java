package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Space;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.LimitOverrides;
import io.github.containerlimits.policy.Policy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Hosts that there are not, for what must be the same on every machine: large and small ones, with swap and without, with a disk for each volume and each device
 * that a policy names, and with one disk for all.
 */
final class ReferenceHosts {
    private static final long KIB_IN_GIB = 1L << 20;

    private static final Space SPACE = new Space(1L << 42, OptionalLong.empty());

    private ReferenceHosts() {}

    /** Those for a policy. */
    static List<Host> of(Policy policy) {
        return List.of(
                host(policy, "0-127", 1024, 512, false),
                host(policy, "0-127", 1024, 0, true),
                host(policy, "0-1", 2, 1, true),
                host(policy, "0-1", 2, 0, false));
    }

    private static Host host(Policy policy, String cpus, long memoryGib, long swapGib, boolean hasOneDisk) {
        StringBuilder mounts = new StringBuilder("100 90 0:50 / / rw - overlay overlay rw\n");
        Map<String, String> devices = new HashMap<>();
        Map<String, Space> space = new HashMap<>(Map.of("/", SPACE));
        mounts.append(mount(0, Container.TOOLBOX));
        devices.put("254:0", "../../devices/x/block/reference");
        List<String> volumes = volumes(policy);
        for (int i = 0; i < volumes.size(); i++) {
            mounts.append(mount(hasOneDisk ? 0 : i + 1, volumes.get(i)));
            devices.put("254:" + (i + 1), "../../devices/x/block/reference" + (i + 1));
            space.put(volumes.get(i), SPACE);
        }
        List<String> paths = paths(policy);
        for (int i = 0; i < paths.size(); i++) {
            String path = paths.get(i);
            // What is named may be a part of a disk.
            devices.put(
                    "253:" + i,
                    "../../devices/x/block/" + (hasOneDisk ? "reference/" : "")
                            + path.substring(path.lastIndexOf('/') + 1));
        }
        return Host.of(new HostSurvey(
                mounts.toString(),
                "MemAvailable: " + memoryGib * KIB_IN_GIB + " kB\nSwapTotal: " + swapGib * KIB_IN_GIB
                        + " kB\nSwapFree: " + swapGib * KIB_IN_GIB + " kB\n",
                "",
                cpus,
                devices,
                Map.of(),
                Map.of(),
                space,
                "4194304",
                "999999999",
                "0.00 0.00 0.00 1/100 100",
                "core",
                List.of()));
    }

    private static String mount(int number, String point) {
        return (101 + number) + " 100 254:" + number + " / "
                + point.replace("\\", "\\134")
                        .replace(" ", "\\040")
                        .replace("\n", "\\012")
                        .replace("\t", "\\011")
                + " rw - ext4 /dev/reference rw\n";
    }

    private static Stream<Limits> limits(Policy policy) {
        List<Limits> all = new ArrayList<>(List.of(policy.limits()));
        for (DeclaredTrial trial : policy.trials()) {
            all.add(trial.overrides().limits());
            trial.rivals().stream().map(LimitOverrides::limits).forEach(all::add);
        }
        return all.stream();
    }

    private static List<String> volumes(Policy policy) {
        return limits(policy)
                .flatMap(limits -> limits.volumes().stream())
                .map(Mount::target)
                .distinct()
                .toList();
    }

    private static List<String> paths(Policy policy) {
        return limits(policy)
                .flatMap(limits -> limits.limits().stream())
                .map(Limit::target)
                .flatMap(target -> target.stream())
                .filter(Target.Device.class::isInstance)
                .map(device -> ((Target.Device) device).path())
                .distinct()
                .toList();
    }
}
