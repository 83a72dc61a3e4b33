package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.way.Way;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a team declares of its container, and how that is to be proven.
 *
 * @param apps trials of the application itself
 * @param derive whether trials follow from the limits, beside the declared ones
 * @param smaller whether a smaller limit may stand for one that no load on the engine's host could press; absent where the goal's parameter decides
 * @param onUnsupported by a limit's key; keys left out follow the goal's parameter
 * @param onUnproven the same, also by a metric's key
 * @param waysRound what becomes of the build where a way leads round a limit that holds by itself; all ways are in it
 * @param engines on which it asks to be verified
 * @param remarks what stands in the files and is not looked at, or is taken otherwise than it stands, in the order of reading
 * @param readFrom the texts of all files, and the names and values of all variables, that the policy depends on, in the order of reading
 * @param part what of it is tried; all where absent
 */
public record Policy(
        String file,
        Limits limits,
        boolean derive,
        List<DeclaredTrial> trials,
        List<DeclaredApp> apps,
        Optional<Boolean> smaller,
        Map<String, Consequence> onUnsupported,
        Map<String, Consequence> onUnproven,
        Map<Way, Consequence> waysRound,
        Engines engines,
        List<Finding> remarks,
        List<String> readFrom,
        Optional<Part> part) {
    public Policy {
        trials = List.copyOf(trials);
        apps = List.copyOf(apps);
        onUnsupported = Map.copyOf(onUnsupported);
        onUnproven = Map.copyOf(onUnproven);
        waysRound = Map.copyOf(waysRound);
        remarks = List.copyOf(remarks);
        readFrom = List.copyOf(readFrom);
    }

    /** The same of which only that is tried. */
    public Policy only(Part tried) {
        return new Policy(
                file,
                limits,
                derive,
                trials,
                apps,
                smaller,
                onUnsupported,
                onUnproven,
                waysRound,
                engines,
                remarks,
                readFrom,
                Optional.of(tried));
    }

    /** Whether trials follow from that limit of it. */
    public boolean tries(Limit limit) {
        return derive && part.map(some -> some.limits().contains(limit)).orElse(true);
    }

    /** Whether that way round its limits is gone. */
    public boolean tries(Way way) {
        return derive
                && waysRound.get(way) != Consequence.SKIP
                && part.map(some -> some.ways().contains(way)).orElse(true);
    }

    /** Those of its own trials that are run. */
    public List<DeclaredTrial> trialsTried() {
        return part.map(Part::trials).orElse(trials);
    }

    /** Those trials of the application that are run. */
    public List<DeclaredApp> appsTried() {
        return part.map(Part::apps).orElse(apps);
    }
}
