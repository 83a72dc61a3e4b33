package io.github.containerlimits.way;

import io.github.containerlimits.limit.Consequence;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All ways round limits, in the order in which they are tried. */
public final class Ways {
    public static final List<Way> ALL =
            List.of(VolumeWay.WAY, LogWay.WAY, InodesWay.WAY, CoreDumpsWay.WAY, SyncWay.WAY);

    private Ways() {}

    /** All keys, in the same order. */
    public static List<String> keys() {
        return ALL.stream().map(Way::key).toList();
    }

    /** What becomes of the build by each way where a policy says nothing. */
    public static Map<Way, Consequence> usual() {
        return all(Consequence.WARN);
    }

    /** That consequence for each way that need not be named. */
    public static Map<Way, Consequence> all(Consequence consequence) {
        Map<Way, Consequence> all = new LinkedHashMap<>();
        ALL.forEach(way -> all.put(way, way.isOptIn() ? Consequence.SKIP : consequence));
        return Collections.unmodifiableMap(all);
    }
}
