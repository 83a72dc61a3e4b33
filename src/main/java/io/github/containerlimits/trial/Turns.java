package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Builds side by side on one engine: trials that claim anything of its host take turns, whatever machine their builds are on. Those of one build that
 * run at the same time share its turn. For use by several threads.
 */
public final class Turns {
    /** Waiting builds look at different moments, so that none is always the last. */
    private static final int LEAST_MILLIS_BETWEEN_LOOKS = 100;

    private static final int MOST_MILLIS_BETWEEN_LOOKS = 300;

    /** How long the turn of a holder that died on another machine keeps the others waiting; four renewals may fall into it. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Engine engine;
    private final Image image;
    private final Deadline deadline;
    private final Progress progress;
    private Optional<Engine.Lock> turn = Optional.empty();
    private int sharers;

    public Turns(Engine engine, Image image, Deadline deadline, Progress progress) {
        this.engine = engine;
        this.image = image;
        this.deadline = deadline;
        this.progress = progress;
    }

    /**
     * Waits for a trial's turn.
     *
     * @return ends the turn when closed, unless another trial of this build shares it
     * @throws EngineException where it does not come before the verification must be over
     */
    public synchronized Engine.Lock await(Trial trial) {
        Engine.Lock shared = turn.filter(Engine.Lock::isHeld).orElseGet(() -> take(trial));
        if (turn.filter(shared::equals).isEmpty()) {
            turn = Optional.of(shared);
            sharers = 0;
        }
        sharers++;
        return new Share(shared);
    }

    private synchronized void leave(Engine.Lock shared) {
        boolean isLast = turn.filter(shared::equals).isEmpty() || --sharers == 0;
        if (isLast) {
            turn = turn.filter(other -> !other.equals(shared));
            shared.close();
        }
    }

    private Engine.Lock take(Trial trial) {
        boolean told = false;
        while (true) {
            Optional<Engine.Lock> taken = engine.tryLock(image, LEASE);
            if (taken.isPresent()) {
                return taken.get();
            }
            if (!told) {
                progress.say("'" + trial.name() + "' waits until another build on this engine has ended its trial");
                told = true;
            }
            deadline.check("while the trial '" + trial.name() + "' waited for those of other builds on this engine");
            int millis = ThreadLocalRandom.current().nextInt(LEAST_MILLIS_BETWEEN_LOOKS, MOST_MILLIS_BETWEEN_LOOKS);
            Pause.of(Duration.ofMillis(millis), "a trial waited for its turn");
        }
    }

    /** One trial's part in a turn. */
    private final class Share implements Engine.Lock {
        private final Engine.Lock shared;

        Share(Engine.Lock shared) {
            this.shared = shared;
        }

        @Override
        public boolean isHeld() {
            return shared.isHeld();
        }

        @Override
        public void close() {
            leave(shared);
        }
    }
}
