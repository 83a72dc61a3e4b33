package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.policy.Expectation;
import io.github.containerlimits.policy.Limit;
import io.github.containerlimits.policy.Place;
import java.util.Optional;

/** One thing that a trial decides: it gets one verdict. */
public sealed interface Check {
    Place place();

    /** What a report calls it: {@code mem_limit}, {@code disk.write.iops}. */
    String subject();

    /** The disk that is looked at; absent where the check is not of a disk, or is of all disks. */
    Optional<Disk> disk();

    /**
     * A limit holds.
     *
     * @param buffered whether the load writes through the page cache; only for a rate of writes
     */
    record Holds(Limit limit, Optional<Disk> disk, boolean buffered) implements Check {
        public static Holds of(Limit limit) {
            return new Holds(limit, Optional.empty(), false);
        }

        @Override
        public Place place() {
            return limit.place();
        }

        @Override
        public String subject() {
            return limit.key() + (buffered ? " (buffered)" : "");
        }
    }

    /** A measured value keeps to a bound. */
    record Keeps(Expectation.Measured expectation, Optional<Disk> disk) implements Check {
        @Override
        public Place place() {
            return expectation.place();
        }

        @Override
        public String subject() {
            return expectation.metric().key();
        }
    }
}
