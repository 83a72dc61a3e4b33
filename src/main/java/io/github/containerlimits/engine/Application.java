package io.github.containerlimits.engine;

import java.util.List;
import java.util.Optional;

/** A container that runs the image's own command, or one that stands in its place, as its first process. */
public interface Application extends Container {
    /** How it is now, as the engine says. */
    State state();

    /** The words of its first process, as the engine started it: the image's ENTRYPOINT and its command. */
    List<String> command();

    /** All of its processes that run now, as the engine tells without running anything in it; absent where it does not tell. */
    Optional<List<RunningProcess>> processes();

    /** What its command printed so far. */
    Printed printed();

    /**
     * How an application is.
     *
     * @param exitCode of its first process, 128 + n where signal n ended it; absent while it runs
     * @param isSaidToBeOutOfMemory whether the engine says that memory ran out in it: an unreliable word, but the only one once its control group is gone
     * @param health what the image's health check says
     */
    record State(Optional<Integer> exitCode, boolean isSaidToBeOutOfMemory, Health health) {
        public boolean isRunning() {
            return exitCode.isEmpty();
        }
    }

    /** What a health check says, as far as the engine runs one. */
    enum Health {
        /** The image has no health check. */
        NONE,
        STARTING,
        HEALTHY,
        UNHEALTHY
    }

    /**
     * What a command printed to its two streams.
     *
     * @param bytes in all
     * @param tail the last 16 KiB of it
     * @param hasAwaited whether a line was in it that the application was made to wait for
     */
    record Printed(long bytes, String tail, boolean hasAwaited) {}
}
