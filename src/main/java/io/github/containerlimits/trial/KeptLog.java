package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Container.Logged;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.measure.Measurement.Log;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/** What a container's log has of what loads printed to it. */
final class KeptLog {
    /** An engine takes what is printed from a pipe, and writes it a little later. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    /** How long the end of what was printed may take to come into the log, after which a log that does not grow has lost it. */
    private static final Duration TO_COME = Duration.ofSeconds(20);

    /** A log of which the end is not known must not grow for that long, and for so many times what a look at it takes. */
    private static final Duration STILL = Duration.ofSeconds(1);

    private static final int LOOKS = 5;

    private final Container container;
    private final Deadline deadline;
    private long printedFirst;
    private long keptFirst;

    KeptLog(Container container, Deadline deadline) {
        this.container = container;
        this.deadline = deadline;
    }

    /** Looks at it after what was printed before the load. */
    void begin(Exit preparation) {
        printedFirst = Scripts.printedIn(preparation.stdout());
        keptFirst = kept(printedFirst).orElse(0);
    }

    /** Looks at it after the load; absent where the engine says that it has none to read. */
    Optional<Log> end(Exit load) {
        long more = Scripts.printedIn(load.stdout());
        OptionalLong kept = kept(more);
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of(new Log(printedFirst + more, kept.getAsLong(), printedFirst, keptFirst));
    }

    /**
     * What the engine has of the log once it has come to the end of what was printed. Where a load does not say how much that is, once the log has not grown
     * for a while; that is longer where the engine is slow to show it.
     */
    private OptionalLong kept(long printed) {
        String end = Scripts.endOf(printed);
        Deadline patience = Deadline.in(TO_COME);
        while (true) {
            long asked = System.nanoTime();
            Optional<Logged> looked = container.logged();
            if (looked.isEmpty()) {
                return OptionalLong.empty();
            }
            Logged before = looked.get();
            if (printed > 0 && before.tail().stripTrailing().endsWith(end)) {
                return OptionalLong.of(before.bytes());
            }
            Pause.of(
                    printed > 0 ? BETWEEN_LOOKS : longer(Duration.ofNanos(System.nanoTime() - asked)),
                    "a log was read");
            deadline.check("while a log was read");
            boolean isStill = container.logged().equals(looked);
            if (isStill && (printed == 0 || patience.isOver())) {
                return OptionalLong.of(before.bytes());
            }
        }
    }

    private static Duration longer(Duration look) {
        Duration times = look.multipliedBy(LOOKS);
        return times.compareTo(STILL) > 0 ? times : STILL;
    }
}
