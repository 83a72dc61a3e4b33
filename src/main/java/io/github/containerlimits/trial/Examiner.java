package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Route;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks at containers in which no load runs, for what they show of their limits. */
public final class Examiner {
    private static final Workload NOTHING = Workload.of(Scripts.script(":"));

    private final Containers containers;
    private final Host host;
    private final Deadline deadline;

    public Examiner(Containers containers, Host host, Deadline deadline) {
        this.containers = containers;
        this.host = host;
        this.deadline = deadline;
    }

    /**
     * What one container with all of these limits, but for those that the engine refuses by themselves, shows of each.
     *
     * @return for each limit, in their order: held, discarded, unsupported, or unproven where nothing shows it, or a container without limits shows the same
     */
    public Map<Limit, Conclusion> look(Limits limits) {
        Map<Limit, Conclusion> conclusions = new LinkedHashMap<>();
        List<Check.Holds> checks = new ArrayList<>();
        for (Limit limit : limits.limits()) {
            try {
                Optional<Disk> disk = limit.target().isEmpty()
                        ? Optional.empty()
                        : Optional.of(host.disk(limit.target().get()));
                checks.add(Check.Holds.of(limit, disk, Route.STRAIGHT));
            } catch (NoDiskException e) {
                conclusions.put(limit, Conclusion.unsupported(limit.value(), String.valueOf(e.getMessage())));
            }
        }
        Map<Check, Conclusion> with = lookAt(limits, limits, checks);
        Map<Check, Conclusion> without = lookAt(limits, Limits.NONE, held(with));
        with.forEach((check, conclusion) -> conclusions.put(
                check.limit().orElseThrow(),
                containers
                        .refusal(check.limit().orElseThrow())
                        .map(refusal -> TrialRunner.refused(check, "the engine refuses it: " + refusal))
                        .orElseGet(() -> beside(conclusion, Optional.ofNullable(without.get(check))))));
        Map<Limit, Conclusion> ordered = new LinkedHashMap<>();
        limits.limits().forEach(limit -> ordered.put(limit, conclusions.getOrDefault(limit, unseen(limit))));
        return ordered;
    }

    private static Conclusion unseen(Limit limit) {
        return Conclusion.unproven(limit.value(), Excuse.engine("no container was made that has it"));
    }

    private static List<Check.Holds> held(Map<Check, Conclusion> conclusions) {
        return conclusions.entrySet().stream()
                .filter(entry -> entry.getValue().outcome() == Outcome.HELD)
                .map(entry -> (Check.Holds) entry.getKey())
                .toList();
    }

    private static Conclusion beside(Conclusion with, Optional<Conclusion> without) {
        return without.filter(other -> other.outcome() == Outcome.HELD).isPresent()
                ? with.excused(Excuse.engine("a container without limits shows the same"))
                : with;
    }

    private Map<Check, Conclusion> lookAt(Limits all, Limits made, List<Check.Holds> checks) {
        return checks.isEmpty()
                ? Map.of()
                : new AsDeclared(containers, host, deadline)
                        .look(Trial.of("look", all, NOTHING, List.copyOf(checks)), made, checks);
    }

    /**
     * What a command prints in a container without limits.
     *
     * @throws EngineException where none can be made, or the command does not end
     */
    public String printed(Command command) {
        try {
            var container = containers.take(Limits.NONE, false);
            String printed = container
                    .start(command)
                    .await(deadline.left())
                    .orElseThrow(() -> new EngineException("'" + command + "' did not end in the container."))
                    .stdout();
            containers.giveBack(Limits.NONE, container, NOTHING);
            return printed;
        } catch (RefusedException e) {
            throw new EngineException("The engine refuses a container without limits: " + e.getMessage(), e);
        }
    }
}
