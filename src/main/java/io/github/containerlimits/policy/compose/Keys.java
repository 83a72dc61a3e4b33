package io.github.containerlimits.policy.compose;

import io.github.containerlimits.limit.LimitKinds;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The keys of a Compose service (schema/compose-spec.json), by what they have to do with limits. */
final class Keys {
    static final String OURS = "x-container-limits";

    /** Those of a policy's limits that are no limits themselves. */
    private static final Set<String> AROUND = Set.of("volumes", "read_only", "tmpfs");

    /** Those that are read, but not as a limit with this key. */
    private static final Set<String> STRUCTURE = Set.of("extends", "image", "deploy", "logging", OURS);

    /** Those that concern resources, whether or not there is a kind of limit for them. */
    private static final Set<String> RESOURCES = Set.of(
            "blkio_config",
            "cgroup_parent",
            "cpu_count",
            "cpu_percent",
            "cpu_period",
            "cpu_quota",
            "cpu_rt_period",
            "cpu_rt_runtime",
            "cpu_shares",
            "cpus",
            "cpuset",
            "cpuset_mems",
            "gpus",
            "isolation",
            "mem_limit",
            "mem_reservation",
            "mem_swappiness",
            "memswap_limit",
            "oom_kill_disable",
            "oom_score_adj",
            "pids_limit",
            "shm_size",
            "storage_opt",
            "ulimits",
            "volumes_from");

    private static final Set<String> OTHERS = Set.of(
            ("annotations attach build cap_add cap_drop cgroup command configs container_name credential_spec depends_on"
                            + " develop device_cgroup_rules devices dns dns_opt dns_search domainname driver_opts entrypoint"
                            + " env_file environment expose external_links extra_hosts group_add healthcheck hostname init"
                            + " ipc label_file labels links mac_address models network_mode networks pid platform ports"
                            + " post_start pre_stop privileged profiles provider pull_policy pull_refresh_after restart"
                            + " runtime scale secrets security_opt stdin_open stop_grace_period stop_signal sysctls tty"
                            + " use_api_socket user userns_mode uts working_dir")
                    .split(" "));

    private Keys() {}

    /** Whether what stands there is unfolded, since it is read. */
    static boolean isRead(String key) {
        return STRUCTURE.contains(key) || AROUND.contains(key) || isLimit(key) || RESOURCES.contains(key);
    }

    /** Whether it has nothing to do with limits, so that it is passed over in silence. */
    static boolean isOfNoConcern(String key) {
        return OTHERS.contains(key) || (key.startsWith("x-") && !key.equals(OURS));
    }

    /** Whether a policy has such a key, so that what stands there is taken as it is. */
    static boolean isLimit(String key) {
        return AROUND.contains(key)
                || LimitKinds.ALL.stream().anyMatch(kind -> kind.path().get(0).equals(key));
    }

    /** The keys that stand in a mapping under a policy's key, none for a key of single values. */
    static Set<String> below(String key) {
        return LimitKinds.ALL.stream()
                .filter(kind -> kind.path().get(0).equals(key) && kind.path().size() == 2)
                .map(kind -> kind.path().get(1))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** All that can stand in a service. */
    static List<String> all() {
        return Stream.of(STRUCTURE, AROUND, RESOURCES, OTHERS)
                .flatMap(Set::stream)
                .sorted()
                .toList();
    }

    static Optional<Node> value(MappingNode mapping, String key) {
        return mapping.getValue().stream()
                .filter(tuple -> of(tuple).equals(key))
                .map(NodeTuple::getValueNode)
                .findFirst();
    }

    static MappingNode without(MappingNode mapping, String key) {
        return Unfolding.mapping(
                mapping,
                mapping.getValue().stream()
                        .filter(tuple -> !of(tuple).equals(key))
                        .toList());
    }

    static String of(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
    }
}
