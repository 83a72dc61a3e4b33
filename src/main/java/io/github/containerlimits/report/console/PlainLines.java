package io.github.containerlimits.report.console;

import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.report.console.RunningTrials.Running;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.verdict.Figures;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** How far a verification is, for a log: a line at the beginning and at the end of each trial, and one that says that it goes on where nothing else does. */
public final class PlainLines implements Display {
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final Consumer<String> log;
    private final LongSupplier nanoTime;
    private final RunningTrials running;
    private long said;

    /** @param nanoTime as {@link System#nanoTime} */
    public PlainLines(Consumer<String> log, LongSupplier nanoTime) {
        this.log = log;
        this.nanoTime = nanoTime;
        this.running = new RunningTrials(nanoTime);
        this.said = nanoTime.getAsLong();
    }

    @Override
    public synchronized void say(String line) {
        said = nanoTime.getAsLong();
        log.accept(line);
    }

    @Override
    public synchronized void step(Trial trial, Step step) {
        if (running.step(trial, step)) {
            say(Sentences.began(trial));
        }
    }

    @Override
    public void read(Trial trial, Supplier<Optional<Figures>> newest) {
        running.read(trial, newest);
    }

    @Override
    public synchronized void ended(Trial trial, TrialResult result, boolean isTriedAgain) {
        running.ended(trial);
        say(Sentences.ended(trial, result, isTriedAgain));
    }

    @Override
    public synchronized void tick() {
        long now = nanoTime.getAsLong();
        List<Running> trials = running.all();
        if (!trials.isEmpty() && now - said >= HEARTBEAT.toNanos()) {
            say(Sentences.stillRunning(trials, now));
        }
    }

    @Override
    public void aside(Runnable other) {
        other.run();
    }

    @Override
    public void close() {
        // What was said stays.
    }
}
