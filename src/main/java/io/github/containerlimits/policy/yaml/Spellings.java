package io.github.containerlimits.policy.yaml;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What people call a limit who have it from {@code docker run}, from Compose, from Kubernetes, from a control group or from memory. */
public final class Spellings {
    /** Ours, which are Compose's as well, by theirs, in small letters with low lines. */
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
            Map.entry("memory_low", "mem_reservation"),
            Map.entry("oom_score", "oom_score_adj"),
            Map.entry("cpu", "cpus"),
            Map.entry("cpu_limit", "cpus"),
            Map.entry("cpu_max", "cpus"),
            Map.entry("nano_cpus", "cpus"),
            Map.entry("cpuset_cpus", "cpuset"),
            Map.entry("cpu_set", "cpuset"),
            Map.entry("cpu_weight", "cpu_shares"),
            Map.entry("c", "cpu_shares"),
            Map.entry("cpu_cfs_quota", "cpu_quota"),
            Map.entry("cpu_cfs_period", "cpu_period"),
            Map.entry("pids", "pids_limit"),
            Map.entry("pids_max", "pids_limit"),
            Map.entry("shm", "shm_size"),
            Map.entry("ephemeral_storage", "storage_opt.size"),
            Map.entry("storage", "storage_opt.size"),
            Map.entry("disk", "storage_opt.size"),
            Map.entry("empty_dir", "tmpfs"),
            Map.entry("size_limit", "tmpfs"),
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

    /** Kubernetes' by ours. */
    private static final Map<String, String> OF_KUBERNETES =
            Map.of("mem_limit", "memory", "cpus", "cpu", "storage_opt.size", "ephemeral-storage");

    /** What stands in {@code deploy.resources} of a Compose service, where somebody leaves that out. */
    private static final Map<String, String> DEPLOYED = Map.of(
            "resources", "deploy.resources",
            "limits", "deploy.resources.limits",
            "reservations", "deploy.resources.reservations",
            "requests", "deploy.resources.reservations");

    /** Where limits stand in {@code deploy} of a Compose service, by ours and by themselves. */
    private static final Map<String, String> OF_DEPLOY = Map.of(
            "mem_limit", "deploy.resources.limits.memory",
            "cpus", "deploy.resources.limits.cpus",
            "pids_limit", "deploy.resources.limits.pids",
            "mem_reservation", "deploy.resources.reservations.memory");

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

    /** Words of Compose, Testcontainers and shells for keys of a trial or an app, by which those stand there. */
    private static final Map<String, String> OF_TRIALS = Map.ofEntries(
            Map.entry("environment", "env"),
            Map.entry("entrypoint", "command"),
            Map.entry("cmd", "command"),
            Map.entry("args", "command"),
            Map.entry("healthcheck", "ready"),
            Map.entry("health", "ready"),
            Map.entry("wait", "ready"),
            Map.entry("startup", "ready"),
            Map.entry("depends_on", "needs"),
            Map.entry("services", "needs"),
            Map.entry("network_mode", "network"),
            Map.entry("networks", "network"),
            Map.entry("timeout", "for"),
            Map.entry("duration", "for"),
            Map.entry("time", "for"),
            Map.entry("working_dir", "in"),
            Map.entry("workdir", "in"),
            Map.entry("cwd", "in"),
            Map.entry("directory", "in"),
            Map.entry("expects", "expect"),
            Map.entry("claims", "fits"),
            Map.entry("stress_ng", "stress-ng"));

    /** Keys of a policy that stand beside its limits. */
    private static final Set<String> BESIDE_LIMITS =
            Set.of("trials", "derive", "smaller", "on_unsupported", "on_unproven", "ways_round");

    private Spellings() {}

