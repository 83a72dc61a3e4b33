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
    public static final Patience USUAL = new Patience(Duration.ofMinutes(2), Duration.ofHours(2));

    /** What is left of a killed run may outlive the time that the run had by this much. */
    private static final Duration AFTER_RUN = Duration.ofMinutes(10);

    /** For a run that has that much time: an engine that hangs takes no more than a third of it. */
    public static Patience within(Duration run) {
        Duration part = run.dividedBy(3);
        Duration answer = part.compareTo(USUAL.answer()) < 0 ? part : USUAL.answer();
        return new Patience(answer.isZero() ? Duration.ofMillis(1) : answer, run.plus(AFTER_RUN));
    }

    public Patience {
        if (answer.isNegative() || answer.isZero()) {
            throw new IllegalArgumentException("the time to answer is not positive: " + answer);
        }
        if (run.isNegative() || run.isZero()) {
            throw new IllegalArgumentException("the time of a run is not positive: " + run);
        }
    }
}
