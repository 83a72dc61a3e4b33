package io.github.containerlimits.docker.counters;

import io.github.containerlimits.docker.connection.Calls;
import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.docker.execution.DockerExecution;
import io.github.containerlimits.docker.execution.Exec;
import io.github.containerlimits.docker.execution.Output;
import io.github.containerlimits.docker.execution.Resources;
import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A container's counters as counters.sh prints them in a container. */
public final class CounterStream implements Supplier<Optional<CgroupReading>> {
    private final Connection connection;
    private final Frames frames;

    private CounterStream(Connection connection, Frames frames) {
        this.connection = connection;
        this.frames = frames;
    }

    /**
     * Has a probe print another container's counters until that is gone.
     *
     * @param probe the id of a container that has the host's cgroup tree at that folder
     * @param id of the other container
     * @return absent where the tree does not show that container
     */
    public static Optional<CounterStream> of(Connection connection, String probe, String folder, String id) {
        CounterStream stream = new CounterStream(connection, frames(connection, id));
        print(connection, probe, id, folder, stream.frames);
        return interruptible(() -> stream.frames.isFound(connection.calls().deadline()))
                ? Optional.of(stream)
                : Optional.empty();
    }

    /**
     * Reads a container's counters in the container itself, with a new process each time, which is slower.
     *
     * @return gives no reading where that process can't start or does not come to its end, and breaks where the engine is gone
     */
    public static Supplier<Optional<CgroupReading>> within(Connection connection, String container) {
        return new InsideReader(
                () -> frames(connection, ""),
                frames -> print(connection, container, "", "/sys/fs/cgroup", frames),
                connection::isAlive,
                connection.calls().deadline());
    }

    /**
     * Whether a container sees as its own the root of the host's tree, in which every process is that has no group of its own. One in which nothing can
     * be started has limits, and so a group.
     */
    public static boolean isInRoot(Connection connection, String container) {
        // Only the roots of v1 have the one file, and only that of v2 lacks the other.
        String script = "for folder in /sys/fs/cgroup/*; do [ ! -e \"$folder/release_agent\" ] || exit 0; done;"
                + " [ -e /sys/fs/cgroup/cgroup.controllers ] && [ ! -e /sys/fs/cgroup/cgroup.type ]";
        Command command = Command.asRoot(Tool.BUSYBOX, List.of("sh", "-c", script));
        try {
            return DockerExecution.start(connection, container, "0", command)
                    .await(connection.calls().deadline())
                    .filter(exit -> exit.code() == 0)
                    .isPresent();
        } catch (EngineException e) {
            if (connection.isAlive()) {
                return false;
            }
            throw e;
        }
    }

    private static Frames frames(Connection connection, String id) {
        return new Frames(id, connection.roundTrip(), System::nanoTime);
    }

    /** Has a container print the counters of that one with the id, or its own where that is empty. */
    private static Exec print(Connection connection, String container, String id, String folder, Frames frames) {
        List<String> command = Stream.of(
                        List.of(
                                Container.BUSYBOX,
                                "sh",
                                "-c",
                                Resources.text(CounterStream.class, "counters.sh"),
                                "sh",
                                Container.BUSYBOX),
                        List.of(id, folder),
                        files(connection.facts().cgroupVersion()))
                .flatMap(List::stream)
                .toList();
        Output errors = new Output(1 << 10);
        return Exec.start(
                connection,
                container,
                "0",
                command,
                bytes -> frames.add(new String(bytes, StandardCharsets.ISO_8859_1)),
                errors::add,
                failure -> frames.end(failure.map(Calls::reason)
                        .orElseGet(() -> "the probe ended. " + errors.text().strip())));
    }

    private static List<String> files(int cgroupVersion) {
        return (cgroupVersion == 2 ? CgroupFile.VERSION_2 : CgroupFile.VERSION_1)
                .stream()
                        .map(file ->
                                file.fileName() + (cgroupVersion == 2 && CgroupFile.INNER.contains(file) ? "+" : ""))
                        .toList();
    }

    @Override
    public Optional<CgroupReading> get() {
        return interruptible(() -> frames.next(connection.calls().deadline()));
    }

    private static <T> T interruptible(Waiting<T> waiting) {
        try {
            return waiting.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while counters were read.", e);
        }
    }

    private interface Waiting<T> {
        T run() throws InterruptedException;
    }
}
