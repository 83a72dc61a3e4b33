package io.github.containerlimits.way;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.Press;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.FioLoad;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.verdict.Conclusion;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Data goes to a volume on another disk, which has no cap of its own. */
public final class VolumeWay implements Way {
    public static final VolumeWay WAY = new VolumeWay();

    private VolumeWay() {}

    @Override
    public String key() {
        return "volume";
    }

    @Override
    public boolean leadsRound(Limit limit) {
        return limit.isOfWrites();
    }

    @Override
    public String ledRound() {
        return "a rate of writes in blkio_config";
    }

    /** Volumes on disks that the policy caps no writes to, by the first of its caps. */
    @Override
    public List<Attempt> attempts(Limits all, Places places) {
        Optional<Throttle> first = Throttle.ofWrites(all).findFirst();
        if (first.isEmpty()) {
            return List.of();
        }
        Set<Disk> seen = new HashSet<>();
        Throttle.ofWrites(all)
                .flatMap(throttle -> places.find(throttle.on()).stream())
                .forEach(seen::add);
        List<Attempt> attempts = new ArrayList<>();
        for (Mount mount : all.volumes()) {
            Target volume = new Target.Volume(mount.target());
            Optional<Disk> disk = places.find(volume);
            if (!mount.readOnly() && disk.isPresent() && seen.add(disk.get())) {
                Throttle same = first.get().withTarget(volume);
                Workload workload = FioLoad.pressing(same.direction(), same.unit(), same.rate())
                        .directly(places.scratch(mount.target()), mount.target());
                attempts.add(new Attempt(
                        same,
                        Press.With.of(workload.shownAs(workload.shown() + " in " + mount.target()))
                                .on(disk.get())
                                .claiming(Claims.HOST)));
            }
        }
        return attempts;
    }

    /** As if the cap were on that disk as well. */
    @Override
    public Optional<Conclusion> conclude(Limit limit, Evidence evidence) {
        return limit.conclude(evidence);
    }

    @Override
    public String remedy() {
        return "Give the volume's disk a rate of its own: path: volume:/path.";
    }
}
