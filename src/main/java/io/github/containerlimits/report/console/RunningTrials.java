package io.github.containerlimits.report.console;

import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Progress.Step;
import io.github.containerlimits.verdict.Figures;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The trials that run, in the order in which they began. For use by several threads. */
final class RunningTrials {
    private final LongSupplier nanoTime;
    private final Map<Trial, Running> running = new LinkedHashMap<>();

    RunningTrials(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * One of them.
     *
     * @param began by {@link System#nanoTime}, as is the next
     * @param since when its step began
     * @param newest what was measured last
     */
    record Running(Trial trial, Step step, long began, long since, Supplier<Optional<Figures>> newest) {
        Duration took(long now) {
            return Duration.ofNanos(now - began);
        }

        Duration tookStep(long now) {
            return Duration.ofNanos(now - since);
        }
    }

    /** Says whether the trial is one that has just begun. */
    synchronized boolean step(Trial trial, Step step) {
        long now = nanoTime.getAsLong();
        Running before = running.get(trial);
        long began = before == null ? now : before.began();
        running.put(trial, new Running(trial, step, began, now, Optional::empty));
        return before == null;
    }

    synchronized void read(Trial trial, Supplier<Optional<Figures>> newest) {
        running.computeIfPresent(
                trial, (same, now) -> new Running(trial, now.step(), now.began(), now.since(), newest));
    }

    synchronized void ended(Trial trial) {
        running.remove(trial);
    }

    synchronized List<Running> all() {
        return List.copyOf(running.values());
    }
}
