import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.BlkioRateDevice;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;

/** What one writes who has Testcontainers and no plugin: the proofs of prove.sh, with the same loads, settings of the environment and bounds. */
class LimitsTest {
    private static final long MIB = 1 << 20;
    private static final int SECONDS = Integer.parseInt(System.getenv().getOrDefault("SECONDS_OF_LOAD", "10"));
    private static final boolean WITHOUT = System.getenv("WITHOUT") != null;

    /** What no limit kills goes on for so long. */
    private static final int KILLED_WITHIN = WITHOUT ? 10 : 60;

    private static final String[] SEED = {"--ioengine=libaio", "--rw=randrw", "--iodepth=16", "--group_reporting"};

    /** The places of figures in what fio returns. */
    private static final int READ = 0, WRITTEN = 1, READS = 2, WRITES = 3;

    static Stream<String> proofs() {
        return Stream.of(System.getenv("PROOFS").split(" "));
    }

    @ParameterizedTest
    @MethodSource("proofs")
    void holds(String proof) throws Exception {
        switch (proof) {
            case "cpus" -> cpus();
            case "cpuset", "seed_cpuset" -> cpuset();
            case "cpu_shares" -> shares(0.33, 512, 1024);
            case "seed_cpu_shares" -> shares(0.5, 512, 256, 256);
            case "seed_cpu_unlimited" -> cpuUnlimited();
            case "mem_limit" -> memory();
            case "memswap_limit" -> memoryAndSwap();
            case "mem_swappiness" -> swappiness();
            case "seed_mem_limit" -> seedMemory();
            case "seed_memswap_default" -> seedMemoryAndSwap();
            case "seed_oom_kill_disable" -> oomKillDisable();
            case "pids_limit" -> pids();
            case "shm_size" -> shm();
            case "seed_disk_size" -> disk();
            case "nofile" -> files();
            case "logging" -> log();
            case "device_read_bps" -> capped(host -> host.withBlkioDeviceReadBps(rate(rootDisk(), MIB)), READ, MIB, "--rw=randread", "--bs=64k");
            case "device_write_bps" -> capped(host -> host.withBlkioDeviceWriteBps(rate(rootDisk(), MIB)), WRITTEN, MIB, "--rw=randwrite", "--bs=64k");
            case "device_read_iops" -> capped(host -> host.withBlkioDeviceReadIOps(rate(rootDisk(), 100)), READS, 100, "--rw=randread", "--bs=4k");
            case "device_write_iops" -> capped(host -> host.withBlkioDeviceWriteIOps(rate(rootDisk(), 100)), WRITES, 100, "--rw=randwrite", "--bs=4k");
            case "seed_bps" -> both(bytes(rootDisk()), "/", "4k", READ, WRITTEN, MIB);
            case "seed_bps_volume" -> both(bytes(System.getenv("VOLUME_DISK")), "/fio_dir", "4k", READ, WRITTEN, MIB);
            case "seed_bps_volume_escapes" -> volumeEscapes();
            case "seed_iops_4k" -> both(operations(rootDisk()), "/", "4k", READS, WRITES, 100);
            case "seed_iops_32k" -> assertTrue(both(operations(rootDisk()), "/", "32k", READS, WRITES, 100)[WRITTEN] >= 2 * MIB);
            default -> throw new IllegalArgumentException(proof);
        }
    }

    private static void atMost(String figure, double value, double bound, double tolerance) {
        assertTrue(value <= bound * (1 + tolerance), () -> figure + " is " + value + ", but at most " + bound + " was expected");
    }

    private static void atLeast(String figure, double value, double bound) {
        assertTrue(value >= bound, () -> figure + " is " + value + ", but at least " + bound + " was expected");
    }

    private static double used(Loaded container, int workers) throws Exception {
        long before = container.cpuNanos();
        container.load("/tools/stress", "--cpu", String.valueOf(workers), "--timeout", String.valueOf(SECONDS));
        return (container.cpuNanos() - before) / 1e9 / SECONDS;
    }

