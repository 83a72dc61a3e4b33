package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.RefusedException;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Conclusion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The container as declared, where smaller limits are pressed than those: no load runs in it, but what it shows of each is looked at. */
record AsDeclared(Containers containers, Host host, Deadline deadline) {
    /** For each check of a smaller limit, whether the declared one is there: held, discarded or unproven. */
    Map<Check, Conclusion> look(Trial trial) {
        Map<Check, Conclusion> conclusions = new LinkedHashMap<>();
        trial.declared().ifPresent(limits -> look(trial, limits, conclusions));
        return conclusions;
    }

    private void look(Trial trial, Limits limits, Map<Check, Conclusion> conclusions) {
        List<Check.Holds> checks = trial.checks().stream()
                .filter(check -> check.sizes().isPresent())
                .filter(Check.Holds.class::isInstance)
                .map(Check.Holds.class::cast)
                .toList();
        conclusions.putAll(look(trial, limits, checks));
    }

    /** The same for each of these checks in a container with those limits. */
    Map<Check, Conclusion> look(Trial trial, Limits limits, List<Check.Holds> checks) {
        Map<Check, Conclusion> conclusions = new LinkedHashMap<>();
        try {
            Container container = containers.take(limits, false);
            Judge judge = new Judge(trial, host, container.warnings(), container.hasControlGroup());
            for (Check.Holds check : checks) {
                Limit declared = check.declared();
                conclusions.put(
                        check,
                        containers
                                .refusal(declared)
                                .map(refusal -> Conclusion.unproven(
                                        declared.value(),
                                        Excuse.engine("the engine refuses it at its declared size: " + refusal)))
                                .or(() -> judge.discarded(declared))
                                .orElseGet(() -> declared.asDeclared(observed(trial, check, container))));
            }
            containers.giveBack(limits, container, trial.workload());
        } catch (RefusedException e) {
            checks.forEach(check -> conclusions.put(
                    check,
                    Conclusion.unproven(
                            check.declared().value(),
                            Excuse.engine("the engine refuses the container as declared: " + e.getMessage()))));
        }
        return conclusions;
    }

    private Observed observed(Trial trial, Check.Holds check, Container container) {
        Contender contender = new Contender(container);
        Optional<Exit> exit = check.declared()
                .look()
                .map(command -> container
                        .start(command)
                        .await(deadline.left())
                        .orElseThrow(() -> new EngineException("'" + command + "' did not end in the container.")));
        Measurement measurement =
                new Measurement(contender.series(), List.of(), Optional.empty(), exit, exit.isPresent(), List.of());
        return new Observed(measurement, host, trial.workload(), check.disk(), check.isBuffered());
    }
}
