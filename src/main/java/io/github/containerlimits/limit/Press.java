package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How one load presses a limit, or why none can on this engine's host. */
public sealed interface Press {
    Route route();

    /** The disk that is looked at; absent where it is none. */
    Optional<Disk> disk();

    /**
     * No load can.
     *
     * @param load what would have been run
     * @param supported whether the engine could apply the limit at all
     * @param reason a sentence without a full stop: "the engine's host has no swap"
     */
    record None(Route route, Optional<Disk> disk, String load, boolean supported, Excuse reason) implements Press {
        /** Nothing that can be run presses the limit. */
        static None unproven(String load, Excuse reason) {
            return new None(Route.STRAIGHT, Optional.empty(), load, true, reason);
        }

        /** The engine's host has nothing that the limit could be applied to. */
        static None unsupported(String load, String reason) {
            return new None(Route.STRAIGHT, Optional.empty(), load, false, Excuse.host(reason));
        }
    }

    /**
     * A load does.
     *
     * @param with limits that the container has in place of its own of their kind
     * @param rivals for each container that runs the same load beside it, the limits that it has in place of this one's
     * @param contrastWithout the kinds of limits without which the same load runs first, to see what it does then; empty where it need not
     * @param fresh whether it needs a container in which no other load ran, because it looks at high-water marks
     * @param spent whether its container is of no use for other loads after it
     * @param claims what others on the engine's host must not take meanwhile, beside what follows from the load's needs
     */
    record With(
            Route route,
            Optional<Disk> disk,
            Workload workload,
            List<Limit> with,
            List<List<Limit>> rivals,
            Set<LimitKind> contrastWithout,
            boolean fresh,
            boolean spent,
            Claims claims)
            implements Press {
        public With {
            with = List.copyOf(with);
            rivals = List.copyOf(rivals);
            contrastWithout = Set.copyOf(contrastWithout);
        }

        /** A load in any container, beside which others may run. */
        public static With of(Workload workload) {
            return new With(
                    Route.STRAIGHT,
                    Optional.empty(),
                    workload,
                    List.of(),
                    List.of(),
                    Set.of(),
                    false,
                    false,
                    Claims.NONE);
        }

        With by(Route other) {
            return new With(other, disk, workload, with, rivals, contrastWithout, fresh, spent, claims);
        }

        public With on(Disk known) {
            return new With(route, Optional.of(known), workload, with, rivals, contrastWithout, fresh, spent, claims);
        }

        /** With these limits in place of the container's own of their kind. */
        public With having(List<Limit> own) {
            return new With(route, disk, workload, own, rivals, contrastWithout, fresh, spent, claims);
        }

        With beside(List<Limit> own, List<Limit> rival) {
            return new With(route, disk, workload, own, List.of(rival), contrastWithout, fresh, spent, claims);
        }

        With contrasted(List<LimitKind> without) {
            return new With(route, disk, workload, with, rivals, Set.copyOf(without), fresh, spent, claims);
        }

        With inFreshContainer() {
            return new With(route, disk, workload, with, rivals, contrastWithout, true, spent, claims);
        }

        With spendingContainer() {
            return new With(route, disk, workload, with, rivals, contrastWithout, fresh, true, claims);
        }

        public With claiming(Claims claimed) {
            return new With(route, disk, workload, with, rivals, contrastWithout, fresh, spent, claimed);
        }
    }
}
