package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Builds side by side on one engine: trials that need its host for themselves take turns, whatever machine their builds are on. */
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
            Optional<Engine.Lock> turn = engine.tryLock(image, LEASE);
            if (turn.isPresent()) {
                return turn.get();
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
}
