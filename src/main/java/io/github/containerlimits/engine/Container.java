package io.github.containerlimits.engine;

import java.util.List;
import java.util.Optional;

/** A container that was started. Its first process only holds it open, unless it is an {@link Application}. */
public interface Container extends AutoCloseable {
    /** Where the toolbox is mounted in every container, read-only. */
    String TOOLBOX = "/.container-limits";

    /** The toolbox's busybox, which is static. */
    String BUSYBOX = TOOLBOX + "/bin/busybox";

    /** A directory on the root file system in which loads can write; not there where that is read-only. */
    String SCRATCH = "/.container-limits-scratch";

    /** How many processes hold it open and are there when nothing else runs in it. */
    int HOLDERS = 2;

    /** The engine's id of it, 64 hexadecimal digits. */
    String id();

    /** What the engine said when it made the container: mostly that it discards a limit. One line each. */
    List<String> warnings();

    /** Whether the engine gave it a control group of its own; without one the kernel limits and counts nothing of it. */
    boolean hasControlGroup();

    /**
     * Starts a command in the container.
     *
     * @throws EngineException where it can't be started
     */
    Execution start(Command command);

    /**
     * The kernel's counters of the container's control group, read now.
     *
     * @return absent where the control group is gone, and for this moment where the container itself has to read them and can't: at its limit of pids, or
     *     where its memory is used up. That is no evidence of anything, but another reading may come.
     * @throws EngineException where the engine fails or is gone
     */
    Optional<CgroupReading> read();

    /** Whether the engine says that memory ran out in it: an unreliable word, for kernels that do not count it. */
    boolean isSaidToBeOutOfMemory();

    /**
     * What the engine keeps, now, of what the container's first process, and whoever writes to its output, printed; absent where it says that it has
     * no log that can be read.
     */
    Optional<Logged> logged();

    /**
     * What an engine keeps of a container's output.
     *
     * @param tail the last 256 bytes of it, each as a character
     */
    record Logged(long bytes, String tail) {}

    /** Kills and removes the container with its own volumes. */
    @Override
    void close();
}
