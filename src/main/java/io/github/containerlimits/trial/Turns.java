package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Progress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Builds side by side on one engine, and engines on one machine: trials whose claims meet take turns, and no more run at a time than the host has CPUs for, whatever machine their
 * builds are on. There is a lock of each thing that can be claimed, and one of the whole host. Whoever has that waits until all others have given theirs
 * back. Whoever has others looks afterwards who has what, and steps back where that is too much: so of two that take theirs at the same time, at least
 * one sees the other. Those of things are taken in one order, so nobody waits for somebody who waits for them. For use by several threads.
 */
public final class Turns {
    /** Waiting builds look at different moments, so that none is always the last. */
    private static final int LEAST_MILLIS_BETWEEN_LOOKS = 100;

    private static final int MOST_MILLIS_BETWEEN_LOOKS = 300;

    /** How long the turn of a holder that died on another machine keeps the others waiting; four renewals may fall into it. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** The lock of all that there is. */
    private static final String HOST = "host";

    private final Engine.Locks locks;
    private final Image image;
    private final int cpus;
    private final Deadline deadline;
    private final Progress progress;

    /**
     * @param locks the engine's
     * @param image any that the engine has
     * @param cpus of the engine's host
     */
    public Turns(Engine.Locks locks, Image image, int cpus, Deadline deadline, Progress progress) {
        this.locks = locks;
        this.image = image;
        this.cpus = cpus;
        this.deadline = deadline;
        this.progress = progress;
    }

    /**
     * Waits for a trial's turn. Those of one build must not meet.
     *
     * @return ends the turn when closed
     * @throws EngineException where it does not come before the verification must be over
     */
    public Engine.Lock await(Trial trial) {
        return await(trial, trial.claims());
    }

    /** The same with the whole host, whatever the trial claims of it. */
    public Engine.Lock awaitHost(Trial trial) {
        return await(trial, Claims.HOST);
    }

    private Engine.Lock await(Trial trial, Claims claims) {
        Turn turn = new Turn();
        Waiting waiting = new Waiting(trial);
        try {
            if (claims.leaveNothing(cpus)) {
                turn.add(waiting.until(() -> locks.take(image, HOST, cpus, LEASE)));
                waiting.until(() -> ifTrue(locks.taken().keySet().equals(Set.of(HOST))));
            } else {
                takeThings(claims, turn, waiting);
            }
            return turn;
        } catch (RuntimeException | Error e) {
            turn.close();
            throw e;
        }
    }

    private void takeThings(Claims claims, Turn turn, Waiting waiting) {
        int own = Math.min(claims.cpus(), cpus);
        while (true) {
            waiting.until(() -> ifTrue(isRoomFor(own, Set.of())));
            int counted = own;
            for (String thing : claims.things().stream().sorted().toList()) {
                int counts = counted; // once, however many things it claims
                turn.add(waiting.until(() -> locks.take(image, thing, counts, LEASE)));
                counted = 0;
            }
            if (isRoomFor(own, claims.things())) {
                return;
            }
            turn.giveBack();
            waiting.step();
        }
    }

    /**
     * Whether others leave that many CPUs, and have not claimed the whole host.
     *
     * @param held of which the locks are its own
     */
    private boolean isRoomFor(int own, Set<String> held) {
        Map<String, Integer> others = new HashMap<>(locks.taken());
        others.keySet().removeAll(held);
        int busy = others.values().stream().mapToInt(Integer::intValue).sum();
        return !others.containsKey(HOST) && busy + own <= cpus;
    }

    private static Optional<Boolean> ifTrue(boolean condition) {
        return condition ? Optional.of(true) : Optional.empty();
    }

    /** A trial's waiting, which it tells of once. */
    private final class Waiting {
        private final Trial trial;
        private boolean told;

        Waiting(Trial trial) {
            this.trial = trial;
        }

        <T> T until(Supplier<Optional<T>> look) {
            for (Optional<T> found = look.get(); ; found = look.get()) {
                if (found.isPresent()) {
                    return found.get();
                }
                if (!told) {
                    progress.say("'" + trial.name() + "' waits until another trial on this machine has ended");
                    told = true;
                }
                step();
            }
        }

        /** Waits a moment, which is another for each that waits. */
        void step() {
            deadline.check("while the trial '" + trial.name() + "' waited for others on this machine");
            int millis = ThreadLocalRandom.current().nextInt(LEAST_MILLIS_BETWEEN_LOOKS, MOST_MILLIS_BETWEEN_LOOKS);
            Pause.of(Duration.ofMillis(millis), "a trial waited for its turn");
        }
    }

    /** The locks of a trial. */
    private static final class Turn implements Engine.Lock {
        private final List<Engine.Lock> locks = new ArrayList<>();

        synchronized void add(Engine.Lock lock) {
            locks.add(lock);
        }

        @Override
        public synchronized boolean isHeld() {
            return !locks.isEmpty() && locks.stream().allMatch(Engine.Lock::isHeld);
        }

        @Override
        public void close() {
            giveBack();
        }

        /** Gives all back, even where the engine does not take one. */
        synchronized void giveBack() {
            Iterator<Engine.Lock> left = locks.iterator();
            if (!left.hasNext()) {
                return;
            }
            try (Engine.Lock next = left.next()) {
                left.remove();
                giveBack();
            }
        }
    }
}
