package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.docker.connection.Address;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.docker.counters.CounterStream;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.measure.Counters;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Counters that are read in the container itself, where its limits are also the reader's. */
class InsideReaderIT {
    private static final Duration TIME = Duration.ofMinutes(1);
    private static final int PIDS = 12;
    private static final int READS = 50;

    /** With the container's two processes and its own shell, as many as the limit allows. */
    private static final String FILL =
            "i=3; while [ $i -lt " + PIDS + " ]; do \"$0\" sleep 100 & i=$((i+1)); done; wait";

    private final List<String> containers = new ArrayList<>();
    private final Connection connection = connect(RealEngine.host());

    private static Connection connect(String host) {
        return Connection.open(Address.find(host, Map.of(), Path.of("/none")), TIME);
    }

    @AfterEach
    void close() throws Exception {
        connection.close();
        for (String container : containers) {
            RealEngine.docker("rm", "-f", container);
        }
    }

    @Test
    void readsTheContainersCountersWithoutItself() throws Exception {
        Counters counters = read(run("--pids-limit=" + PIDS, "--memory=64m")).orElseThrow();

        assertThat(counters.inForce().pids()).hasValue(PIDS);
        assertThat(counters.pidsNow()).as("a shell that waits for sleep").hasValue(2);
        assertThat(counters.pidsLimitHits()).hasValue(0);
        assertThat(counters.oomKills().orElse(0)).isZero();
    }

    /** What the engine starts in the container is let in above the limit, but its runtime there makes threads, which are refused now and then. */
    @Test
    void atTheLimitOfPidsThereIsNoReadingOrOneWithoutTheReadersRefusals() throws Exception {
        String container = run("--pids-limit=" + PIDS);
        Supplier<Optional<CgroupReading>> reader = CounterStream.within(connection, container);
        RealEngine.docker("exec", "-d", container, Container.BUSYBOX, "sh", "-c", FILL, Container.BUSYBOX);
        awaitProcesses(container, PIDS);

        int without = 0;
        for (int i = 0; i < READS; i++) {
            Optional<Counters> counters = reader.get().map(Counters::new);
            without += counters.isEmpty() ? 1 : 0;
            counters.ifPresent(now -> {
                assertThat(now.pidsNow()).hasValue(PIDS);
                assertThat(now.pidsLimitHits()).hasValue(0);
            });
        }
        // From none to all, by how fast this machine's runtime is.
        System.out.println("at the limit of pids without a reading: " + without + " of " + READS);
        if (without > 0) {
            assertThat(Files.readString(group(container).resolve("pids.events")))
                    .as("readers' threads were refused")
                    .doesNotContain("max 0\n");
        }

        RealEngine.docker("update", "--pids-limit=" + 10 * PIDS, container);
        Counters counters = new Counters(reader.get().orElseThrow());
        assertThat(counters.pidsNow()).as("with room again").hasValue(PIDS);
        assertThat(counters.pidsLimitHits()).as("the readers' own refusals").hasValue(0);
    }

    /** As the engine's host counts them, which takes no process in the container. */
    private static void awaitProcesses(String container, long processes) throws Exception {
        String now = "";
        for (int i = 0; i < READS; i++) {
            now = Files.readString(group(container).resolve("pids.current")).strip();
            if (now.equals(String.valueOf(processes))) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("never " + processes + " processes, but " + now);
    }

    /** The group of its pids on the engine's host, which is this machine. */
    private static Path group(String container) throws Exception {
        String first =
                RealEngine.docker("inspect", "-f", "{{.State.Pid}}", container).get(0);
        String path = Files.readAllLines(Path.of("/proc", first, "cgroup")).stream()
                .filter(line -> line.contains(":pids:") || line.startsWith("0::"))
                .sorted(Comparator.comparing(line -> line.startsWith("0::")))
                .map(line -> line.substring(line.lastIndexOf(':') + 1))
                .findFirst()
                .orElseThrow();
        Path versionOne = Path.of("/sys/fs/cgroup/pids" + path);
        return Files.isDirectory(versionOne) ? versionOne : Path.of("/sys/fs/cgroup" + path);
    }

    @Test
    void aReaderThatIsKilledForWantOfMemoryIsNoReadingAndNoEvidence() throws Exception {
        String container = run("--memory=6m", "--memory-swap=6m", "--oom-score-adj=500");
        Supplier<Optional<CgroupReading>> reader = CounterStream.within(connection, container);
        assertThat(reader.get()).isPresent();
        String first =
                RealEngine.docker("inspect", "-f", "{{.State.Pid}}", container).get(0);
        String second = Files.readString(Path.of("/proc", first, "task", first, "children"))
                .strip();
        for (String process : List.of(first, second)) {
            // Rather the reader is killed, or the container would be gone.
            Files.writeString(Path.of("/proc", process, "oom_score_adj"), "0");
        }
        // Stays in memory, and belongs to no process that could be killed.
        RealEngine.docker(
                "exec",
                "-d",
                container,
                Container.BUSYBOX,
                "dd",
                "if=/dev/zero",
                "of=/dev/shm/fill",
                "bs=64k",
                "count=200");

        int without = 0;
        for (int i = 0; i < READS; i++) {
            without += reader.get().isEmpty() ? 1 : 0;
        }
        System.out.println("out of memory without a reading: " + without + " of " + READS);
        assertThat(without).isPositive();
        assertThat(RealEngine.docker("inspect", "-f", "{{.State.Running}}", container))
                .containsExactly("true");

        RealEngine.docker("update", "--memory=64m", "--memory-swap=64m", container);
        Counters counters = new Counters(reader.get().orElseThrow());
        assertThat(counters.inForce().memory()).hasValue(64L << 20);
        assertThat(counters.oomKills().orElse(0)).as("only dd's own").isLessThanOrEqualTo(1);

        RealEngine.docker("rm", "-f", container);
        containers.remove(container);
        assertThat(reader.get()).as("of a container that is gone").isEmpty();
    }

    @Test
    void anEngineThatDiesIsABreakage() throws Exception {
        String container = run();
        try (EngineProxy proxy = EngineProxy.before(RealEngine.host(), "pids.max", EngineProxy.End.DIES);
                Connection dying = connect(proxy.address())) {
            Supplier<Optional<CgroupReading>> reader = CounterStream.within(dying, container);

            assertThatThrownBy(reader::get).isInstanceOf(EngineException.class);
            assertThat(proxy.hasEnded()).isTrue();
        }
    }

    private Optional<Counters> read(String container) {
        return CounterStream.within(connection, container).get().map(Counters::new);
    }

    private String run(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("run", "-d", "--network=none", "--user=0"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-v",
                "/bin/busybox:" + Container.BUSYBOX + ":ro",
                "--entrypoint=" + Container.BUSYBOX,
                "it/busybox",
                "sh",
                "-c",
                "\"$0\" sleep 300 & wait",
                Container.BUSYBOX));
        String container = RealEngine.docker(command.toArray(String[]::new)).get(0);
        containers.add(container);
        return container;
    }
}
