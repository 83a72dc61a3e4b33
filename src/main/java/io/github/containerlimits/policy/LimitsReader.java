package io.github.containerlimits.policy;

import io.github.containerlimits.policy.Limit.CpuPinning;
import io.github.containerlimits.policy.Limit.CpuQuota;
import io.github.containerlimits.policy.Limit.CpuShares;
import io.github.containerlimits.policy.Limit.Direction;
import io.github.containerlimits.policy.Limit.LogSize;
import io.github.containerlimits.policy.Limit.Memory;
import io.github.containerlimits.policy.Limit.MemorySwap;
import io.github.containerlimits.policy.Limit.OomKillDisable;
import io.github.containerlimits.policy.Limit.Pids;
import io.github.containerlimits.policy.Limit.ShmSize;
import io.github.containerlimits.policy.Limit.StorageSize;
import io.github.containerlimits.policy.Limit.Swappiness;
import io.github.containerlimits.policy.Limit.Throttle;
import io.github.containerlimits.policy.Limit.Unit;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.quantity.Cpus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the limits of a container. */
final class LimitsReader {
    private static final String BLKIO = "blkio_config";
    private static final Set<String> KEYS = Set.of(
            "cpus",
            "cpuset",
            "cpu_shares",
            "mem_limit",
            "memswap_limit",
            "mem_swappiness",
            "oom_kill_disable",
            "pids_limit",
            "shm_size",
            "storage_opt",
            "logging",
            "volumes",
            "read_only",
            "tmpfs",
            BLKIO);

    /** The engine's own lower bound: "Minimum memory limit allowed is 6MB". */
    private static final Bytes LEAST_MEMORY = Bytes.ofMebibytes(6);

    /** The kernel's own bounds on cpu.shares. */
    private static final long LEAST_SHARES = 2;

    private static final long MOST_SHARES = 262_144;
    private static final long MOST_PIDS = 4_194_304;
    private static final int MOST_LOG_FILES = 100;
    private static final Bytes LEAST_LOG = Bytes.of(64 << 10);

    private final Findings findings;
    private final Nodes nodes;

