package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.measure.Ancestors;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/** What the engine's host, and the control groups in which its containers are, have free, which others take and give back all the time. For use by several threads. */
public final class Surroundings {
    /** What was seen this long ago still counts: each look takes a moment of the pipeline's time. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final int QUIET_LOOKS = 4;

    private final Engine engine;
    private final LongSupplier nanoTime;
    private Host host;
    private long seen;

    /**
     * @param host as it was seen just now
     * @param nanoTime a monotonic clock, in nanoseconds
     */
    public Surroundings(Engine engine, Host host, LongSupplier nanoTime) {
        this.engine = engine;
        this.host = host;
        this.nanoTime = nanoTime;
        this.seen = nanoTime.getAsLong();
    }

    /** Begins to watch what the host does beside the containers. */
    Engine.Watch watch() {
        return engine.watch();
    }

    /**
     * Waits until the host was quiet for a second, by looks at it.
     *
     * @return whether it was within that time
     */
    public synchronized boolean awaitQuiet(Duration atMost) {
        Deadline end = Deadline.in(atMost);
        int quiet = 0;
        while (quiet < QUIET_LOOKS) {
            if (end.isOver()) {
                return false;
            }
            Pause.of(BETWEEN_LOOKS, "the host was not quiet");
            quiet = Host.of(engine.surveyAgain()).isQuiet() ? quiet + 1 : 0;
        }
        return true;
    }

    /** What the host has too little of for a load at its worst, by a look at it where the last is too long ago; absent where it has enough. */
    synchronized Optional<String> lacking(Needs needs) {
        if (needs.equals(Needs.NONE)) {
            return Optional.empty();
        }
        return nanoTime.getAsLong() - seen > FRESH.toNanos() ? lackingNow(needs) : lacking(host, needs);
    }

    /** The same by a look at it now. */
    synchronized Optional<String> lackingNow(Needs needs) {
        host = Host.of(engine.surveyAgain());
        seen = nanoTime.getAsLong();
        return lacking(host, needs);
    }

    private static Optional<String> lacking(Host host, Needs needs) {
        return host.lacks(needs).or(() -> Ancestors.of(host).lack(needs));
    }
}
