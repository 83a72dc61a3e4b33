package io.github.containerlimits.jvm;

import java.util.List;
import java.util.Optional;

/** All that is found out of a JVM. */
public final class JvmFindings {
    /** In the order of reports. */
    public static final List<JvmFinding> ALL = List.of(
            new MemoryLimitSeen(),
            new CpusSeen(),
            new HeapFits(),
            new CollectorUsed(),
            new ThreadsFit(),
            new FoldersWritable());

    private JvmFindings() {}

    public static List<String> keys() {
        return ALL.stream().map(JvmFinding::key).toList();
    }

    public static Optional<JvmFinding> find(String key) {
        return ALL.stream().filter(finding -> finding.key().equals(key)).findFirst();
    }
}
