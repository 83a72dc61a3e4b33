package io.github.containerlimits.engine;

import java.time.Duration;

/** A wait between two looks at something that changes by itself. */
public final class Pause {
    private Pause() {}

    /**
     * Waits for that long.
     *
     * @param meanwhile what goes on, for the message of an interruption: "a command ended"
     * @throws EngineException where the thread is interrupted, which it then still is
     */
    public static void of(Duration time, String meanwhile) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while " + meanwhile + ".", e);
        }
    }
}
