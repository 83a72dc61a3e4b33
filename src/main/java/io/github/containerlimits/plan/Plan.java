package io.github.containerlimits.plan;

import io.github.containerlimits.metric.Excuse;
import java.util.List;

/**
 * What will be tried.
 *
 * @param trials in the order in which they run
 * @param untried checks for which there is no trial on this engine's host
 */
public record Plan(List<Trial> trials, List<Untried> untried) {
    /** More of an engine's containers at a time make each start slower. */
    public static final int MOST_SIDE_BY_SIDE = 4;

    public Plan {
        trials = List.copyOf(trials);
        untried = List.copyOf(untried);
    }

    /**
     * A check without a trial.
     *
     * @param load what would have been run
     * @param supported whether the engine could apply the limit at all
     * @param reason a sentence without a full stop: "the engine's host has no swap"
     */
    public record Untried(Check check, String load, boolean supported, Excuse reason) {}
}
