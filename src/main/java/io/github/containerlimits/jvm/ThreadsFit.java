package io.github.containerlimits.jvm;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.util.Optional;

/** The threads leave some of the limit on processes, in which each of them counts. */
final class ThreadsFit implements JvmFinding {
    /** With less than a tenth left, a pool that grows meets it: a JVM then throws OutOfMemoryError, "unable to create native thread". */
    private static final double PART = 0.9;

    @Override
    public String key() {
        return "threads";
    }

    @Override
    public String bound() {
        return "≤ " + Dimension.RATIO.printDeclared(PART) + " of pids_limit";
    }

    @Override
    public Optional<Conclusion> conclude(Jvm jvm, Given given, Optional<String> wanted) {
        if (given.pids().isEmpty()) {
            return Optional.empty();
        }
        long limit = given.pids().getAsLong();
        AtMost most = new AtMost(Math.floor(limit * PART));
        if (given.processes().isEmpty()) {
            return Optional.of(Conclusion.unproven(
                    most.figure(Dimension.COUNT, 0).text(), "its processes and threads were not counted"));
        }
        Figures figures = Figures.of(Dimension.COUNT, (double) given.processes().getAsLong(), most, 0);
        Conclusion conclusion = Conclusion.of("peak of processes and threads", figures.measured(), figures.bound());
        String told = "pids_limit is " + limit
                + jvm.threads().stream()
                        .mapToObj(threads -> ", and the JVM had " + threads + " threads in the end")
                        .findFirst()
                        .orElse("");
        if (given.processes().getAsLong() > most.value()) {
            return Optional.of(conclusion
                    .as(Outcome.ESCAPED, told)
                    .withRemedy("Bound the pools that make threads, or raise pids_limit."));
        }
        return Optional.of(
                given.isWhole()
                        ? conclusion.as(Outcome.HELD, told)
                        : conclusion.as(Outcome.UNPROVEN, "its time was cut short"));
    }
}
