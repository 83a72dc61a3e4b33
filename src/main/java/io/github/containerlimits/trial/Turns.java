package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Builds side by side on one engine: trials that need its host for themselves take turns, whatever machine their builds are on. */
public final class Turns {
    /** Waiting builds look at different moments, so that none is always the last. */
    private static final int LEAST_MILLIS_BETWEEN_LOOKS = 100;

    private static final int MOST_MILLIS_BETWEEN_LOOKS = 300;

    /** What a trial needs at most beside its load: containers of a slow engine, the layout of files, the end of the load. */
    private static final Duration AROUND = Duration.ofMinutes(3);

    private final Engine engine;
    private final Image image;
    private final Deadline deadline;
    private final Progress progress;

    public Turns(Engine engine, Image image, Deadline deadline, Progress progress) {
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
    public Engine.Lock await(Trial trial) {
        boolean told = false;
        while (true) {
            // The load runs twice where it has a contrast.
            Optional<Engine.Lock> turn =
                    engine.tryLock(image, trial.atMost().multipliedBy(2).plus(AROUND));
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
