package io.github.containerlimits.report;

import io.github.containerlimits.result.Results;
import java.io.IOException;

/** A way of telling what a verification came to: one file, or lines on the console. */
public interface Report {
    /**
     * Tells all of it.
     *
     * @throws IOException where it can't be written
     */
    void tell(Results results) throws IOException;

    /**
     * Tells that there are no verdicts, where that is of use to whoever reads the report.
     *
     * @throws IOException where it can't be written
     */
    default void tellBroken(Breakage breakage) throws IOException {}
}
