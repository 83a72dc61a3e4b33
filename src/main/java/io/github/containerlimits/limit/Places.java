package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.measure.Ancestors;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where on the engine's host a load finds its disk, and where in a container it can write to that.
 *
 * @param scratchName the name of the directory that loads make there, unique to this run
 */
public record Places(Host host, String scratchName) {
    /** The control groups in which the containers are. */
    public Ancestors ancestors() {
        return Ancestors.of(host);
    }

    /** What the host, or one of those groups, has too little of for a load at its worst, a sentence without a full stop; absent where they have enough. */
    public Optional<String> lack(Needs needs) {
        return host.lacks(needs).or(() -> ancestors().lack(needs));
    }

    public Optional<Disk> find(Target target) {
        try {
            return Optional.of(host.disk(target));
        } catch (NoDiskException e) {
            return Optional.empty(); // such as a tmpfs, which is memory
        }
    }

    /** Where on the disk a load can write: the target's own place, or for a device the first that lies on it. */
    public Optional<String> mountOn(Limits limits, Target target, Disk disk) {
        if (target instanceof Target.Volume volume) {
            return Optional.of(volume.mountPoint());
        }
        if (target instanceof Target.Rootfs) {
            return Optional.of("/");
        }
        return Stream.concat(
                        limits.readOnly() ? Stream.empty() : Stream.<Target>of(new Target.Rootfs()),
                        limits.volumes().stream()
                                .filter(mount -> !mount.readOnly())
                                .map(mount -> new Target.Volume(mount.target())))
                .filter(place -> isOn(place, disk))
                .findFirst()
                .map(place -> place instanceof Target.Volume volume ? volume.mountPoint() : "/");
    }

    public String scratch(String mountPoint) {
        return (mountPoint.equals("/") ? Container.SCRATCH : mountPoint) + "/" + scratchName;
    }

    /** The mount point that a directory lies under, "/" for the root file system. */
    public static String mountOf(Limits limits, String directory) {
        return limits.volumes().stream()
                .map(Mount::target)
                .filter(target -> directory.equals(target) || directory.startsWith(target + "/"))
                .max(java.util.Comparator.comparingInt(String::length))
                .orElse("/");
    }

    private boolean isOn(Target place, Disk disk) {
        return find(place).filter(disk::equals).isPresent();
    }
}
