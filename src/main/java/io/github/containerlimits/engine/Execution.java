package io.github.containerlimits.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** A command that was started in a container. */
public interface Execution {
    /**
     * Waits for the end.
     *
     * @return absent where it still runs after that time
     */
    Optional<Exit> await(Duration atMost);

    /** The id of its first process on the engine's host, which its session has as well; absent where the engine does not tell, or not yet. */
    OptionalLong process();

    /** Asks all processes of the command to end and to tell what they have (SIGINT); does not wait. */
    void interrupt();

    /** Ends all processes of the command at once (SIGKILL); does not wait. */
    void kill();

    /**
     * How a command ended.
     *
     * @param code its exit code, 128 + n where signal n ended it
     * @param stdout what it printed, cut after 4 MiB
     * @param stderr what it printed to the error stream, cut after 1 MiB
     */
    record Exit(int code, String stdout, String stderr) {}
}
