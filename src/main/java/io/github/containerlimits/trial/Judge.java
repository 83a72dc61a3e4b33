package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * Decides what follows from a trial's measurement, check by check: by what the engine said when it made the container, and then as each limit, way and
 * metric has it.
 */
public final class Judge {
    private final Trial trial;
    private final Host host;
    private final List<String> warnings;
    private final boolean hasControlGroup;

    /**
     * @param warnings what the engine said when it made the trial's container
     * @param hasControlGroup whether that has a control group of its own
     */
    public Judge(Trial trial, Host host, List<String> warnings, boolean hasControlGroup) {
        this.trial = trial;
        this.host = host;
        this.warnings = List.copyOf(warnings);
        this.hasControlGroup = hasControlGroup;
    }

    /** The conclusion on a check; absent while more measuring could turn it. */
    public Optional<Conclusion> conclude(Check check, Measurement measurement) {
        Observed observed = new Observed(measurement, host, trial.workload(), check.disk(), check.isBuffered());
        return check.limit()
                .flatMap(this::discarded)
                .or(() -> isUnread(check, measurement)
                        ? unread(check, measurement)
                        : check.conclude(new Evidence(observed, trial.rivals(), trial.tolerance())))
                .map(conclusion -> conclusion.outcome() == Outcome.HELD
                        ? conclusion.as(Outcome.HELD, conclusion.evidence() + trial.remark())
                        : conclusion.withRemedy(remedy(conclusion.outcome(), check)));
    }

    /** Whether nothing could be read of the control group that the limit is one of: whatever else was measured is no word of the kernel's. */
    private static boolean isUnread(Check check, Measurement measurement) {
        return check.limit().filter(Limit::isOfControlGroup).isPresent()
                && !measurement.own().newest().isOfSomething();
    }

    private static Optional<Conclusion> unread(Check check, Measurement measurement) {
        return measurement.ended()
                ? Optional.of(Conclusion.unproven(check.bound(), "the container's control group could not be read"))
                : Optional.empty();
    }

    private Optional<Conclusion> discarded(Limit limit) {
        Optional<String> warning = warnings.stream()
                .filter(said -> limit.kind().isDiscardedIn(said))
                .findFirst()
                .map(said -> "the engine said: " + said.replaceAll("\\.$", ""));
        Optional<String> noGroup = hasControlGroup || !limit.isOfControlGroup()
                ? Optional.empty()
                : Optional.of("the engine gave the container no control group of its own, as rootless ones do");
        return warning.or(() -> noGroup).map(reason -> Conclusion.discarded(limit.value(), reason));
    }

    /** A sentence with a full stop; empty where there is nothing to do. */
    public static String remedy(Outcome outcome, Check check) {
        if (check.limit().isEmpty()) {
            return "";
        }
        return switch (outcome) {
            case HELD -> "";
            case ESCAPED -> check.remedy();
            case DISCARDED ->
                "Use an engine that applies it, take the limit out of the policy, or set on_unsupported for it to warn.";
            case UNSUPPORTED -> "Use an engine that supports it, or set on_unsupported for it to warn.";
            case UNPROVEN -> "Give the trial a load that presses the limit, or a host that can bear one.";
        };
    }
}
