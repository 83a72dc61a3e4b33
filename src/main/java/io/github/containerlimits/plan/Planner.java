package io.github.containerlimits.plan;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.policy.Policy;
import java.util.List;
import java.util.stream.Stream;

/**
 * Turns a policy into trials on one engine's host. Every load is sized in absolute numbers and is bounded by itself besides the limit; where the
 * host could not bear it if the limit did not hold, the check stays untried.
 */
public final class Planner {
    private Planner() {}

    /**
     * Plans the trials of a policy.
     *
     * @param scratchName the name of the directory that loads make on volumes, unique to this run
     */
    public static Plan plan(Policy policy, Host host, String scratchName) {
        Places places = new Places(host, scratchName);
        Draft draft = new Draft();
        if (policy.derive()) {
            new LimitTrials(policy.limits(), places, draft).derive();
            new WayTrials(policy.limits(), policy.waysRound(), places, draft).derive();
        }
        DeclaredTrials declared = new DeclaredTrials(policy.limits(), places, draft);
        policy.trials().forEach(declared::declare);
        return new Plan(inOrder(draft.trials()), draft.untried());
    }

    /** Trials that need a fresh container come first, those that spend theirs last, so that the fewest containers serve all. */
    private static List<Trial> inOrder(List<Trial> trials) {
        return Stream.concat(
                        trials.stream().filter(trial -> trial.fresh() && !trial.spent()),
                        Stream.concat(
                                trials.stream().filter(trial -> !trial.fresh() && !trial.spent()),
                                trials.stream().filter(Trial::spent)))
                .toList();
    }
}
