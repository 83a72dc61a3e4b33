package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.plan.Check.Route;
import io.github.containerlimits.policy.Consequence;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.LogSize;
import io.github.containerlimits.policy.Limit.StorageSize;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.policy.Mount;
import io.github.containerlimits.policy.Target;
import io.github.containerlimits.policy.Way;
import io.github.containerlimits.quantity.Bytes;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The trials of what is known to lead round a limit that holds by itself. */
final class WayTrials {
    private static final long MEBIBYTE = 1L << 20;

    /** Enough to be told from what an engine's driver buffers, and printed in a second or two. */
    private static final long PRINTED = 8 * MEBIBYTE;

    /** Far above what any application's image makes by chance, and nothing that a host would notice. */
    private static final int FILES = 5_000;

    /** Processes that crash one after the other, and bytes that each may leave at most. */
    private static final int CRASHES = 10;

    private static final long MOST_DUMPED = 4 * MEBIBYTE;

    /** Flushes of the whole host. */
    private static final int SYNCS = 12;

    private static final int SYNCS_A_SECOND = 4;
    private static final long SMALLEST_WRITE = 4 << 10;

    private final Limits limits;
    private final Map<Way, Consequence> waysRound;
    private final Places places;
    private final Draft draft;

    WayTrials(Limits limits, Map<Way, Consequence> waysRound, Places places, Draft draft) {
        this.limits = limits;
        this.waysRound = waysRound;
        this.places = places;
        this.draft = draft;
    }

    void derive() {
        Optional<Throttle> writes =
                limits.all(Throttle.class).stream().filter(Way::isOfWrites).findFirst();
        Optional<StorageSize> size = limits.find(StorageSize.class);
        if (isTried(Way.VOLUME)) {
            writes.ifPresent(throttle -> deriveVolumes(throttle));
        }
        if (isTried(Way.LOG) && limits.find(LogSize.class).isEmpty()) {
            size.<Limit>map(limit -> limit)
                    .or(() -> writes)
                    .ifPresent(limit -> draft.add(LimitTrials.printing(
                                    limit.key() + Route.LOG.suffix(),
                                    limits.with(new LogSize(limit.place(), Optional.empty(), 1)),
                                    PRINTED,
                                    Check.Holds.of(limit, Route.LOG))
                            .build()));
        }
        if (isTried(Way.INODES) && !limits.readOnly()) {
            size.ifPresent(limit -> deriveInodes(limit));
        }
        if (isTried(Way.CORE_DUMPS)) {
            limits.limits().stream().filter(Way::isOfCrashes).findFirst().ifPresent(limit -> deriveCoreDumps(limit));
        }
        if (isTried(Way.SYNC)) {
            writes.ifPresent(throttle -> deriveSync(throttle));
        }
    }

    private boolean isTried(Way way) {
        return waysRound.get(way) != Consequence.SKIP;
    }

    private void deriveCoreDumps(Limit limit) {
        Optional<String> directory = limits.readOnly() ? Optional.empty() : Optional.of(places.scratch("/"));
        Command command = Scripts.crashes(directory.orElse("/"), CRASHES);
        draft.add(Trial.of(
                        limit.key() + Route.CORE_DUMPS.suffix(),
                        limits,
                        command,
                        List.of(Check.Holds.of(limit, Route.CORE_DUMPS)))
                .load(CRASHES + " crashes")
                .needs(Needs.disk(CRASHES * MOST_DUMPED, "/"))
                .directory(directory)
                .alone(true)
                .build());
    }

    /** Writes a little through the page cache, has the kernel flush all that it has of anybody, and so on. */
    private void deriveSync(Throttle throttle) {
        Optional<Disk> disk = places.find(throttle.target());
        Optional<String> mountPoint = disk.flatMap(known -> places.mountOn(limits, throttle.target(), known));
        if (mountPoint.isEmpty() || mountPoint.get().equals("/") && limits.readOnly()) {
            return; // the limit's own trial says why
        }
        String directory = places.scratch(mountPoint.get());
        long each = Math.min(
                MEBIBYTE,
                Math.max(SMALLEST_WRITE, FioLoad.pressing(throttle, limits).seconds(1) / SYNCS_A_SECOND));
        Command command = Scripts.syncs(directory, SYNCS, each);
        draft.add(Trial.of(
                        throttle.key() + Route.SYNC.suffix(),
                        limits,
                        command,
                        List.of(new Check.Holds(throttle, disk, Route.SYNC)))
                .load(SYNCS + " times sync after a write of " + Bytes.of(each))
                .needs(Needs.disk(SYNCS * each, mountPoint.get()))
                .directory(Optional.of(directory))
                .alone(true)
                .build());
    }

    private void deriveInodes(StorageSize size) {
        String directory = places.scratch("/");
        Command command = Scripts.files(directory, FILES);
        draft.add(Trial.of(
                        size.key() + Route.INODES.suffix(),
                        limits,
                        command,
                        List.of(Check.Holds.of(size, Route.INODES)))
                .load(FILES + " empty files")
                .needs(Needs.files(FILES, "/"))
                .directory(Optional.of(directory))
                .build());
    }

    /** Volumes on disks that the policy caps no writes to. */
    private void deriveVolumes(Throttle throttle) {
        Set<Disk> seen = new HashSet<>();
        limits.all(Throttle.class).stream()
                .filter(other -> other.direction() == Direction.WRITE)
                .flatMap(other -> places.find(other.target()).stream())
                .forEach(seen::add);
        for (Mount mount : limits.volumes()) {
            Target volume = new Target.Volume(mount.target());
            Optional<Disk> disk = places.find(volume);
            if (mount.readOnly() || disk.isEmpty() || !seen.add(disk.get())) {
                continue;
            }
            String directory = places.scratch(mount.target());
            Throttle same = new Throttle(throttle.place(), Direction.WRITE, throttle.unit(), volume, throttle.rate());
            Command direct = FioLoad.pressing(same, limits).direct(directory);
            draft.add(Trial.of(
                            throttle.key() + Route.VOLUME.suffix(),
                            limits,
                            direct,
                            List.of(new Check.Holds(same, disk, Route.VOLUME)))
                    .load(FioLoad.shown(direct.arguments()) + " in " + mount.target())
                    .needs(Needs.disk(FioLoad.size(direct.arguments()), mount.target()))
                    .directory(Optional.of(directory))
                    .preparation(FioLoad.layout(direct.arguments(), directory))
                    .alone(true)
                    .build());
        }
    }
}
