package io.github.containerlimits.verdict;

import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.policy.Metric;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ways round the limit of a disk's size that no limit of the policy has a number for: they are open or closed. */
final class Ways {
    /** The rest may be what the engine's own driver adds, or still be on its way. */
    private static final double ALL = 0.98;

    private static final Pattern MADE = Pattern.compile("^made (\\d{1,9}) of (\\d{1,9})$", Pattern.MULTILINE);

    private Ways() {}

    /** Whether the engine keeps all that a container prints. */
    static Optional<Conclusion> log(Measurement measurement) {
        String bound = "less than was printed";
        if (measurement.log().isEmpty()) {
            return measurement.ended()
                    ? Optional.of(Conclusion.unproven("-", bound, "what the engine keeps could not be read"))
                    : Optional.empty();
        }
        Measurement.Log log = measurement.log().get();
        String kept = Figure.print(Metric.LOG_SIZE, (double) log.kept());
        String printed = Figure.print(Metric.LOG_SIZE, (double) log.printed());
        Conclusion conclusion = new Conclusion(Outcome.HELD, "what the engine kept of the output", kept, bound, "", "");
        if (log.printed() == 0) {
            return Optional.of(conclusion.as(Outcome.UNPROVEN, "nothing was printed"));
        }
        return Optional.of(
                log.kept() >= log.printed() * ALL
                        ? conclusion.as(
                                Outcome.ESCAPED,
                                "the engine's log keeps all of the " + printed
                                        + " that were printed, on its own disk and in nobody's limit")
                        : conclusion.as(Outcome.HELD, printed + " were printed, and the engine let go of the rest"));
    }

    /** Whether any number of files can be made. */
    static Optional<Conclusion> inodes(Measurement measurement) {
        String bound = "less than were tried";
        if (measurement.exit().isEmpty()) {
            return measurement.ended()
                    ? Optional.of(Conclusion.unproven("-", bound, "the load did not end"))
                    : Optional.empty();
        }
        Matcher made = MADE.matcher(measurement.exit().get().stdout());
        if (!made.find()) {
            return Optional.of(Conclusion.unproven("-", bound, "the load did not say how many files it made"));
        }
        Conclusion conclusion = new Conclusion(Outcome.HELD, "number of empty files", made.group(1), bound, "", "");
        return Optional.of(
                made.group(1).equals(made.group(2))
                        ? conclusion.as(Outcome.ESCAPED, "none was refused: nothing limits inodes")
                        : conclusion.as(Outcome.HELD, "the rest of " + made.group(2) + " was refused"));
    }
}
