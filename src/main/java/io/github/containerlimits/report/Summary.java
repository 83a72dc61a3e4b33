package io.github.containerlimits.report;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Results in one line. */
public final class Summary {
    /** Characters of the engine's name. */
    private static final int LONGEST = 60;

    private Summary() {}

    /** {@code 6 held (1 at a smaller size), 1 escaped, 1 warning in 23.4 s on Docker 20.10.24 (cgroup v1)}. */
    public static String of(Results results) {
        return counts(results.verdicts()) + " in " + Durations.print(results.took()) + " on "
                + PlainText.oneLine(
                        results.engine().name() + " " + results.engine().version(), LONGEST)
                + " (cgroup v" + results.engine().cgroupVersion() + ")";
    }

    /**
     * How many limits and claims came to which outcome. A way round a limit is none of them: one that is open is a failure or a warning, as the policy has it.
     */
    static String counts(List<Verdict> verdicts) {
        List<Verdict> ways = verdicts.stream().filter(Verdict::wayRound).toList();
        Stream<String> limits = Arrays.stream(Outcome.values())
                .map(outcome -> counted(
                        verdicts,
                        verdict -> !verdict.wayRound() && verdict.outcome() == outcome,
                        outcome + (outcome == Outcome.HELD ? atSmallerSize(verdicts) : ""),
                        ""));
        String counts = Stream.concat(
                        limits,
                        Stream.of(
                                counted(ways, way -> !way.passes(), "way round open", "ways round open"),
                                counted(ways, Verdict::isToWarnOf, "warning", "warnings")))
                .filter(count -> !count.isEmpty())
                .collect(joining(", "));
        return counts.isEmpty() ? (ways.isEmpty() ? "nothing tried" : "no way round open") : counts;
    }

    private static String counted(List<Verdict> verdicts, Predicate<Verdict> which, String one, String more) {
        long count = verdicts.stream().filter(which).count();
        return count == 0 ? "" : count + " " + (count == 1 || more.isEmpty() ? one : more);
    }

    private static String atSmallerSize(List<Verdict> verdicts) {
        long count = verdicts.stream()
                .filter(verdict -> !verdict.wayRound()
                        && verdict.outcome() == Outcome.HELD
                        && verdict.sizes().isPresent())
                .count();
        return count == 0 ? "" : " (" + count + " at a smaller size)";
    }
}
