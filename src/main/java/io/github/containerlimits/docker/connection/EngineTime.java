package io.github.containerlimits.docker.connection;

import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * An engine's clock. An engine tells it only with all else that there is to tell of itself, for which Docker starts programs: some 30 ms of a CPU, which
 * whoever waits must not take again and again. For use by many threads.
 */
public final class EngineTime {
    private static final Duration FRESH = Duration.ofSeconds(30);

    private final Function<Duration, String> asking;
    private final LongSupplier nanoTime;
    private volatile Optional<Told> told = Optional.empty();

    private record Told(OffsetDateTime time, long nanos) {}

    /**
     * @param asking asks the engine, which has so long to answer
     * @param nanoTime a monotonic clock of ours, in nanoseconds
     */
    EngineTime(Function<Duration, String> asking, LongSupplier nanoTime) {
        this.asking = asking;
        this.nanoTime = nanoTime;
    }

    /**
     * As the engine tells it.
     *
     * @throws EngineException where it does not, or not as a date
     */
    public OffsetDateTime now(Duration patience) {
        String text = asking.apply(patience);
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            told = Optional.of(new Told(time, nanoTime.getAsLong()));
            return time;
        } catch (DateTimeParseException e) {
            throw new EngineException("The engine's time can't be understood: " + text, e);
        }
    }

    /**
     * As the engine told it within the last half minute, and what passed since then by our clock: never later than it is, unless the engine's was set
     * meanwhile.
     */
    public OffsetDateTime about(Duration patience) {
        long now = nanoTime.getAsLong();
        return told.filter(last -> now - last.nanos() < FRESH.toNanos())
                .map(last -> last.time().plusNanos(now - last.nanos()))
                .orElseGet(() -> now(patience));
    }
}
