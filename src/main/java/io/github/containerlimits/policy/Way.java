package io.github.containerlimits.policy;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What leads round a limit that holds by itself, and that only another setting can close. */
public enum Way {
    /** Data goes to a volume on another disk, which has no cap of its own. */
    VOLUME("volume", Consequence.WARN),
    /** What is printed is kept by the engine, on its own disk. */
    LOG("log", Consequence.WARN),
    /** Empty files take no blocks that a limit of the size would count. */
    INODES("inodes", Consequence.WARN),
    /** The kernel has a program of the host take care of each process that crashes. */
    CORE_DUMPS("core_dumps", Consequence.SKIP),
    /** What {@code sync(2)} has the kernel write is in nobody's name. */
    SYNC("sync", Consequence.SKIP);

    private final String key;
    private final Consequence usual;

    Way(String key, Consequence usual) {
        this.key = key;
        this.usual = usual;
    }

    /** The key in a policy. */
    public String key() {
        return key;
    }

    /** Whether it is tried only where a policy names it: trying it goes beyond the container. */
    public boolean isOptIn() {
        return usual == Consequence.SKIP;
    }

    /** Whether what is run for a process that crashes would be in that limit, were it in the container. */
    public static boolean isOfCrashes(Limit limit) {
        return limit instanceof Limit.CpuQuota || limit instanceof Limit.Memory || limit instanceof Limit.StorageSize;
    }

    /** Whether it is a rate of writes, by whichever the ways of written data lead. */
    public static boolean isOfWrites(Limit limit) {
        return limit instanceof Limit.Throttle throttle && throttle.direction() == Limit.Direction.WRITE;
    }

    /** All keys, in the order of the constants. */
    static List<String> keys() {
        return Arrays.stream(values()).map(Way::key).toList();
    }

    /** What becomes of the build by each way where a policy says nothing. */
    public static Map<Way, Consequence> usual() {
        return all(Consequence.WARN);
    }

    /** That consequence for each way that need not be named. */
    public static Map<Way, Consequence> all(Consequence consequence) {
        Map<Way, Consequence> all = new EnumMap<>(Way.class);
        for (Way way : values()) {
            all.put(way, way.isOptIn() ? Consequence.SKIP : consequence);
        }
        return Collections.unmodifiableMap(all);
    }
}
