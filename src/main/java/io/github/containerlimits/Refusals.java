package io.github.containerlimits;

import io.github.containerlimits.policy.Limit;
import java.util.Locale;
import java.util.regex.Pattern;

/** What engines and runtimes say when they refuse a container: it tells which limit to try first, and decides nothing. */
final class Refusals {
    private Refusals() {}

    /** Whether the words of a refusal look like this limit's. */
    static boolean isAbout(Limit limit, String words) {
        return words(limit).matcher(words.toLowerCase(Locale.ROOT)).find();
    }

    private static Pattern words(Limit limit) {
        String pattern = switch (limit.key()) {
            case "cpus" -> "nanocpu|cfs|cpu\\.max";
            case "cpuset" -> "cpuset|cpus available";
            case "cpu_shares" -> "shares|cpu\\.weight";
            case "mem_limit" -> "memory limit|memory\\.max";
            case "memswap_limit" -> "memoryswap|memory\\.swap|memsw";
            case "mem_swappiness" -> "swappiness";
            case "oom_kill_disable" -> "oom";
            case "pids_limit" -> "pids";
            case "shm_size" -> "shm";
            case "storage_opt.size" -> "storage|quota";
            case "logging" -> "log[- ](opt|driver)|logging";
            default -> "blkio|io\\.max|throttle|bps|iops";
        };
        return Pattern.compile(pattern);
    }
}
