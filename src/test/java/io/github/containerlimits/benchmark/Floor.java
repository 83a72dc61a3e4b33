package io.github.containerlimits.benchmark;

import io.github.containerlimits.RealEngine;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * What no way of proving can save: the start of one container, and each load until the kernel shows what the proof needs. Loads are the containers' own
 * processes here, and count from the moment that the engine says they began.
 */
final class Floor {
    /** Ten of the quota's periods, or of the slices by which the kernel caps disks, of 100 ms each, so that one of them is as much as the tolerance of 10 %. */
    private static final double TEN_PERIODS = 1.0;

    /** Ten of the scheduler's ticks of at most 10 ms. */
    private static final double TEN_TICKS = 0.1;

    /** Ten rounds of a scheduler that lets everybody run once in 24 ms. */
    private static final double TEN_ROUNDS = 0.24;

    private static final long MIB = 1 << 20;
    private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Path tools;

    Floor(Path tools) {
        this.tools = tools;
    }

    /**
     * @param file of the container's control group, with its controller on cgroup v1
     * @param key of the line that has the number; empty for a file that is one
     * @param least what it must come to
     */
    private record Sign(String file, String key, long least) {}

    /** Seconds of one container's start, from the command to the container's own first moment and back. */
    double start() throws IOException, InterruptedException {
        long began = System.nanoTime();
        String container = docker("dockerHost", List.of("run", "-d", "--network=none", "it/busybox", "sleep", "60"));
        double took = (System.nanoTime() - began) / 1e9;
        RealEngine.docker("rm", "-f", container);
        return took;
    }

    double loads(Subject subject) throws IOException, InterruptedException {
        double sum = 0;
        for (String proof : subject.proofs()) {
            sum += load(proof);
        }
        return sum;
    }

    private double load(String proof) throws IOException, InterruptedException {
        return switch (proof) {
            case "cpus",
                    "device_read_bps",
                    "device_write_bps",
                    "device_read_iops",
                    "device_write_iops",
                    "seed_bps",
                    "seed_bps_volume",
                    "seed_bps_volume_escapes",
                    "seed_iops_4k",
                    "seed_iops_32k" -> TEN_PERIODS;
            case "cpuset", "seed_cpuset", "seed_cpu_unlimited" -> TEN_TICKS;
            case "cpu_shares", "seed_cpu_shares" -> TEN_ROUNDS;
            case "mem_limit" -> until(vm(1, 384), met(1), "--memory=256m");
            case "mem_swappiness" -> until(vm(1, 384), swapped(257 * MIB), "--memory=256m", "--memory-swappiness=10");
            case "memswap_limit" -> until(vm(1, 640), killed(), "--memory=256m", "--memory-swap=384m");
            case "seed_mem_limit" -> until(vm(4, 256), killed(), "--memory=512m", "--memory-swap=512m");
            case "seed_memswap_default" ->
                until(vm(3, 256), swapped(612 * MIB), "--memory=512m") + until(vm(5, 256), killed(), "--memory=512m");
            case "seed_oom_kill_disable" ->
                until(
                        vm(5, 256),
                        List.of(new Sign("memory/memory.oom_control", "under_oom", 1)),
                        "--memory=512m",
                        "--memory-swap=1g",
                        "--memory-swappiness=50",
                        "--oom-kill-disable");
            case "pids_limit" ->
                until(
                        List.of("/tools/stress", "--cpu", "150", "--timeout", "5"),
                        List.of(new Sign("pids/pids.events", "max", 1), new Sign("pids.events", "max", 1)),
                        "--pids-limit=100");
            case "shm_size" ->
                toItsEnd(
                        "dockerHost",
                        List.of("dd", "if=/dev/zero", "of=/dev/shm/full", "bs=64k", "count=512"),
                        "--shm-size=16m");
            case "seed_disk_size" ->
                toItsEnd(
                        "quotaDockerHost",
                        List.of("dd", "if=/dev/zero", "of=/test", "bs=64k", "count=4000"),
                        "--storage-opt=size=200m");
            case "nofile" ->
                toItsEnd(
                        "dockerHost",
                        List.of("sh", "-c", "i=3; while eval \"exec $i</dev/null\"; do i=$((i+1)); done"),
                        "--ulimit=nofile=256");
            case "logging" ->
                toItsEnd(
                        "dockerHost",
                        List.of("sh", "-c", "busybox yes " + "0123456789".repeat(7) + " | busybox head -c 1153433"),
                        "--log-opt=max-size=1m");
            default -> throw new IllegalArgumentException(proof);
        };
    }

