package io.github.containerlimits.engine;

import java.util.HashMap;
import java.util.Map;

/**
 * The raw text of a control group's files, read one after the other.
 *
 * @param nanos a moment before the first was read, by a monotonic clock of its own origin, the same for all readings of a container
 * @param until a moment after the last was read, by the same clock
 * @param files by file name as the kernel has it, which tells v1 ({@code memory.max_usage_in_bytes}) from v2 ({@code memory.peak});
 *     files that do not exist are left out. With {@link #INNER} before the name it is the file of a group in the container's, into which its
 *     runtime put the processes, and whose limits are in force as well. {@code host:stat} is the host's /proc/stat, {@code host:diskstats} its
 *     /proc/diskstats, and {@link #THREADS} what the scheduler counts of each thread.
 */
public record CgroupReading(long nanos, long until, Map<String, String> files) {
    /** What the name of a file begins with that is of a group in the container's. */
    public static final String INNER = "inner:";

    /**
     * The group's threads, a line each: its id on the host, nanoseconds that it ran, and nanoseconds that it could have run and waited for a CPU. Not
     * there where they are too many, or the host's processes can't be seen.
     */
    public static final String THREADS = "threads:schedstat";

    public CgroupReading {
        if (until < nanos) {
            throw new IllegalArgumentException("a reading ends before it begins: " + until + " < " + nanos);
        }
        files = Map.copyOf(files);
    }

    /**
     * The same, with the very strings of an earlier reading where they are equal: most files of a group do not change from one reading to the next, and
     * all readings of a trial are kept.
     */
    public CgroupReading sharing(CgroupReading earlier) {
        Map<String, String> shared = new HashMap<>();
        earlier.files().forEach((name, text) -> {
            String now = files.get(name);
            if (now != null) {
                shared.put(name, now.equals(text) ? text : now);
            }
        });
        files.forEach(shared::putIfAbsent);
        return new CgroupReading(nanos, until, shared);
    }

    /** Whether a file is one of the control group's own, and not what the host's kernel says, or the scheduler of a thread. */
    public static boolean isOfGroup(String file) {
        return file.indexOf(':') < 0 || file.startsWith(INNER);
    }

    /** A reading of one moment. */
    public CgroupReading(long nanos, Map<String, String> files) {
        this(nanos, nanos, files);
    }
}
