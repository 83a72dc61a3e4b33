package io.github.containerlimits.report.console;

import io.github.containerlimits.result.Progress;

/** Where people see how far a verification is. For use by several threads. */
public interface Display extends Progress, AutoCloseable {
    /** Shows what is true now; is called several times a second. */
    void tick();

    /** Lets another write to the same place. */
    void aside(Runnable other);

    /** Takes away what does not stay. */
    @Override
    void close();
}
