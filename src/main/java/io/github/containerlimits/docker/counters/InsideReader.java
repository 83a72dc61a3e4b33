package io.github.containerlimits.docker.counters;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Reads a container's counters in the container itself, with a new process each time. Where that can't start, is killed or hangs, as at the
 * container's limit of pids or where its memory is used up, there is no reading; that is no breakage as long as the engine answers.
 */
final class InsideReader implements Supplier<Optional<CgroupReading>> {
    /** Far above what a reading takes on a slow machine, and short beside a trial: a group that waits for memory keeps its readers waiting. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Supplier<Frames> frames;
    private final Function<Frames, AutoCloseable> start;
    private final BooleanSupplier isEngineAlive;
    private final Duration patience;
    private final ReadersPart readersPart = new ReadersPart();

    /**
     * Reads nothing yet.
     *
     * @param frames for the output of one reader
     * @param start starts a reader; closed, nobody listens to it any more
     * @param answer how long the engine may take to answer
     */
    InsideReader(
            Supplier<Frames> frames,
            Function<Frames, AutoCloseable> start,
            BooleanSupplier isEngineAlive,
            Duration answer) {
        this.frames = frames;
        this.start = start;
        this.isEngineAlive = isEngineAlive;
        this.patience = answer.compareTo(PATIENCE) < 0 ? answer : PATIENCE;
    }

    /**
     * Reads now.
     *
     * @return absent where there is no reading
     * @throws EngineException where the engine no longer answers
     */
    @Override
    public synchronized Optional<CgroupReading> get() {
        Frames output = frames.get();
        Optional<EngineException> failure = read(output);
        Optional<CgroupReading> reading = output.newest();
        if (reading.isEmpty()) {
            readersPart.addFailed();
            if (!isEngineAlive.getAsBoolean()) {
                throw failure.orElseGet(() ->
                        new EngineException("The container's counters can no longer be read: the engine is gone."));
            }
        }
        return reading.map(readersPart::takenOff);
    }

    /** What kept the reader from starting, or us from waiting for it. */
    private Optional<EngineException> read(Frames output) {
        try (AutoCloseable reader = start.apply(output)) {
            output.isFound(patience);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while counters were read.", e);
        } catch (EngineException e) {
            return Optional.of(e);
        } catch (Exception e) {
            throw new IllegalStateException("closing does not throw", e);
        }
    }
}
