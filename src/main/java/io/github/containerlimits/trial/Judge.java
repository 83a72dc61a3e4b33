package io.github.containerlimits.trial;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.KnownRefusal;
import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import io.github.containerlimits.verdict.Sizes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what follows from a trial's measurement, check by check: by what the engine said when it made the container, and then as each limit, way and
 * metric has it.
 */
public final class Judge {
    /** Of a smaller limit where the container as declared was not looked at. */
    private static final Conclusion NOT_LOOKED_AT =
            Conclusion.unproven("", Excuse.engine("the container as declared was not looked at"));

    private final Trial trial;
    private final Host host;
    private final List<String> warnings;
    private final boolean hasControlGroup;
    private final Map<Check, Conclusion> asDeclared;

    /**
     * @param warnings what the engine said when it made the trial's container
     * @param hasControlGroup whether that has a control group of its own
     */
    public Judge(Trial trial, Host host, List<String> warnings, boolean hasControlGroup) {
        this(trial, host, warnings, hasControlGroup, Map.of());
    }

    /**
     * @param asDeclared for each check of a smaller limit, what the container as declared shows
     */
    public Judge(
            Trial trial, Host host, List<String> warnings, boolean hasControlGroup, Map<Check, Conclusion> asDeclared) {
        this.trial = trial;
        this.host = host;
        this.warnings = List.copyOf(warnings);
        this.hasControlGroup = hasControlGroup;
        this.asDeclared = Map.copyOf(asDeclared);
    }

    /** The conclusion on a check; absent while more measuring could turn it. */
    public Optional<Conclusion> conclude(Check check, Measurement measurement) {
        Observed observed = observed(check, measurement);
        return check.limit()
                .flatMap(this::discarded)
                .or(() -> isUnread(check, measurement)
                        ? unread(check, measurement)
                        : check.conclude(new Evidence(observed, trial.rivals(), trial.tolerance())))
                .map(conclusion -> conclusion.outcome() == Outcome.HELD
                        ? conclusion.withEvidence(conclusion.evidence() + trial.remark())
                        : conclusion)
                .map(conclusion -> check.sizes()
                        .map(sizes -> atSizes(sizes, conclusion, asDeclared.getOrDefault(check, NOT_LOOKED_AT)))
                        .orElse(conclusion))
                .map(conclusion -> conclusion.withRemedy(remedy(conclusion, check)));
    }

    /** A smaller limit that holds proves the declared one where a container shows that. */
    private static Conclusion atSizes(Sizes sizes, Conclusion tried, Conclusion declared) {
        String at = "at " + sizes;
        if (tried.outcome() == Outcome.UNPROVEN && declared.outcome() == Outcome.UNPROVEN) {
            // To try the smaller one again would prove nothing.
            return tried.excused(new Excuse(
                    declared.evidence() + "; " + at + ": " + tried.evidence(),
                    declared.cause().orElse(Cause.ENGINE)));
        }
        if (tried.outcome() != Outcome.HELD) {
            return tried.withEvidence(at + ": " + tried.evidence());
        }
        return declared.outcome() == Outcome.HELD
                ? tried.withEvidence(at + ": " + tried.evidence() + "; " + declared.evidence())
                : tried.excused(new Excuse(
                        declared.evidence() + "; " + at + " it is held: " + tried.evidence(),
                        declared.cause().orElse(Cause.ENGINE)));
    }

    /** What was measured so far beside what it must keep to; absent where there is no number, or not yet, and where none is wanted at all. */
    Optional<Figures> figures(Check check, Measurement measurement) {
        Observed observed = observed(check, measurement);
        return check.metric()
                .flatMap(metric -> metric.read(observed)
                        .flatMap(value -> check.edge()
                                .filter(edge -> edge.edge() != 0)
                                .map(edge -> Figures.of(
                                        metric.dimension(), value.value(), edge, trial.toleranceOf(check)))));
    }

    private Observed observed(Check check, Measurement measurement) {
        return new Observed(measurement, host, trial.workload(), check.disk(), check.isBuffered());
    }

    /** Whether nothing could be read of the control group that the limit is one of: whatever else was measured is no word of the kernel's. */
    private static boolean isUnread(Check check, Measurement measurement) {
        return check.limit().filter(Limit::isOfControlGroup).isPresent()
                && !measurement.own().newest().isOfSomething();
    }

    private static Optional<Conclusion> unread(Check check, Measurement measurement) {
        return measurement.ended()
                ? Optional.of(Conclusion.unproven(
                        check.bound(), Excuse.engine("the container's control group could not be read")))
                : Optional.empty();
    }

    /** What the engine itself said against a limit when it made the container. */
    Optional<Conclusion> discarded(Limit limit) {
        Optional<String> warning = warnings.stream()
                .filter(said -> limit.kind().isDiscardedIn(said))
                .findFirst()
                .map(said -> "the engine said: " + said.replaceAll("\\.$", ""));
        Optional<String> noGroup = hasControlGroup || !limit.isOfControlGroup()
                ? Optional.empty()
                : Optional.of("the engine gave the container no control group of its own, as rootless ones do");
        return warning.or(() -> noGroup).map(reason -> Conclusion.discarded(limit.value(), reason));
    }

    /** What to do, a sentence with a full stop; empty where there is nothing to do. */
    public static String remedy(Conclusion conclusion, Check check) {
        boolean isOfLimit = check.limit().isPresent();
        return switch (conclusion.outcome()) {
            case HELD -> "";
            case ESCAPED -> isOfLimit ? check.remedy() : "";
            case DISCARDED ->
                "Use an engine that applies it, take the limit out of the policy, or set on_unsupported for it to warn.";
            case UNSUPPORTED ->
                KnownRefusal.in(conclusion.evidence())
                        .map(KnownRefusal::advice)
                        .orElse("Use an engine that supports it, or set on_unsupported for it to warn.");
            case UNPROVEN ->
                KnownRefusal.in(conclusion.evidence())
                        .map(KnownRefusal::advice)
                        .or(() -> conclusion
                                .cause()
                                .filter(cause -> cause != Cause.LOAD || check.needsPressure())
                                .map(Cause::remedy))
                        .orElse("");
        };
    }
}
