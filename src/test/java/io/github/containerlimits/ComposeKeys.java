package io.github.containerlimits;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The table of all keys of a Compose service that concern resources, in src/site/markdown/compose.md: one column for each of three engines. */
final class ComposeKeys {
    static final String NOT_LOOKED_AT = "not looked at";
    static final List<String> ENGINES =
            List.of("Docker 20.10, cgroup v1", "Docker 20.10, cgroup v2", "Podman 4.3, cgroup v2");
    private static final Path PAGE = Path.of("src", "site", "markdown", "compose.md");
    private static final String HEAD = "| key | ";

    /**
     * A key of a service.
     *
     * @param name as the table has it: the keys that lead to it, with points between them, and what it is set to where that makes a difference
     * @param service of src/test/resources/keys/compose.yaml
     * @param limit whose verdicts are the key's, empty where it becomes none
     */
    record Key(String name, String service, String limit) {
        /** Whether the verdict is the key's; a way that is tried beside the straight one stands in brackets. */
        boolean isOf(String subject) {
            return subject.replaceFirst(" \\(.*", "").equals(limit);
        }

        boolean isNotLookedAt(String remark) {
            return remark.equals(name + " is not looked at");
        }
    }

    /** In the order of compose-spec.json. */
    static final List<Key> ALL = Stream.of(
                    of("all", "device_read_bps", "blkio_config.device_read_bps"),
                    of("all", "device_read_iops", "blkio_config.device_read_iops"),
                    of("all", "device_write_bps", "blkio_config.device_write_bps"),
                    of("all", "device_write_iops", "blkio_config.device_write_iops"),
                    same("all", "blkio_config.weight", "blkio_config.weight_device"),
                    same("all", "cgroup_parent", "cpu_count", "cpu_percent", "cpu_shares"),
                    same("quota", "cpu_quota", "cpu_period"),
                    same("all", "cpu_rt_period", "cpu_rt_runtime", "cpus", "cpuset", "cpuset_mems"),
                    of("deployed", "cpus", "deploy.resources.limits.cpus"),
                    of("deployed", "mem_limit", "deploy.resources.limits.memory"),
                    of("deployed", "pids_limit", "deploy.resources.limits.pids"),
                    same("deployed", "deploy.resources.reservations.cpus"),
                    of("deployed", "mem_reservation", "deploy.resources.reservations.memory"),
                    same(
                            "deployed",
                            "deploy.resources.reservations.devices",
                            "deploy.resources.reservations.generic_resources"),
                    same("all", "gpus", "isolation"),
                    of("all", "logging", "logging: json-file"),
                    of("local", "logging", "logging: local"),
                    of("none", "logging", "logging: none"),
                    of("journald", "logging", "logging: journald"),
                    same("all", "mem_limit", "mem_reservation", "mem_swappiness", "memswap_limit"),
                    same("waiting", "oom_kill_disable"),
                    same("all", "oom_score_adj", "pids_limit", "shm_size", "storage_opt.size"),
                    of("all", "tmpfs.size", "tmpfs: size"),
                    of("all", "tmpfs.nr_inodes", "tmpfs: nr_inodes"),
                    same(
                            "ulimits",
                            "ulimits.as",
                            "ulimits.core",
                            "ulimits.cpu",
                            "ulimits.data",
                            "ulimits.fsize",
                            "ulimits.locks",
                            "ulimits.memlock",
                            "ulimits.msgqueue",
                            "ulimits.nice",
                            "ulimits.nofile",
                            "ulimits.nproc",
                            "ulimits.rss",
                            "ulimits.rtprio",
                            "ulimits.rttime",
                            "ulimits.sigpending",
                            "ulimits.stack"),
                    of("volume", "tmpfs.size", "volumes: tmpfs.size"),
                    same("all", "volumes_from"))
            .flatMap(keys -> keys)
            .toList();

    private ComposeKeys() {}

    private static Stream<Key> of(String service, String limit, String name) {
        return Stream.of(new Key(name, service, limit));
    }

    private static Stream<Key> same(String service, String... names) {
        return Stream.of(names).map(name -> new Key(name, service, name));
    }

    static List<String> services() {
        return ALL.stream().map(Key::service).distinct().toList();
    }

    /** An engine's column, by keys; empty where the table has none of it yet. */
    static Map<String, String> column(String engine) throws IOException {
        List<List<String>> rows = Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.startsWith(HEAD))
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Stream.of(line.split("\\|", -1))
                        .skip(1)
                        .map(String::strip)
                        .toList())
                .toList();
        Map<String, String> column = new LinkedHashMap<>();
        int at = rows.isEmpty() ? -1 : rows.get(0).indexOf(engine);
        if (at > 0) {
            rows.stream().skip(2).forEach(row -> column.put(row.get(0).replace("`", ""), row.get(at)));
        }
        return column;
    }

    /** The cells of an engine's column that were filled in by a run on it. */
    static Map<String, String> filled(String engine) throws IOException {
        Map<String, String> filled = column(engine);
        filled.values().removeIf(String::isEmpty);
        return filled;
    }

    /** Puts an engine's column into the table, and leaves the others as they are. */
    static void write(String engine, Map<String, String> outcomes) throws IOException {
        Map<String, Map<String, String>> columns = new LinkedHashMap<>();
        for (String name : ENGINES) {
            columns.put(name, name.equals(engine) ? outcomes : column(name));
        }
        List<String> table = new ArrayList<>();
        table.add(HEAD + String.join(" | ", ENGINES) + " |");
        table.add("| ---" + " | ---".repeat(ENGINES.size()) + " |");
        for (Key key : ALL) {
            table.add("| `" + key.name() + "` | "
                    + String.join(
                            " | ",
                            columns.values().stream()
                                    .map(column -> column.getOrDefault(key.name(), ""))
                                    .toList())
                    + " |");
        }
        List<String> page = Files.readAllLines(PAGE);
        List<String> before =
                page.stream().takeWhile(line -> !line.startsWith(HEAD)).toList();
        List<String> after = page.stream()
                .skip(before.size())
                .dropWhile(line -> line.startsWith("|"))
                .toList();
        Files.write(
                PAGE,
                Stream.of(before, table, after).flatMap(lines -> lines.stream()).toList());
    }
}
