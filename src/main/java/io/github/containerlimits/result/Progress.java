package io.github.containerlimits.result;

import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.verdict.Figures;
import java.util.Optional;
import java.util.function.Supplier;

/** Is told how far a verification is, by several threads, where trials run side by side. */
@FunctionalInterface
public interface Progress {
    /** What a trial does. */
    enum Step {
        /** Its containers are made, or are looked at as declared. */
        CONTAINERS,
        /** Its load runs without the caps in question. */
        CONTRAST,
        /** Its load runs, for as long as the trial may take at most. */
        LOAD
    }

    /** A line that stands by itself. */
    void say(String line);

    /** A trial has its turn, and takes a step. */
    default void step(Trial trial, Step step) {}

    /**
     * A trial's load was read.
     *
     * @param newest what was measured beside what it must keep to; costs something, so that it is asked for only where it is shown. Absent where there is no number yet
     */
    default void read(Trial trial, Supplier<Optional<Figures>> newest) {}

    /**
     * A trial has ended.
     *
     * @param isTriedAgain whether others left it undecided, so that it may come again after all other trials
     */
    default void ended(Trial trial, TrialResult result, boolean isTriedAgain) {}
}
