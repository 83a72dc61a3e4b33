package io.github.containerlimits.plan;

import io.github.containerlimits.plan.Plan.Untried;
import java.util.ArrayList;
import java.util.List;

/** A plan in the making. */
final class Draft {
    private final List<Trial> trials = new ArrayList<>();
    private final List<Untried> untried = new ArrayList<>();

    void add(Trial trial) {
        trials.add(trial);
    }

    void leave(Untried check) {
        untried.add(check);
    }

    List<Trial> trials() {
        return List.copyOf(trials);
    }

    List<Untried> untried() {
        return List.copyOf(untried);
    }
}