    LimitsReader(Findings findings) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
    }

    /** The keys of limits, as {@link Limit#key} has them. */
    static List<String> limitKeys() {
        return Stream.concat(
                        Stream.of(
                                "cpus",
                                "cpuset",
                                "cpu_shares",
                                "mem_limit",
                                "memswap_limit",
                                "mem_swappiness",
                                "oom_kill_disable",
                                "pids_limit",
                                "shm_size",
                                "storage_opt.size",
                                "logging"),
                        throttleKeys().stream())
                .toList();
    }

    private static List<String> throttleKeys() {
        List<String> keys = new ArrayList<>();
        for (Direction direction : Direction.values()) {
            for (Unit unit : Unit.values()) {
                keys.add(Throttle.key(direction, unit));
            }
        }
        return keys;
    }

    /** Reads limits as a difference to others; a null value takes a limit away. */
    LimitOverrides read(Node node, String what) {
        List<Limit> limits = new ArrayList<>();
        List<Mount> volumes = new ArrayList<>();
        List<String> tmpfs = new ArrayList<>();
        Set<String> removed = new HashSet<>();
        boolean readOnly = false;
        for (Map.Entry<String, Node> entry : nodes.entries(node, what, KEYS).entrySet()) {
            String key = entry.getKey();
            Node value = entry.getValue();
            if (Nodes.isNull(value)) {
                removed.addAll(
                        key.equals(BLKIO)
                                ? throttleKeys()
                                : List.of(key.equals("storage_opt") ? "storage_opt.size" : key));
            } else if (key.equals(BLKIO)) {
                throttles(value, limits, removed);
            } else if (key.equals("volumes")) {
                nodes.items(value, key)
                        .forEach(item -> nodes.value(item, "a volume", LimitsReader::mount)
                                .ifPresent(volumes::add));
            } else if (key.equals("read_only")) {
                readOnly = nodes.bool(value, key).orElse(false);
            } else if (key.equals("tmpfs")) {
                nodes.items(value, key)
                        .forEach(item ->
                                nodes.value(item, "a tmpfs", LimitsReader::path).ifPresent(tmpfs::add));
            } else {
                limit(key, value).ifPresent(limits::add);
            }
        }
        return new LimitOverrides(new Limits(limits, volumes, readOnly, tmpfs), removed);
    }

    private Optional<? extends Limit> limit(String key, Node value) {
        Place place = findings.place(value);
        return switch (key) {
            case "cpus" -> nodes.value(value, key, Cpus::parse).map(cpus -> new CpuQuota(place, cpus));
            case "cpuset" -> nodes.value(value, key, CpuSet::parse).map(set -> new CpuPinning(place, set));
            case "cpu_shares" ->
                nodes.number(value, key, LEAST_SHARES, MOST_SHARES).map(shares -> new CpuShares(place, shares));
            case "mem_limit" -> nodes.value(value, key, atLeast(LEAST_MEMORY)).map(bytes -> new Memory(place, bytes));
            case "memswap_limit" ->
                nodes.value(
                                value,
                                key,
                                text -> text.equals("-1")
                                        ? Bytes.of(Long.MAX_VALUE)
                                        : atLeast(LEAST_MEMORY).apply(text))
                        .map(bytes -> new MemorySwap(place, bytes));
            case "mem_swappiness" ->
                nodes.number(value, key, 0, 100).map(percent -> new Swappiness(place, percent.intValue()));
            case "oom_kill_disable" -> nodes.bool(value, key).map(disable -> new OomKillDisable(place, disable));
            case "pids_limit" -> nodes.number(value, key, 1, MOST_PIDS).map(most -> new Pids(place, most));
            case "shm_size" -> nodes.value(value, key, atLeast(Bytes.of(1))).map(bytes -> new ShmSize(place, bytes));
            case "logging" -> logging(value);
            default -> storage(value);
        };
    }

    private Optional<Limit> storage(Node node) {
        @Nullable Node size = nodes.entries(node, "storage_opt", Set.of("size")).get("size");
        return size == null
                ? Optional.empty()
                : nodes.value(size, "storage_opt.size", atLeast(Bytes.ofMebibytes(1)))
                        .map(bytes -> new StorageSize(findings.place(size), bytes));
    }

    private Optional<Limit> logging(Node node) {
        Map<String, Node> entries = nodes.entries(node, "logging", Set.of("driver", "options"));
        @Nullable Node driver = entries.get("driver");
        @Nullable Node options = entries.get("options");
        if (driver != null) {
            nodes.value(driver, "logging.driver", LimitsReader::logDriver);
        }
        if (options == null) {
            findings.add(node, "logging needs a size, such as { driver: json-file, options: { max-size: 10m } }");
            return Optional.empty();
        }
        Map<String, Node> known = nodes.entries(options, "logging.options", Set.of("max-size", "max-file"));
        @Nullable Node size = known.get("max-size");
        @Nullable Node files = known.get("max-file");
        if (size == null) {
            findings.add(options, "logging.options needs a max-size, such as 10m");
            return Optional.empty();
        }
        Optional<Integer> count = files == null
                ? Optional.of(1)
                : nodes.number(files, "logging.options.max-file", 1, MOST_LOG_FILES)
                        .map(Long::intValue);
        Optional<Bytes> bytes = nodes.value(size, "logging.options.max-size", LimitsReader::logSize);
        return count.isPresent() && bytes.isPresent()
                ? Optional.of(new LogSize(findings.place(size), bytes, count.get()))
                : Optional.empty();
    }

    private static Bytes logSize(String text) {
        Bytes bytes = Bytes.parse(text);
        if (bytes.compareTo(LEAST_LOG) < 0) {
            throw new IllegalArgumentException(
                    "'" + text + "' is below " + LEAST_LOG + ", the least that can be told from its last line");
        }
        return bytes;
    }

    private static String logDriver(String text) {
        if (!text.equals("json-file")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not json-file, the only one whose size can be looked at on any engine");
        }
        return text;
    }

    private static Function<String, Bytes> atLeast(Bytes least) {
        return text -> {
            Bytes bytes = Bytes.parse(text);
            if (bytes.compareTo(least) < 0) {
                throw new IllegalArgumentException(
                        "'" + text + "' is below " + least + ", the least that an engine takes");
            }
            return bytes;
        };
    }

    private void throttles(Node node, List<Limit> limits, Set<String> removed) {
        Map<String, Node> entries = nodes.entries(node, BLKIO, throttleKeys());
        for (Direction direction : Direction.values()) {
            for (Unit unit : Unit.values()) {
                String key = Throttle.key(direction, unit);
                @Nullable Node devices = entries.get(key);
                if (devices == null) {
                    continue;
                }
                if (Nodes.isNull(devices)) {
                    removed.add(key);
                    continue;
                }
                Set<Target> seen = new HashSet<>();
                for (Node item : nodes.items(devices, key)) {
                    throttle(item, key, direction, unit).ifPresent(throttle -> {
                        if (seen.add(throttle.target())) {
                            limits.add(throttle);
                        } else {
                            findings.add(item, key + " of " + throttle.target() + " is given twice");
                        }
                    });
                }
            }
        }
    }

    private Optional<Throttle> throttle(Node item, String key, Direction direction, Unit unit) {
        Map<String, Node> entries = nodes.entries(item, key, Set.of("path", "rate"));
        @Nullable Node path = entries.get("path");
        @Nullable Node rate = entries.get("rate");
        if (path == null || rate == null) {
            findings.add(
                    item,
                    key + " needs a path and a rate, such as { path: rootfs, rate: "
                            + (unit == Unit.BPS ? "1m }" : "100 }"));
            return Optional.empty();
        }
        Optional<Target> target = nodes.value(path, key + ".path", LimitsReader::target);
        Optional<Long> value = unit == Unit.BPS
                ? nodes.value(rate, key + ".rate", atLeast(Bytes.of(1))).map(Bytes::value)
                : nodes.number(rate, key + ".rate", 1, Integer.MAX_VALUE);
        return target.isPresent() && value.isPresent()
                ? Optional.of(new Throttle(findings.place(rate), direction, unit, target.get(), value.get()))
                : Optional.empty();
    }

    private static Target target(String text) {
        if (text.equals("rootfs")) {
            return new Target.Rootfs();
        }
        if (text.startsWith("volume:")) {
            return new Target.Volume(path(text.substring("volume:".length())));
        }
        if (text.matches("/dev/[A-Za-z0-9_/.-]{1,100}") && !text.contains("..")) {
            return new Target.Device(text);
        }
        throw new IllegalArgumentException("'" + text + "' is none of rootfs, volume:/path and /dev/name");
    }

    private static Mount mount(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3 || (parts.length == 3 && !parts[2].matches("ro|rw"))) {
            throw new IllegalArgumentException("'" + text + "' is no volume, such as data:/data or /srv/disk:/data:ro");
        }
        boolean named = parts[0].matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}");
        String source = named ? parts[0] : path(parts[0]);
        return new Mount(source, path(parts[1]), parts.length == 3 && parts[2].equals("ro"));
    }

    /** An absolute path without steps up, and without a slash at its end. */
    static String path(String text) {
        if (!text.startsWith("/")
                || text.length() > 1024
                || text.chars().anyMatch(c -> c < ' ' || c == 127 || c == ':' || c == ',')) {
            throw new IllegalArgumentException("'" + text + "' is no absolute path");
        }
        String path = text.replaceAll("/+", "/").replaceAll("(.)/$", "$1");
        if (List.of(path.split("/")).contains("..") || List.of(path.split("/")).contains(".")) {
            throw new IllegalArgumentException("'" + text + "' has steps up in it");
        }
        return path;
    }

    /** Finds what contradicts itself in the limits of one container. */
    void contradictions(Limits limits, Place place) {
        Optional<Memory> memory = limits.find(Memory.class);
        limits.find(MemorySwap.class).ifPresent(swap -> {
            if (memory.isEmpty()) {
                findings.add(swap.place(), "memswap_limit needs a mem_limit");
            } else if (swap.bytes().compareTo(memory.get().bytes()) < 0) {
                findings.add(
                        swap.place(),
                        "memswap_limit of " + swap.value() + " is below the mem_limit of "
                                + memory.get().value() + ": it is memory and swap together");
            }
        });
        limits.find(Swappiness.class)
                .filter(swappiness -> memory.isEmpty())
                .ifPresent(swappiness -> findings.add(swappiness.place(), "mem_swappiness needs a mem_limit"));
        limits.find(OomKillDisable.class)
                .filter(oomKill -> oomKill.disable() && memory.isEmpty())
                .ifPresent(oomKill -> findings.add(
                        oomKill.place(),
                        "oom_kill_disable needs a mem_limit: without one it can use up the host's memory"));
        for (Throttle throttle : limits.all(Throttle.class)) {
            if (throttle.target() instanceof Target.Volume volume
                    && limits.volumes().stream()
                            .noneMatch(mount -> mount.target().equals(volume.mountPoint()))) {
                findings.add(throttle.place(), "no volume is mounted at " + volume.mountPoint());
            }
        }
        Set<String> targets = new HashSet<>();
        for (Mount mount : limits.volumes()) {
            if (!targets.add(mount.target())) {
                findings.add(place, "two volumes are mounted at " + mount.target());
            }
        }
    }
}
