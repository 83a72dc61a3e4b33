package io.github.containerlimits;

import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Plan;
import io.github.containerlimits.plan.Plan.Untried;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which of a plan's trials are run. */
public sealed interface Choice {
    /** All are. */
    Choice ALL = new Named(List.of());

    /**
     * Chooses.
     *
     * @throws UnknownTrialException where a trial was asked for that there is not
     */
    Chosen of(Plan plan) throws UnknownTrialException;

    /**
     * What is run.
     *
     * @param leftOut the names of the trials, and of the checks without a trial, that nothing is said of
     * @param takenOver verdicts of an earlier run that stand in place of trials
     */
    record Chosen(Plan plan, List<String> leftOut, List<Verdict> takenOver) {
        public Chosen {
            leftOut = List.copyOf(leftOut);
            takenOver = List.copyOf(takenOver);
        }

        /** What a report says of it; absent where all is run. */
        public Optional<String> remark() {
            return leftOut.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            "Only a part was run, container-limits.trial leaves out " + String.join(", ", leftOut));
        }
    }

    /** There is no trial of a name that was asked for; the message names those that there are. */
    final class UnknownTrialException extends Exception {
        private static final long serialVersionUID = 1L;

        UnknownTrialException(String message) {
            super(message);
        }
    }

    /**
     * Those whose names match; where there are no globs, all.
     *
     * @param globs names in which {@code *} stands for any characters, and {@code ?} for one
     */
    record Named(List<String> globs) implements Choice {
        public Named {
            globs = globs.stream()
                    .map(String::strip)
                    .filter(glob -> !glob.isEmpty())
                    .distinct()
                    .toList();
        }

        @Override
        public Chosen of(Plan plan) throws UnknownTrialException {
            if (globs.isEmpty()) {
                return new Chosen(plan, List.of(), List.of());
            }
            List<String> names = Stream.concat(
                            plan.trials().stream().map(Trial::name),
                            plan.untried().stream().map(Named::name))
                    .distinct()
                    .toList();
            List<String> unmatched = globs.stream()
                    .filter(glob -> names.stream().noneMatch(matching(glob)))
                    .toList();
            if (!unmatched.isEmpty()) {
                throw new UnknownTrialException("trial (container-limits.trial): no trial is named "
                        + unmatched.stream().map(glob -> "'" + glob + "'").collect(Collectors.joining(" or "))
                        + ". There are " + String.join(", ", names) + ".");
            }
            Predicate<String> chosen =
                    name -> globs.stream().anyMatch(glob -> matching(glob).test(name));
            return new Chosen(
                    new Plan(
                            plan.trials().stream()
                                    .filter(trial -> chosen.test(trial.name()))
                                    .toList(),
                            plan.untried().stream()
                                    .filter(untried -> chosen.test(name(untried)))
                                    .toList()),
                    names.stream().filter(chosen.negate()).toList(),
                    List.of());
        }

        private static String name(Untried untried) {
            return untried.check().subject();
        }

        private static Predicate<String> matching(String glob) {
            String regex = Stream.of(glob.split("(?<=[*?])|(?=[*?])"))
                    .map(part -> switch (part) {
                        case "*" -> ".*";
                        case "?" -> ".";
                        default -> Pattern.quote(part);
                    })
                    .collect(Collectors.joining());
            return Pattern.compile(regex).asMatchPredicate();
        }
    }

    /**
     * Those of which an earlier run of the same policy, image and engine did not show that all is held.
     *
     * @param since when that began, in UTC
     * @param verdicts its verdicts
     */
    record NotHeld(String since, List<Verdict> verdicts) implements Choice {
        private static final String MARK = "; as of the run of ";

        public NotHeld {
            verdicts = List.copyOf(verdicts);
        }

        @Override
        public Chosen of(Plan plan) {
            List<Trial> again = new ArrayList<>();
            List<Verdict> takenOver = new ArrayList<>();
            for (Trial trial : plan.trials()) {
                List<Check> checks =
                        trial.checks().stream().filter(this::isDecided).toList();
                List<Verdict> held =
                        checks.stream().flatMap(check -> held(check).stream()).toList();
                if (held.size() == checks.size()) {
                    held.forEach(verdict -> takenOver.add(marked(verdict)));
                } else {
                    again.add(trial);
                }
            }
            return new Chosen(new Plan(again, plan.untried()), List.of(), takenOver);
        }

        /** Whether it must have a verdict, or had one. */
        private boolean isDecided(Check check) {
            return !check.isOfWhatMayNotBe() || verdict(check).isPresent();
        }

        private Optional<Verdict> held(Check check) {
            return verdict(check).filter(verdict -> verdict.outcome() == Outcome.HELD);
        }

        /** A policy can say the same of a subject at one place only once. */
        private Optional<Verdict> verdict(Check check) {
            return verdicts.stream()
                    .filter(verdict -> verdict.subject().equals(check.subject())
                            && verdict.place().equals(check.place()))
                    .findFirst();
        }

        private Verdict marked(Verdict verdict) {
            return verdict.evidence().contains(MARK)
                    ? verdict
                    : new Verdict(
                            verdict.subject(),
                            verdict.place(),
                            verdict.load(),
                            verdict.sizes(),
                            verdict.conclusion().withEvidence(verdict.evidence() + MARK + since),
                            verdict.took(),
                            verdict.wayRound(),
                            verdict.consequence());
        }
    }
}