    private static void cpus() throws Exception {
        try (Loaded container = new Loaded(host -> host.withNanoCPUs(500_000_000L)).up()) {
            atMost("CPUs used", used(container, 2), 0.5, 0.1);
            atLeast("periods throttled", container.key("nr_throttled", "cpu/cpu.stat", "cpu.stat"), 1);
        }
    }

    private static void cpuset() throws Exception {
        try (Loaded container = new Loaded(host -> host.withCpusetCpus("1")).up()) {
            double used = used(container, 4);
            atMost("CPUs used", used, 1, 0.1);
            atLeast("CPUs used", used, 0.8);
            assertEquals("1", container.load("busybox", "awk", "/^Cpus_allowed_list/ { print $2 }", "/proc/self/status").getStdout().strip());
        }
    }

    private static void cpuUnlimited() throws Exception {
        try (Loaded container = new Loaded(host -> host).always(host -> WITHOUT ? host.withNanoCPUs(1_000_000_000L) : host).up()) {
            atLeast("CPUs used", used(container, 4), 1.9);
        }
    }

    /** The first of these containers must have its share of what all use. */
    private static void shares(double of, int... shares) throws Exception {
        List<Loaded> containers = new ArrayList<>();
        try {
            for (int share : shares) {
                containers.add(new Loaded(host -> host.withCpuShares(share)).up());
            }
            List<CompletableFuture<Double>> used = containers.stream()
                    .map(container -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    return used(container, 4);
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            task -> new Thread(task).start()))
                    .toList();
            double sum = used.stream().mapToDouble(CompletableFuture::join).sum();
            atMost("share", used.get(0).join() / sum, of, 0.2);
            atLeast("share", used.get(0).join() / sum, of * 0.8);
        } finally {
            containers.forEach(Loaded::stop);
        }
    }

    private static void vm(Loaded container, int workers, String bytes, int seconds) throws Exception {
        container.load("/tools/stress", "--vm", String.valueOf(workers), "--vm-bytes", bytes, "--vm-keep", "--timeout", String.valueOf(seconds));
    }

    private static void memory() throws Exception {
        try (Loaded container = new Loaded(host -> host.withMemory(256 * MIB)).up()) {
            vm(container, 1, "384M", 2);
            atMost("peak of memory", container.peak(), 256 * MIB, 0.01);
            atLeast("charges that met the limit", container.number("memory/memory.failcnt").orElse(container.key("max", "memory.events")), 1);
        }
    }

    private static void memoryAndSwap() throws Exception {
        try (Loaded container = new Loaded(host -> host.withMemorySwap(384 * MIB)).always(host -> host.withMemory(256 * MIB)).up()) {
            vm(container, 1, "640M", KILLED_WITHIN);
            atMost("peak of memory and swap", container.peakWithSwap(), 384 * MIB, 0.01);
            atLeast("kills for want of memory", container.oomKills(), 1);
        }
    }

    private static void swappiness() throws Exception {
        try (Loaded container = new Loaded(host -> host.withMemorySwappiness(10L)).always(host -> host.withMemory(256 * MIB)).up()) {
            vm(container, 1, "384M", 2);
            atMost("swappiness", container.number("memory/memory.swappiness").orElse(0), 10, 0);
            atLeast("peak of memory and swap", container.peakWithSwap(), 257 * MIB);
        }
    }

    private static void seedMemory() throws Exception {
        try (Loaded container = new Loaded(host -> host.withMemory(512 * MIB).withMemorySwap(512 * MIB)).up()) {
            vm(container, 4, "256M", KILLED_WITHIN);
            atMost("peak of memory", container.peak(), 512 * MIB, 0.01);
            atLeast("kills for want of memory", container.oomKills(), 1);
        }
    }

    private static void seedMemoryAndSwap() throws Exception {
        UnaryOperator<HostConfig> limit = host -> WITHOUT ? host.withMemory(512 * MIB).withMemorySwap(2048 * MIB) : host.withMemory(512 * MIB);
        try (Loaded container = new Loaded(host -> host).always(limit).up()) {
            vm(container, 3, "256M", 5);
            atMost("peak of memory", container.peak(), 512 * MIB, 0.01);
            atLeast("peak of memory and swap", container.peakWithSwap(), 612 * MIB);
            atMost("kills for want of memory", container.oomKills(), 0, 0);
        }
        try (Loaded container = new Loaded(host -> host).always(limit).up()) {
            vm(container, 5, "256M", KILLED_WITHIN);
            atMost("peak of memory and swap", container.peakWithSwap(), 1024 * MIB, 0.01);
            atLeast("kills for want of memory", container.oomKills(), 1);
        }
    }

    private static void oomKillDisable() throws Exception {
        try (Loaded container = new Loaded(host -> host.withOomKillDisable(true))
                .always(host -> host.withMemory(512 * MIB).withMemorySwap(1024 * MIB).withMemorySwappiness(50L))
                .up()) {
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                try {
                    vm(container, 5, "256M", KILLED_WITHIN);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            long end = System.nanoTime() + 60_000_000_000L;
            while (container.key("under_oom", "memory/memory.oom_control") != 1 && !load.isDone() && System.nanoTime() < end) {
                Thread.sleep(200);
            }
            Thread.sleep(1000); // None is killed a little later.
            assertEquals(1, container.key("under_oom", "memory/memory.oom_control"));
            assertEquals(0, container.oomKills());
            atMost("peak of memory", container.peak(), 512 * MIB, 0.01);
            atMost("peak of memory and swap", container.peakWithSwap(), 1024 * MIB, 0.01);
            atMost("swappiness", container.number("memory/memory.swappiness").orElse(0), 50, 0);
        }
    }

    private static void pids() throws Exception {
        try (Loaded container = new Loaded(host -> host.withPidsLimit(100L)).up()) {
            container.load("/tools/stress", "--cpu", "150", "--timeout", "1");
            assertEquals(List.of("100"), container.lines("pids/pids.max", "pids.max"));
            atLeast("forks refused", container.key("max", "pids/pids.events", "pids.events"), 1);
        }
    }

    private static void shm() throws Exception {
        try (Loaded container = new Loaded(host -> host.withShmSize(16 * MIB)).up()) {
            assertNotEquals(0, container.load("dd", "if=/dev/zero", "of=/dev/shm/full", "bs=64k", "count=512").getExitCode());
            atMost("size of the file", Double.parseDouble(container.load("stat", "-c", "%s", "/dev/shm/full").getStdout()), 16 * MIB, 0.02);
        }
    }

    private static void disk() throws Exception {
        try (Loaded container = new Loaded(host -> host.withStorageOpt(Map.of("size", "200m")))
                .on(System.getenv("QUOTA_HOST"))
                .up()) {
            assertNotEquals(0, container.load("dd", "if=/dev/zero", "of=/test", "bs=64k", "count=4000").getExitCode());
            atMost("size of the file", Double.parseDouble(container.load("stat", "-c", "%s", "/test").getStdout()), 200 * MIB, 0.02);
        }
    }

    private static void files() throws Exception {
        try (Loaded container = new Loaded(host -> host.withUlimits(List.of(new Ulimit("nofile", 256L, 256L)))).up()) {
            String opening = "trap 'echo $i' EXIT; i=3; while [ $i -lt 300 ]; do eval \"exec $i</dev/null\"; i=$((i+1)); done";
            double opened = Double.parseDouble(container.load("sh", "-c", opening).getStdout());
            atMost("files open", opened, 256, 0);
            atLeast("files open", opened, 200);
        }
    }

    private static void log() throws Exception {
        String line = "0123456789".repeat(7);
        UnaryOperator<HostConfig> limit = host -> host.withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, Map.of("max-size", "1m")));
        try (Loaded container = new Loaded(limit, "sh", "-c", "busybox yes " + line + " | busybox head -c 3145728")
                .withStartupCheckStrategy(new OneShotStartupCheckStrategy())
                .up()) {
            int kept = container.getLogs().getBytes(StandardCharsets.UTF_8).length;
            atMost("bytes of the log", kept, MIB, 0.02);
            atLeast("bytes of the log", kept, 1);
        }
    }

    private static List<BlkioRateDevice> rate(String disk, long rate) {
        return List.of(new BlkioRateDevice().withPath(disk).withRate(rate));
    }

    private static UnaryOperator<HostConfig> bytes(String disk) {
        return host -> host.withBlkioDeviceReadBps(rate(disk, MIB)).withBlkioDeviceWriteBps(rate(disk, MIB));
    }

    private static UnaryOperator<HostConfig> operations(String disk) {
        return host -> host.withBlkioDeviceReadIOps(rate(disk, 100)).withBlkioDeviceWriteIOps(rate(disk, 100));
    }

    /** The whole disk that the engine's files lie on. */
    private static String rootDisk() {
        try {
            String root = DockerClientFactory.lazyClient().infoCmd().exec().getDockerRootDir();
            String device = printed("findmnt", "-n", "-v", "-o", "SOURCE", "-T", root);
            String parent = printed("lsblk", "-n", "-o", "PKNAME", device).lines().findFirst().orElse("").strip();
            return parent.isEmpty() ? device : "/dev/" + parent;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String printed(String... command) throws java.io.IOException {
        return new String(new ProcessBuilder(command).start().getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    /** Keeps below the rate, and comes near it; without the cap the same load does more. */
    private static void capped(UnaryOperator<HostConfig> cap, int figure, long rate, String... fio) throws Exception {
        try (Loaded container = new Loaded(cap).up()) {
            double capped = container.fio("/", SECONDS, 1, fio)[figure];
            atMost("rate", capped, rate, 0.1);
            atLeast("rate", capped, rate / 2.0);
        }
        try (Loaded container = new Loaded(host -> host).up()) {
            atLeast("rate without the cap", container.fio("/", 2, 1, fio)[figure], 2 * rate);
        }
    }

    private static double[] seed(UnaryOperator<HostConfig> cap, String folder, String block) throws Exception {
        try (Loaded container = new Loaded(cap)) {
            if (!folder.equals("/")) {
                container.withVolume(System.getenv("VOLUME"), folder);
            }
            return container.up().fio(folder, SECONDS, 4, Stream.concat(Stream.of(SEED), Stream.of("--bs=" + block)).toArray(String[]::new));
        }
    }

    private static double[] both(UnaryOperator<HostConfig> caps, String folder, String block, int one, int other, long rate) throws Exception {
        double[] rates = seed(caps, folder, block);
        atMost("rate of reads", rates[one], rate, 0.1);
        atMost("rate of writes", rates[other], rate, 0.1);
        atLeast("rate of both", rates[one] + rates[other], rate);
        return rates;
    }

    /** The cap of another disk leaves the volume free; with one of its own it would not be. */
    private static void volumeEscapes() throws Exception {
        UnaryOperator<HostConfig> cap = bytes(WITHOUT ? System.getenv("VOLUME_DISK") : rootDisk());
        try (Loaded container = new Loaded(host -> host).always(cap).withVolume(System.getenv("VOLUME"), "/fio_dir").up()) {
            double[] rates = container.fio("/fio_dir", SECONDS, 4, Stream.concat(Stream.of(SEED), Stream.of("--bs=4k")).toArray(String[]::new));
            atLeast("bytes read a second", rates[READ], 2 * MIB);
            atLeast("bytes written a second", rates[WRITTEN], 2 * MIB);
        }
    }
}
