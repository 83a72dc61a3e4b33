package io.github.containerlimits.docker;

import java.time.Duration;

/**
 * How long an engine may take.
 *
 * @param answer to answer a call that is no pull and no build; after that it counts as hanging
 * @param run to serve one run: what the run leaves if its process is killed ends by itself after that time
 */
public record Patience(Duration answer, Duration run) {
    /** Enough for a slow machine to start a container, short enough for a pipeline to notice that the engine hangs. */
    public static final Patience USUAL = new Patience(Duration.ofSeconds(60), Duration.ofHours(2));

    public Patience {
        if (answer.isNegative() || answer.isZero()) {
            throw new IllegalArgumentException("the time to answer is not positive: " + answer);
        }
        if (run.isNegative() || run.isZero()) {
            throw new IllegalArgumentException("the time of a run is not positive: " + run);
        }
    }
}
