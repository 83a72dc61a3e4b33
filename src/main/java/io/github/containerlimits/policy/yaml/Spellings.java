package io.github.containerlimits.policy.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What people call a limit who have it from {@code docker run}, from Kubernetes, from a control group or from memory. */
public final class Spellings {
    /** Ours by theirs, in small letters with low lines. */
    private static final Map<String, String> OURS = Map.ofEntries(
            Map.entry("memory", "mem_limit"),
            Map.entry("mem", "mem_limit"),
            Map.entry("m", "mem_limit"),
            Map.entry("memory_limit", "mem_limit"),
            Map.entry("memory_max", "mem_limit"),
            Map.entry("memory_swap", "memswap_limit"),
            Map.entry("mem_swap", "memswap_limit"),
            Map.entry("memswap", "memswap_limit"),
            Map.entry("swap", "memswap_limit"),
            Map.entry("memory_swap_limit", "memswap_limit"),
            Map.entry("memory_swappiness", "mem_swappiness"),
            Map.entry("swappiness", "mem_swappiness"),
            Map.entry("memory_reservation", "mem_reservation"),
            Map.entry("cpu", "cpus"),
            Map.entry("cpu_limit", "cpus"),
            Map.entry("nano_cpus", "cpus"),
            Map.entry("cpuset_cpus", "cpuset"),
            Map.entry("cpu_set", "cpuset"),
            Map.entry("cpu_weight", "cpu_shares"),
            Map.entry("cpu_cfs_quota", "cpu_quota"),
            Map.entry("cpu_cfs_period", "cpu_period"),
            Map.entry("pids", "pids_limit"),
            Map.entry("pids_max", "pids_limit"),
            Map.entry("shm", "shm_size"),
            Map.entry("ephemeral_storage", "storage_opt.size"),
            Map.entry("storage", "storage_opt.size"),
            Map.entry("disk", "storage_opt.size"),
            Map.entry("empty_dir", "tmpfs"),
            Map.entry("blkio_weight", "blkio_config.weight"),
            Map.entry("blkio_weight_device", "blkio_config.weight_device"),
            Map.entry("device_read_bps", "blkio_config.device_read_bps"),
            Map.entry("device_write_bps", "blkio_config.device_write_bps"),
            Map.entry("device_read_iops", "blkio_config.device_read_iops"),
            Map.entry("device_write_iops", "blkio_config.device_write_iops"),
            Map.entry("io_weight", "blkio_config.weight"),
            Map.entry("ulimit", "ulimits"),
            Map.entry("nofile", "ulimits.nofile"),
            Map.entry("nproc", "ulimits.nproc"),
            Map.entry("log_driver", "logging.driver"),
            Map.entry("log_opt", "logging.options"),
            Map.entry("max_size", "logging.options.max-size"),
            Map.entry("volume", "volumes"),
            Map.entry("v", "volumes"),
            Map.entry("mount", "volumes"),
            Map.entry("read_only_root_filesystem", "read_only"));

    /** Keys of a Compose file or a service in it that are no limits, or in which limits stand. */
    private static final Set<String> OF_SERVICES = Set.of(
            "build",
            "command",
            "container_name",
            "depends_on",
            "deploy",
            "environment",
            "env_file",
            "extends",
            "healthcheck",
            "image",
            "networks",
            "ports",
            "restart",
            "services");

    private Spellings() {}

    /** What a message on an unknown key of limits ends with, "; did you mean 'mem_limit'?"; empty where nothing is near. */
    public static String hint(String key, Collection<String> known) {
        String word = word(key);
        String last = word.substring(word.lastIndexOf('.') + 1);
        if (OF_SERVICES.contains(word)) {
            return ": a Compose file is named, as in limits: { from: compose.yaml, service: shop }";
        }
        if (word.equals("resources") || word.equals("limits") || word.equals("requests")) {
            return ": limits stand here as a Compose service has them, such as cpus and mem_limit";
        }
        return Stream.of(word, last)
                .filter(known::contains)
                .findFirst()
                .or(() -> Optional.ofNullable(OURS.get(last))
                        .filter(ours -> known.contains(ours.replaceFirst("\\..*", ""))))
                .map(ours -> "; did you mean '" + ours + "'?")
                .orElseGet(() -> Findings.nearest(last, known));
    }

    /** {@code --memory-swap}, {@code MemorySwap} and {@code memory_swap} are one word. */
    private static String word(String key) {
        return key.replaceFirst("^-+", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .replaceAll("[-_ ]+", "_")
                .toLowerCase(Locale.ROOT);
    }
}
