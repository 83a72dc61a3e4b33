package io.github.containerlimits.trial;

import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.plan.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs the trials of one verification, side by side where their claims do not meet and there is a CPU for each. Whoever has a lane free takes the first
 * of the plan's trials that may run beside those that do: one that claims the whole host waits for the rest.
 *
 * @param <R> what a trial comes to
 */
public final class Lanes<R> {
    /** More of an engine's containers at a time make each start slower. */
    private static final int MOST = 4;

    private final int cpus;
    private final Function<Trial, R> run;
    private final List<Integer> waiting = new ArrayList<>();
    private final List<Claims> running = new ArrayList<>();
    private final TreeMap<Integer, R> results = new TreeMap<>();
    private @Nullable Throwable failure;

    /**
     * @param cpus of the engine's host; with 1 the trials run one after the other, in the plan's order
     * @param run runs one trial; is called by several threads
     */
    public Lanes(int cpus, Function<Trial, R> run) {
        this.cpus = cpus;
        this.run = run;
    }

    /**
     * Runs them all, some of them in the calling thread.
     *
     * @return what each came to, in the plan's order
     * @throws RuntimeException the first that a trial ended with; the others that ran beside it are interrupted, and no more are begun
     */
    public List<R> run(List<Trial> trials) {
        for (int i = 0; i < trials.size(); i++) {
            waiting.add(i);
        }
        List<Thread> others = new ArrayList<>();
        for (int lane = 1; lane < Math.min(Math.min(cpus, MOST), trials.size()); lane++) {
            Thread other = new Thread(() -> work(trials), "container-limits-lane-" + lane);
            other.setDaemon(true);
            others.add(other);
            other.start();
        }
        work(trials);
        end(others);
        synchronized (this) {
            if (failure instanceof Error error) {
                throw error;
            }
            if (failure instanceof RuntimeException exception) {
                throw exception;
            }
            return List.copyOf(results.values());
        }
    }

    private void work(List<Trial> trials) {
        for (Optional<Integer> next = next(trials); next.isPresent(); next = next(trials)) {
            Trial trial = trials.get(next.get());
            try {
                R result = run.apply(trial);
                ended(trial, next.get(), result, null);
            } catch (RuntimeException | Error e) {
                ended(trial, next.get(), null, e);
            }
        }
    }

    /** Waits for a trial that may run now; absent where there is none left, or one has failed. */
    private synchronized Optional<Integer> next(List<Trial> trials) {
        try {
            while (failure == null && !waiting.isEmpty()) {
                for (Integer index : waiting) {
                    Claims claims = trials.get(index).claims();
                    if (mayRun(claims)) {
                        waiting.remove(index);
                        running.add(claims);
                        return Optional.of(index);
                    }
                }
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            if (failure == null) {
                failure = new EngineException("Interrupted while a trial waited for others to end.", e);
            }
        }
        return Optional.empty();
    }

    private boolean mayRun(Claims claims) {
        long busy = running.stream().mapToLong(Claims::cpus).sum();
        return running.isEmpty()
                || busy + claims.cpus() <= cpus && running.stream().noneMatch(claims::meet);
    }

    private synchronized void ended(Trial trial, int index, @Nullable R result, @Nullable Throwable thrown) {
        running.remove(trial.claims());
        if (result != null) {
            results.put(index, result);
        }
        if (thrown != null && failure == null) {
            failure = thrown;
        }
        notifyAll();
    }

    /** Waits for the other lanes; where a trial failed, what goes on in them is of no use. */
    private void end(List<Thread> others) {
        for (Thread other : others) {
            synchronized (this) {
                if (failure != null) {
                    other.interrupt();
                }
            }
            try {
                other.join();
            } catch (InterruptedException e) {
                others.forEach(Thread::interrupt);
                Thread.currentThread().interrupt();
                throw new EngineException("Interrupted while trials ran.", e);
            }
        }
    }
}
