package io.github.containerlimits.trial;

import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.plan.Plan;
import io.github.containerlimits.plan.Trial;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the trials of one verification, side by side where their claims do not meet and there is a CPU for each. Whoever has a lane free takes the first
 * of the plan's trials that may run beside those that do: one that claims the whole host waits for the rest. Where none may, it prepares one meanwhile.
 *
 * @param <R> what a trial comes to
 */
public final class Lanes<R> {
    private final int cpus;
    private final Consumer<Trial> prepare;
    private final Function<Trial, R> run;
    private final List<Integer> waiting = new ArrayList<>();
    private final Set<Integer> prepared = new HashSet<>();
    private final Set<Integer> preparing = new HashSet<>();
    private final List<Claims> running = new ArrayList<>();
    private final TreeMap<Integer, R> results = new TreeMap<>();
    private int working;
    private @Nullable Throwable failure;

    /**
     * @param cpus of the engine's host; with 1 the trials run one after the other, in the plan's order
     * @param prepare does what a trial can do before its turn, at most once for each; is called by several threads
     * @param run runs one trial; is called by several threads
     */
    public Lanes(int cpus, Consumer<Trial> prepare, Function<Trial, R> run) {
        this.cpus = cpus;
        this.prepare = prepare;
        this.run = run;
    }

    /**
     * Runs them all.
     *
     * @return what each came to, in the plan's order
     * @throws RuntimeException the first that a trial ended with; the others that ran beside it are interrupted, and no more are begun
     */
    public List<R> run(List<Trial> trials) {
        for (int i = 0; i < trials.size(); i++) {
            waiting.add(i);
        }
        int count = Math.min(Math.min(cpus, Plan.MOST_SIDE_BY_SIDE), trials.size());
        if (count <= 1) {
            work(trials);
        } else {
            begin(count, trials);
        }
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

    private void begin(int count, List<Trial> trials) {
        List<Thread> lanes = IntStream.rangeClosed(1, count)
                .mapToObj(lane -> new Thread(() -> work(trials), "container-limits-lane-" + lane))
                .toList();
        working = count;
        lanes.forEach(lane -> lane.setDaemon(true));
        lanes.forEach(Thread::start);
        awaitEnd(lanes);
    }

    private void work(List<Trial> trials) {
        for (Optional<Step> step = next(trials); step.isPresent(); step = next(trials)) {
            int index = step.get().index();
            Trial trial = trials.get(index);
            try {
                if (step.get().isRun()) {
                    ended(trial.claims(), index, run.apply(trial));
                } else {
                    prepare.accept(trial);
                    ended(index);
                }
            } catch (RuntimeException | Error e) {
                failed(e);
            }
        }
        left();
    }

    private synchronized void left() {
        working--;
        notifyAll();
    }

    /**
     * What a lane does next.
     *
     * @param index the trial's in the plan
     * @param isRun whether it is run; otherwise prepared
     */
    private record Step(int index, boolean isRun) {}

    /** Waits for something to do; absent where there is nothing left, or a trial has failed. */
    private synchronized Optional<Step> next(List<Trial> trials) {
        try {
            while (failure == null && !waiting.isEmpty()) {
                for (Integer index : waiting) {
                    Claims claims = trials.get(index).claims();
                    if (!preparing.contains(index) && mayRun(claims)) {
                        waiting.remove(index);
                        running.add(claims);
                        return Optional.of(new Step(index, true));
                    }
                }
                Optional<Integer> early =
                        mayPrepare() ? waiting.stream().filter(prepared::add).findFirst() : Optional.empty();
                if (early.isPresent()) {
                    preparing.add(early.get());
                    return Optional.of(new Step(early.get(), false));
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
        boolean isFree = running.isEmpty() && preparing.isEmpty();
        return isFree
                || busy() + claims.cpus() <= cpus
                        && !(claims.host() && !preparing.isEmpty())
                        && running.stream().noneMatch(claims::meet);
    }

    /** What is made beside a trial that claims the host would disturb it. */
    private boolean mayPrepare() {
        return busy() < cpus && running.stream().noneMatch(Claims::host);
    }

    private long busy() {
        return preparing.size() + running.stream().mapToLong(Claims::cpus).sum();
    }

    private synchronized void ended(Claims claims, int index, R result) {
        running.remove(claims);
        results.put(index, result);
        notifyAll();
    }

    private synchronized void ended(int index) {
        preparing.remove(index);
        notifyAll();
    }

    private synchronized void failed(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
        }
        notifyAll();
    }

    /** Waits until all have come to their end, which they are told to where one fails: what goes on in the others is of no use then. */
    private void awaitEnd(List<Thread> lanes) {
        try {
            synchronized (this) {
                while (failure == null && working > 0) {
                    wait();
                }
            }
            for (Thread lane : lanes) {
                lane.interrupt();
                lane.join();
            }
        } catch (InterruptedException e) {
            lanes.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while trials ran.", e);
        }
    }
}
