package io.github.containerlimits.trial;

import io.github.containerlimits.engine.EngineException;
import java.time.Duration;

/**
 * When something must be over.
 *
 * @param nanos by {@link System#nanoTime}
 */
public record Deadline(long nanos) {
    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Negative once it is over. */
    public Duration left() {
        return Duration.ofNanos(nanos - System.nanoTime());
    }

    public boolean isOver() {
        return left().isNegative();
    }

    public Deadline plus(Duration more) {
        return new Deadline(nanos + more.toNanos());
    }

    /**
     * Asks for the time of a whole verification.
     *
     * @param where for the message: "before the trial 'cpus'"
     * @throws EngineException where it is over
     */
    public void check(String where) {
        if (isOver()) {
            throw new EngineException("The verification did not end in time: it ran out " + where
                    + ". Give it more with container-limits.timeout.");
        }
    }
}
