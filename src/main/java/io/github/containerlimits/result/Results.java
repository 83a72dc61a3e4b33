package io.github.containerlimits.result;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that one verification found.
 *
 * @param policyFile as the user knows it
 * @param remarks what stands in the policy's files and is not looked at, or is taken otherwise than it stands, each with its place
 * @param trials in the order in which they ran
 * @param untried verdicts on checks for which there was no trial
 * @param origin what was verified
 */
public record Results(
        String policyFile,
        List<String> remarks,
        Image image,
        EngineFacts engine,
        Instant began,
        Duration took,
        List<TrialResult> trials,
        List<Verdict> untried,
        Origin origin) {
    public Results {
        remarks = List.copyOf(remarks);
        trials = List.copyOf(trials);
        untried = List.copyOf(untried);
    }

    /** Of what is not known by its hash. */
    public Results(
            String policyFile,
            List<String> remarks,
            Image image,
            EngineFacts engine,
            Instant began,
            Duration took,
            List<TrialResult> trials,
            List<Verdict> untried) {
        this(policyFile, remarks, image, engine, began, took, trials, untried, Origin.UNKNOWN);
    }

    /** The same with what they are of; where that is a shard, a remark says so. */
    public Results of(Origin known) {
        return new Results(
                policyFile,
                Stream.concat(remarks.stream(), known.portion().stream().map(Origin.Portion::remark))
                        .toList(),
                image,
                engine,
                began,
                took,
                trials,
                untried,
                known);
    }

    /** All verdicts, in the order of the policy, file by file. */
    public List<Verdict> verdicts() {
        return Stream.concat(trials.stream().flatMap(trial -> trial.verdicts().stream()), untried.stream())
                .sorted(Comparator.comparing(
                        Verdict::place,
                        Comparator.comparing(Place::file)
                                .thenComparing(Place::line)
                                .thenComparing(Place::column)))
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

        /** Why it is not decided where others on the host are to blame and the build is not lost anyway. */
        public Optional<String> undecidedByNeighbours() {
            boolean isLost =
                    verdicts.stream().anyMatch(verdict -> !verdict.passes() && verdict.outcome() != Outcome.UNPROVEN);
            return verdicts.stream()
                    .map(Verdict::conclusion)
                    .filter(conclusion -> conclusion.isByNeighbours() && !isLost)
                    .map(Conclusion::evidence)
                    .findFirst();
        }

        /**
         * What follows from an earlier try of the same trial, and this one. What was decided stands, but "held" gives way to a later worse word.
         *
         * @param reason why it was tried again
         */
        public TrialResult after(TrialResult earlier, String reason) {
            List<Verdict> both = IntStream.range(0, verdicts.size())
                    .mapToObj(i -> standing(earlier.verdicts.get(i), verdicts.get(i)))
                    .toList();
            List<String> reasons =
                    Stream.concat(earlier.waitedFor.stream(), Stream.of(reason)).toList();
            return new TrialResult(trial, measurement, both, took, reasons);
        }

        private static Verdict standing(Verdict earlier, Verdict now) {
            return switch (earlier.outcome()) {
                case UNPROVEN -> now;
                case HELD -> now.outcome() == Outcome.UNPROVEN ? earlier : now;
                case ESCAPED, DISCARDED, UNSUPPORTED -> earlier;
            };
        }
    }
}