    private static List<String> vm(int workers, int mebibytes) {
        return List.of(
                "/tools/stress",
                "--vm",
                String.valueOf(workers),
                "--vm-bytes",
                mebibytes + "M",
                "--vm-keep",
                "--timeout",
                "60");
    }

    private static List<Sign> met(long times) {
        return List.of(new Sign("memory/memory.failcnt", "", times), new Sign("memory.events", "max", times));
    }

    private static List<Sign> killed() {
        return List.of(new Sign("memory/memory.oom_control", "oom_kill", 1), new Sign("memory.events", "oom_kill", 1));
    }

    private static List<Sign> swapped(long withMemory) {
        return List.of(
                new Sign("memory/memory.memsw.max_usage_in_bytes", "", withMemory),
                new Sign("memory.swap.current", "", MIB));
    }

    /** Seconds from the load's begin to the first of the signs. */
    private double until(List<String> load, List<Sign> signs, String... options)
            throws IOException, InterruptedException {
        String container = run("dockerHost", load, options);
        try {
            List<Path> files = new ArrayList<>();
            List<Sign> shown = new ArrayList<>();
            for (Sign sign : signs) {
                for (Path file : files(container, sign.file())) {
                    files.add(file);
                    shown.add(sign);
                }
            }
            long end = System.nanoTime() + MOST_NANOS;
            while (System.nanoTime() < end) {
                for (int i = 0; i < files.size(); i++) {
                    if (value(files.get(i), shown.get(i).key()).orElse(0)
                            >= shown.get(i).least()) {
                        Instant now = Instant.now();
                        return seconds(moment("dockerHost", container, "StartedAt"), now);
                    }
                }
                Thread.sleep(1);
            }
            throw new AssertionError(load + " with " + String.join(" ", options) + " shows none of " + signs);
        } finally {
            RealEngine.docker("rm", "-fv", container);
        }
    }

    /** Seconds that the engine saw the load run. */
    private double toItsEnd(String engine, List<String> load, String... options)
            throws IOException, InterruptedException {
        String container = run(engine, load, options);
        try {
            docker(engine, List.of("wait", container));
            return seconds(moment(engine, container, "StartedAt"), moment(engine, container, "FinishedAt"));
        } finally {
            docker(engine, List.of("rm", "-fv", container));
        }
    }

    private String run(String engine, List<String> load, String... options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("run", "-d", "--network=none", "-v", tools + ":/tools:ro"));
        command.addAll(List.of(options));
        command.add("it/busybox");
        command.addAll(load);
        return docker(engine, command);
    }

    private static String docker(String engine, List<String> command) throws IOException, InterruptedException {
        return RealEngine.dockerAt(RealEngine.property(engine), command.toArray(String[]::new))
                .get(0);
    }

    private static Instant moment(String engine, String container, String name)
            throws IOException, InterruptedException {
        return Instant.parse(docker(engine, List.of("inspect", "-f", "{{.State." + name + "}}", container)));
    }

    private static double seconds(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toNanos() / 1e9);
    }

    /** The file in the container's control group, under whatever group the engine has. */
    private static List<Path> files(String container, String file) throws IOException {
        int slash = file.indexOf('/') + 1;
        Path controller = Path.of("/sys/fs/cgroup", file.substring(0, slash));
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(controller)) {
            try (DirectoryStream<Path> parents = Files.newDirectoryStream(controller, Files::isDirectory)) {
                for (Path parent : parents) {
                    for (String group : List.of(container, "docker-" + container + ".scope")) {
                        Path candidate = parent.resolve(group).resolve(file.substring(slash));
                        if (Files.exists(candidate)) {
                            found.add(candidate);
                        }
                    }
                }
            }
        }
        return found;
    }

    private static OptionalLong value(Path file, String key) throws IOException {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> key.isEmpty() || line.startsWith(key + " "))
                    .mapToLong(line -> Long.parseLong(line.substring(key.isEmpty() ? 0 : key.length() + 1)))
                    .findFirst();
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }
}
