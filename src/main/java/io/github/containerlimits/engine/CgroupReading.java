package io.github.containerlimits.engine;

import java.util.Map;

/**
 * The raw text of a control group's files at one moment.
 *
 * @param nanos when they were read, by a monotonic clock of its own origin, the same for all readings of a container
 * @param files by file name as the kernel has it, which tells v1 ({@code memory.max_usage_in_bytes}) from v2 ({@code memory.peak});
 *     files that do not exist are left out. With {@link #INNER} before the name it is the file of a group in the container's, into which its
 *     runtime put the processes, and whose limits are in force as well. {@code host:stat} is the host's /proc/stat, {@code host:diskstats} its /proc/diskstats.
 */
public record CgroupReading(long nanos, Map<String, String> files) {
    /** What the name of a file begins with that is of a group in the container's. */
    public static final String INNER = "inner:";

    public CgroupReading {
        files = Map.copyOf(files);
    }
}
