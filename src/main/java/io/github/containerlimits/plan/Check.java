package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Place;
import io.github.containerlimits.policy.Way;
import java.util.Optional;

/** One thing that a trial decides: it gets one verdict. */
public sealed interface Check {
    /** How a load comes at a limit. */
    enum Route {
        /** By what the limit is made for. */
        STRAIGHT(""),
        /** Writes go through the page cache, and the kernel's flusher. */
        BUFFERED(" (buffered)"),
        /** Memory is taken by files in a tmpfs. */
        TMPFS(" (tmpfs)"),
        /** See {@link Way#VOLUME}. */
        VOLUME(Way.VOLUME),
        /** See {@link Way#LOG}. */
        LOG(Way.LOG),
        /** See {@link Way#INODES}. */
        INODES(Way.INODES),
        /** See {@link Way#CORE_DUMPS}. */
        CORE_DUMPS(Way.CORE_DUMPS),
        /** See {@link Way#SYNC}. */
        SYNC(Way.SYNC);

        private final String suffix;
        private final Optional<Way> way;

        Route(String suffix) {
            this.suffix = suffix;
            this.way = Optional.empty();
        }

        Route(Way way) {
            this.suffix = " (" + way.key().replace('_', ' ') + ")";
            this.way = Optional.of(way);
        }

        /** What tells the subject of such a check from the limit's own, with a blank before it; empty for the straight one. */
        String suffix() {
            return suffix;
        }

        /** The way round the limit that it is, which another setting has to close; absent where it is the limit's own to close. */
        public Optional<Way> way() {
            return way;
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
