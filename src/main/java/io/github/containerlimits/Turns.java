package io.github.containerlimits;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Builds side by side on one engine: trials that need its host for themselves take turns, whatever machine their builds are on. */
final class Turns {
    /** Waiting builds look at different moments, so that none is always the last. */
    private static final int LEAST_MILLIS_BETWEEN_LOOKS = 100;

    private static final int MOST_MILLIS_BETWEEN_LOOKS = 300;

    /** How long the turn of a holder that died on another machine keeps the others waiting; four renewals may fall into it. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    private final Engine engine;
    private final Image image;
    private final Verification.Deadline deadline;
    private final Verification.Progress progress;

    Turns(Engine engine, Image image, Verification.Deadline deadline, Verification.Progress progress) {
        this.engine = engine;
        this.image = image;
        this.deadline = deadline;
        this.progress = progress;
    }

    /**
     * Waits for a trial's turn.
     *
     * @return ends the turn when closed
     * @throws EngineException where it does not come before the verification must be over
     */
    Engine.Lock await(Trial trial) {
        boolean told = false;
        while (true) {
            Optional<Engine.Lock> turn = engine.tryLock(image, LEASE);
            if (turn.isPresent()) {
                return turn.get();
            }
            if (!told) {
                progress.say("'" + trial.name() + "' waits until another build on this engine has ended its trial");
                told = true;
            }
            deadline.check("while the trial '" + trial.name() + "' waited for those of other builds on this engine");
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(LEAST_MILLIS_BETWEEN_LOOKS, MOST_MILLIS_BETWEEN_LOOKS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EngineException("Interrupted while a trial waited for its turn.", e);
        }
    }
}
