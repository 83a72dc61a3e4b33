package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.measure.Measurement.Log;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a container's log has of what loads printed to it. */
final class KeptLog {
    /** An engine takes what is printed from a pipe, and writes it a little later. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private static final Pattern PRINTED = Pattern.compile("^printed (\\d{1,18})$", Pattern.MULTILINE);

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
        printedFirst = printed(preparation);
        keptFirst = kept(printedFirst);
    }

    /** Looks at it after the load. */
    Log end(Exit load) {
        long printed = printedFirst + printed(load);
        return new Log(printed, kept(printed == 0 ? Long.MAX_VALUE : printed), printedFirst, keptFirst);
    }

    /** What a command printed to the container's log, by its own word. */
    private static long printed(Exit exit) {
        Matcher printed = PRINTED.matcher(exit.stdout());
        return printed.find() ? Long.parseLong(printed.group(1)) : 0;
    }

    /** What the engine has of the log once that is as much as was printed, or no longer grows. */
    private long kept(long printed) {
        long kept = container.loggedBytes();
        for (long before = -1; kept < printed && before != kept; ) {
            deadline.check("while a log was read");
            Pause.of(BETWEEN_LOOKS, "a log was read");
            before = kept;
            kept = container.loggedBytes();
        }
        return kept;
    }
}
