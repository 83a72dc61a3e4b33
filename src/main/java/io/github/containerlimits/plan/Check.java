package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Place;
import java.util.Optional;

/** One thing that a trial decides: it gets one verdict. */
public sealed interface Check {
    /** How a load comes at a limit. */
    enum Route {
        /** By what the limit is made for. */
        STRAIGHT("", false),
        /** Writes go through the page cache, and the kernel's flusher. */
        BUFFERED(" (buffered)", false),
        /** Memory is taken by files in a tmpfs. */
        TMPFS(" (tmpfs)", false),
        /** Data goes to a volume on another disk, which has no cap of its own. */
        VOLUME(" (volume)", true),
        /** What is printed is kept by the engine, on its own disk. */
        LOG(" (log)", true),
        /** Empty files take no blocks that a limit of the size would count. */
        INODES(" (inodes)", true);

        private final String suffix;
        private final boolean isRound;

        Route(String suffix, boolean isRound) {
            this.suffix = suffix;
            this.isRound = isRound;
        }

        /** What tells the subject of such a check from the limit's own, with a blank before it; empty for the straight one. */
        String suffix() {
            return suffix;
        }

        /** Whether the limit is not made to close it, so that it is another setting that does. */
        public boolean isRound() {
            return isRound;
        }
    }

    Place place();

    /** What a report calls it: {@code mem_limit}, {@code disk.write.iops}. */
    String subject();

    /** What it must keep to, as the policy has it. */
    String bound();

    /** The disk that is looked at; absent where the check is not of a disk, or is of all disks. */
    Optional<Disk> disk();

    /**
     * A limit holds, against a load that comes by this route.
     */
    record Holds(Limit limit, Optional<Disk> disk, Route route) implements Check {
        public static Holds of(Limit limit) {
            return new Holds(limit, Optional.empty(), Route.STRAIGHT);
        }

        public static Holds of(Limit limit, Route route) {
            return new Holds(limit, Optional.empty(), route);
        }

        @Override
        public Place place() {
            return limit.place();
        }

        @Override
        public String bound() {
            return limit.value();
        }

        @Override
        public String subject() {
            return limit.key() + route.suffix();
        }
    }

    /** A measured value keeps to a bound. */
    record Keeps(Expectation.Measured expectation, Optional<Disk> disk) implements Check {
        @Override
        public Place place() {
            return expectation.place();
        }

        @Override
        public String bound() {
            return expectation.text();
        }

        @Override
        public String subject() {
            return expectation.metric().key();
        }
    }
}