    /**
     * What a message on an unknown key ends with, "; did you mean 'mem_limit'?"; empty where nothing is near.
     *
     * @param known the keys that there may be instead: those of a policy's limits, or, with {@code deploy} among them, of a Compose service
     */
    public static String hint(String key, Collection<String> known) {
        String word = word(key);
        String last = word.substring(word.lastIndexOf('.') + 1);
        boolean isOfService = known.contains("deploy");
        if (isOfService && DEPLOYED.containsKey(word)) {
            return meant(DEPLOYED.getOrDefault(word, ""));
        }
        if (BESIDE_LIMITS.contains(word)) {
            return isOfService ? meant("x-container-limits." + word) : ": it stands beside limits, not in them";
        }
        if (!isOfService && OF_SERVICES.contains(word)) {
            return ": a Compose file is named, as in limits: { from: compose.yaml, service: shop }";
        }
        if (!isOfService && DEPLOYED.containsKey(word)) {
            return ": limits stand here as a Compose service has them, such as cpus and mem_limit";
        }
        return Stream.of(word, last)
                .filter(known::contains)
                .findFirst()
                .or(() -> ours(last).filter(ours -> known.contains(ours.replaceFirst("\\..*", ""))))
                .map(Spellings::meant)
                .orElseGet(() -> Findings.nearest(last, known));
    }

    /**
     * The same for a key at a policy's root, where limits do not stand.
     *
     * @param known the keys that stand there
     * @param limits those that stand in its limits
     */
    public static String hintAtRoot(String key, Collection<String> known, Collection<String> limits) {
        String word = word(key);
        return Optional.of(word)
                .filter(limits::contains)
                .or(() -> ours(word))
                .map(ours -> meant("limits." + ours))
                .orElseGet(() -> Findings.nearest(word, known));
    }

    /**
     * The same for a key of a trial or an app: what is claimed stands in {@code expect} or {@code fits} there, and limits in {@code limits}.
     *
     * @param known the keys that stand there
     * @param limits those that stand in the policy's limits
     * @param metrics of which something can be claimed
     */
    public static String hintInTrial(
            String key, Collection<String> known, Collection<String> limits, Collection<String> metrics) {
        String word = word(key);
        if (metrics.contains(word)) {
            return ": what is claimed of it stands in "
                    + Stream.of("expect", "fits").filter(known::contains).collect(Collectors.joining(" or "));
        }
        return Optional.ofNullable(OF_TRIALS.get(word))
                .filter(known::contains)
                .map(Spellings::meant)
                .orElseGet(() -> hintAtRoot(key, known, limits));
    }

    /** The same for a resource of a manifest, which Kubernetes calls otherwise. */
    public static String hintOfKubernetes(String key, Collection<String> known) {
        String word = word(key);
        return ours(word)
                .or(() -> Optional.of(word))
                .map(OF_KUBERNETES::get)
                .map(Spellings::meant)
                .orElseGet(() -> Findings.nearest(key, known));
    }

    /**
     * The same for a key in {@code deploy} of a Compose service, or below it.
     *
     * @param what where it stands: {@code deploy.resources}
     * @param known the keys that stand there
     */
    public static String hintOfDeploy(String key, String what, Collection<String> known) {
        String word = word(key);
        Optional<String> moved = Optional.ofNullable(DEPLOYED.get(word))
                .filter(path -> !path.equals(what))
                .or(() -> Optional.of(ours(word).orElse(word)).map(OF_DEPLOY::get));
        return moved.map(path -> {
                    String last = path.substring(path.lastIndexOf('.') + 1);
                    return known.contains(last)
                            ? last
                            : path.startsWith(what + ".") ? path.substring(what.length() + 1) : path;
                })
                .map(Spellings::meant)
                .orElseGet(() -> Findings.nearest(word, known));
    }

    private static Optional<String> ours(String word) {
        return Optional.ofNullable(OURS.get(word));
    }

    private static String meant(String ours) {
        return "; did you mean '" + ours + "'?";
    }

    /** {@code --memory-swap}, {@code MemorySwap} and {@code memory_swap} are one word. */
    private static String word(String key) {
        return key.replaceFirst("^-+", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .replaceAll("[-_ ]+", "_")
                .toLowerCase(Locale.ROOT);
    }
}
