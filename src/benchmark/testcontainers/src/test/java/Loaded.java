import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.shaded.com.github.dockerjava.core.DefaultDockerClientConfig;
import org.testcontainers.shaded.com.github.dockerjava.core.DockerClientImpl;
import org.testcontainers.utility.DockerImageName;

/** A container under a limit, in which loads run, and what the kernel counted of it. */
final class Loaded extends GenericContainer<Loaded> {
    private static final Path GROUPS = Path.of("/sys/fs/cgroup");

    private final List<Bind> binds = new ArrayList<>(
            List.of(new Bind(System.getenv("TOOLS"), new Volume("/tools"), AccessMode.ro)));

    Loaded(UnaryOperator<HostConfig> limit, String... command) {
        super(DockerImageName.parse(System.getenv().getOrDefault("IMAGE", "it/busybox")));
        withCommand(command.length > 0 ? command : new String[] {"sleep", "600"});
        withCreateContainerCmdModifier((CreateContainerCmd create) -> {
            HostConfig host = create.getHostConfig().withNetworkMode("none").withBinds(binds);
            if (System.getenv("WITHOUT") == null) {
                limit.apply(host);
            }
        });
    }

    /** What is said of the container also where limits are left out. */
    Loaded always(UnaryOperator<HostConfig> setting) {
        return withCreateContainerCmdModifier(create -> setting.apply(create.getHostConfig()));
    }

    Loaded withVolume(String name, String path) {
        binds.add(new Bind(name, new Volume(path)));
        return this;
    }

    /** On another engine than all else. */
    Loaded on(String engine) {
        DefaultDockerClientConfig config = DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost(engine)
                .build();
        dockerClient = DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .build());
        return this;
    }

    Loaded up() {
        start();
        return this;
    }

    /** Runs a load to its end, which may be a failure. */
    ExecResult load(String... command) throws IOException, InterruptedException {
        return execInContainer(command);
    }

    /** Lines of the first of the files that there is; on the host, since a container that waits for memory can start nothing that reads. */
    List<String> lines(String... files) throws IOException {
        for (String file : files) {
            int slash = file.indexOf('/');
            Path controller = slash < 0 ? GROUPS : GROUPS.resolve(file.substring(0, slash));
            if (!Files.isDirectory(controller)) {
                continue;
            }
            try (DirectoryStream<Path> parents = Files.newDirectoryStream(controller, Files::isDirectory)) {
                for (Path parent : parents) {
                    for (String group : List.of(getContainerId(), "docker-" + getContainerId() + ".scope")) {
                        Path found = parent.resolve(group).resolve(file.substring(slash + 1));
                        if (Files.exists(found)) {
                            return Files.readAllLines(found);
                        }
                    }
                }
            }
        }
        return List.of();
    }

    OptionalLong number(String... files) throws IOException {
        return lines(files).stream().mapToLong(Long::parseLong).findFirst();
    }

    long key(String key, String... files) throws IOException {
        return lines(files).stream()
                .filter(line -> line.startsWith(key + " "))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElse(0);
    }

    long cpuNanos() throws IOException {
        return number("cpuacct/cpuacct.usage").orElse(key("usage_usec", "cpu.stat") * 1000);
    }

    long peak() throws IOException {
        return number("memory/memory.max_usage_in_bytes", "memory.peak").orElse(0);
    }

    long peakWithSwap() throws IOException {
        return number("memory/memory.memsw.max_usage_in_bytes")
                .orElse(peak() + number("memory.swap.peak").orElse(0));
    }

    long oomKills() throws IOException {
        return key("oom_kill", "memory/memory.oom_control", "memory.events");
    }

    /** Bytes read, bytes written, reads, writes. Of a disk and one below it, which count the same, the larger. */
    long[] io() throws IOException {
        return new long[] {
            io("Read", "blkio/blkio.throttle.io_service_bytes", "rbytes="),
            io("Write", "blkio/blkio.throttle.io_service_bytes", "wbytes="),
            io("Read", "blkio/blkio.throttle.io_serviced", "rios="),
            io("Write", "blkio/blkio.throttle.io_serviced", "wios=")
        };
    }

    private long io(String operation, String file, String key) throws IOException {
        LongStream first = lines(file).stream()
                .filter(line -> line.contains(" " + operation + " "))
                .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)));
        LongStream second = lines("io.stat").stream()
                .flatMap(line -> Arrays.stream(line.split(" ")))
                .filter(word -> word.startsWith(key))
                .mapToLong(word -> Long.parseLong(word.substring(key.length())));
        return LongStream.concat(first, second).max().orElse(0);
    }

    /** Runs fio and returns what io() has, a second. The files are laid out before, by the kernel's flusher, which no cap holds up. */
    double[] fio(String folder, int seconds, int jobs, String... arguments) throws IOException, InterruptedException {
        load(
                "sh",
                "-c",
                "rm -f $1/load.*; i=0; while [ $i -lt $2 ]; do dd if=/dev/zero of=$1/load.$i.0 bs=1M count=32; i=$((i+1)); done; sync -f $1/load.0.0",
                "sh",
                folder.equals("/") ? "" : folder,
                String.valueOf(jobs));
        List<String> command = new ArrayList<>(List.of("/tools/fio", "--name=load", "--directory=" + folder, "--direct=1"));
        command.addAll(List.of("--size=32M", "--numjobs=" + jobs, "--time_based", "--runtime=" + seconds));
        command.addAll(List.of(arguments));
        long[] before = io();
        long began = System.nanoTime();
        load(command.toArray(String[]::new));
        long[] after = io();
        double took = (System.nanoTime() - began) / 1e9;
        if (!folder.equals("/")) { // The container's own files go with it.
            load("sh", "-c", "rm -f $1/load.*", "sh", folder);
        }
        double[] rates = new double[before.length];
        for (int i = 0; i < rates.length; i++) {
            rates[i] = (after[i] - before[i]) / took;
        }
        return rates;
    }
}
