package io.github.containerlimits.verdict;

import io.github.containerlimits.policy.Limit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds among an engine's warnings at creation the one that says it discards a limit (Moby: {@code daemon_unix.go}). */
final class Discards {
    private Discards() {}

    static Optional<String> warning(Limit limit, List<String> warnings) {
        return warnings.stream()
                .filter(warning -> isOf(limit, warning.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    /** Whether it is the container's control group that a limit is applied to. */
    static boolean isOfControlGroup(Limit limit) {
        return !(limit instanceof Limit.ShmSize
                || limit instanceof Limit.StorageSize
                || limit instanceof Limit.LogSize);
    }

    private static boolean isOf(Limit limit, String warning) {
        if (!warning.contains("discarded")
                && !warning.contains("does not support")
                && !warning.contains("not supported")) {
            return false;
        }
        if (limit instanceof Limit.Throttle throttle) {
            return warning.contains(throttle.unit() == Limit.Unit.BPS ? "bps" : "iops")
                    && warning.contains(throttle.direction().toString().toLowerCase(Locale.ROOT))
                    && (throttle.unit() == Limit.Unit.IOPS || !warning.contains("iops"));
        }
        return switch (limit.key()) {
            case "cpus" ->
                warning.contains("cfs") || warning.contains("nanocpus") || warning.contains("quota discarded");
            case "cpuset" -> warning.contains("cpuset");
            case "cpu_shares" -> warning.contains("shares");
            case "mem_limit" ->
                warning.contains("memory limit capabilities") || warning.contains("limitation discarded");
            case "memswap_limit" -> warning.contains("swap limit") || warning.contains("without swap");
            case "mem_swappiness" -> warning.contains("swappiness");
            case "oom_kill_disable" -> warning.contains("oomkilldisable") || warning.contains("oom_kill_disable");
            case "pids_limit" -> warning.contains("pids");
            case "shm_size" -> warning.contains("shm");
            default -> warning.contains("storage");
        };
    }
}
