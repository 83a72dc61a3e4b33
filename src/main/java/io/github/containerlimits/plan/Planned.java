package io.github.containerlimits.plan;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A plan of which nothing was run yet.
 *
 * @param policyFile as the user knows it
 * @param cpus on how many CPUs its trials would run side by side; 1 where they would not
 * @param leftOut the names of trials that were not chosen
 */
public record Planned(String policyFile, EngineFacts engine, Image image, Plan plan, int cpus, List<String> leftOut) {
    public Planned {
        leftOut = List.copyOf(leftOut);
    }

    /** The same beside others that are left out. */
    public Planned leavingOut(List<String> others) {
        return new Planned(
                policyFile,
                engine,
                image,
                plan,
                cpus,
                Stream.concat(leftOut.stream(), others.stream()).toList());
    }

    /**
     * The trials that can run at the same time, group by group, in the order in which those would begin if each trial took equally long. Trials of the
     * next group begin as soon as those that they would disturb have ended.
     */
    public List<List<Trial>> groups() {
        List<Trial> waiting = new ArrayList<>(plan.trials());
        List<List<Trial>> groups = new ArrayList<>();
        while (!waiting.isEmpty()) {
            List<Trial> group = new ArrayList<>();
            for (Trial trial : waiting) {
                if (group.isEmpty() || mayJoin(group, trial)) {
                    group.add(trial);
                }
            }
            waiting.removeAll(group);
            groups.add(List.copyOf(group));
        }
        return List.copyOf(groups);
    }

    private boolean mayJoin(List<Trial> group, Trial trial) {
        long busy = group.stream().mapToLong(other -> other.claims().cpus()).sum();
        return group.size() < Plan.MOST_SIDE_BY_SIDE
                && busy + trial.claims().cpus() <= cpus
                && group.stream().noneMatch(other -> other.claims().meet(trial.claims()));
    }

    /** The longest time that the loads of a group may take. */
    public static Duration atMost(List<Trial> group) {
        return group.stream().map(Trial::atMost).max(Duration::compareTo).orElse(Duration.ZERO);
    }
}
