package io.github.containerlimits.result;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that one verification found.
 *
 * @param policyFile as the user knows it
 * @param trials in the order in which they ran
 * @param untried verdicts on checks for which there was no trial
 */
public record Results(
        String policyFile,
        Image image,
        EngineFacts engine,
        Instant began,
        Duration took,
        List<TrialResult> trials,
        List<Verdict> untried) {
    public Results {
        trials = List.copyOf(trials);
        untried = List.copyOf(untried);
    }

    /** All verdicts, in the order of the policy file. */
    public List<Verdict> verdicts() {
        return Stream.concat(trials.stream().flatMap(trial -> trial.verdicts().stream()), untried.stream())
                .sorted(Comparator.comparing(
                        Verdict::place, Comparator.comparing(Place::line).thenComparing(Place::column)))
                .toList();
    }

    /** The verdicts that must fail the build. */
    public List<Verdict> failures() {
        return verdicts().stream().filter(verdict -> !verdict.passes()).toList();
    }

    /**
     * One trial and what followed from it.
     *
     * @param measurement absent where the container could not be made
     * @param took the last try
     * @param waitedFor why each earlier try was undecided, in their order
     */
    public record TrialResult(
            Trial trial,
            Optional<Measurement> measurement,
            List<Verdict> verdicts,
            Duration took,
            List<String> waitedFor) {
        public TrialResult {
            verdicts = List.copyOf(verdicts);
            waitedFor = List.copyOf(waitedFor);
        }

        /** The same after tries that were undecided. */
        public TrialResult after(List<String> reasons) {
            return new TrialResult(trial, measurement, verdicts, took, reasons);
        }
    }
}
