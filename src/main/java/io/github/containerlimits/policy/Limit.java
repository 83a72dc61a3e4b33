package io.github.containerlimits.policy;

import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Cpus;
import java.util.Locale;
import java.util.Optional;

/** One limit of a container, by its key in a Compose service. */
public sealed interface Limit {
    /** The key in a Compose service: {@code mem_limit}; for a rate the key inside {@code blkio_config}. */
    String key();

    /** Where the limit is declared. */
    Place place();

    /** The declared value as a report prints it: {@code 512 MiB}. */
    String value();

    /** CPU time a second. */
    record CpuQuota(Place place, Cpus cpus) implements Limit {
        @Override
        public String key() {
            return "cpus";
        }

        @Override
        public String value() {
            return cpus.toString();
        }
    }

    /** The CPUs that may be used. */
    record CpuPinning(Place place, CpuSet cpus) implements Limit {
        @Override
        public String key() {
            return "cpuset";
        }

        @Override
        public String value() {
            return cpus.toString();
        }
    }

    /**
     * The weight under contention.
     *
     * @param shares 2 to 262144, the engine's default being 1024
     */
    record CpuShares(Place place, long shares) implements Limit {
        @Override
        public String key() {
            return "cpu_shares";
        }

        @Override
        public String value() {
            return String.valueOf(shares);
        }
    }

    /** Memory without swap. */
    record Memory(Place place, Bytes bytes) implements Limit {
        @Override
        public String key() {
            return "mem_limit";
        }

        @Override
        public String value() {
            return bytes.toString();
        }
    }

    /** Memory and swap together. */
    record MemorySwap(Place place, Bytes bytes) implements Limit {
        @Override
        public String key() {
            return "memswap_limit";
        }

        @Override
        public String value() {
            return bytes.toString();
        }
    }

    /**
     * How readily anonymous memory is swapped.
     *
     * @param percent 0 to 100
     */
    record Swappiness(Place place, int percent) implements Limit {
        @Override
        public String key() {
            return "mem_swappiness";
        }

        @Override
        public String value() {
            return String.valueOf(percent);
        }
    }

    /** Whether a process waits, instead of being killed, where memory runs out. */
    record OomKillDisable(Place place, boolean disable) implements Limit {
        @Override
        public String key() {
            return "oom_kill_disable";
        }

        @Override
        public String value() {
            return String.valueOf(disable);
        }
    }

    /**
     * Processes and threads together.
     *
     * @param most 1 or more
     */
    record Pids(Place place, long most) implements Limit {
        @Override
        public String key() {
            return "pids_limit";
        }

        @Override
        public String value() {
            return String.valueOf(most);
        }
    }

    /** The size of /dev/shm. */
    record ShmSize(Place place, Bytes bytes) implements Limit {
        @Override
        public String key() {
            return "shm_size";
        }

        @Override
        public String value() {
            return bytes.toString();
        }
    }

    /** What the container's root file system may hold on disk. */
    record StorageSize(Place place, Bytes bytes) implements Limit {
        @Override
        public String key() {
            return "storage_opt.size";
        }

        @Override
        public String value() {
            return bytes.toString();
        }
    }

    /**
     * What the engine keeps of the container's output.
     *
     * @param size of one file; absent for what the engine keeps by itself
     * @param files 1 or more
     */
    record LogSize(Place place, Optional<Bytes> size, int files) implements Limit {
        @Override
        public String key() {
            return "logging";
        }

        @Override
        public String value() {
            return size.map(bytes -> files == 1 ? bytes.toString() : files + " × " + bytes)
                    .orElse("the engine's own");
        }

        /** All files together; absent where the engine's own settings decide. */
        public Optional<Bytes> total() {
            return size.map(bytes -> bytes.times(files));
        }
    }

    /** Which way data goes. */
    enum Direction {
        READ,
        WRITE
    }

    /** What of the data is counted: bytes, or operations. */
    enum Unit {
        BPS,
        IOPS
    }

    /**
     * A rate of a block device.
     *
     * @param rate bytes or operations a second, above 0
     */
    record Throttle(Place place, Direction direction, Unit unit, Target target, long rate) implements Limit {
        /** The key inside {@code blkio_config} for this direction and unit. */
        public static String key(Direction direction, Unit unit) {
            return "device_" + (direction + "_" + unit).toLowerCase(Locale.ROOT);
        }

        @Override
        public String key() {
            return key(direction, unit);
        }

        @Override
        public String value() {
            return (unit == Unit.BPS ? Bytes.of(rate) + "/s" : rate + " operations/s") + " on " + target;
        }
    }
}
