package io.github.containerlimits.jvm;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.util.Optional;

/** The JVM sees the limit on memory, by which it makes its heap no larger than fits, where it is not told how large. */
final class MemoryLimitSeen implements JvmFinding {
    private static final String NOUN = "memory that the JVM sees";

    @Override
    public String key() {
        return "memory_limit";
    }

    @Override
    public String bound() {
        return "seen";
    }

    @Override
    public Optional<Conclusion> conclude(Jvm jvm, Given given, Optional<String> wanted) {
        if (given.memory().isEmpty()) {
            return Optional.empty();
        }
        AtMost limit = new AtMost((double) given.memory().getAsLong());
        Figure bound = limit.figure(Dimension.BYTES, 0);
        if (jvm.system().isEmpty()) {
            return JvmFinding.untold(bound.text(), jvm);
        }
        SystemSettings system = jvm.system().get();
        if (system.memory().isEmpty()) {
            return Optional.of(Conclusion.of(NOUN, Figure.of("that of the host"), bound)
                    .as(Outcome.ESCAPED, Blindness.told(jvm, system))
                    .withRemedy(Blindness.remedy(jvm)));
        }
        double seen = (double) system.memory().getAsLong();
        boolean isSeen = seen <= limit.value() * (1 + SystemSettings.ROUNDED);
        // It is printed with two digits, of which a size may be above the limit by less than one.
        Figures figures = Figures.of(Dimension.BYTES, isSeen ? Math.min(seen, limit.value()) : seen, limit, 0);
        Conclusion conclusion = Conclusion.of(NOUN, figures.measured(), figures.bound());
        return Optional.of(
                isSeen
                        ? conclusion.as(Outcome.HELD, jvm.named() + " sees it by " + by(system))
                        : conclusion.as(Outcome.ESCAPED, jvm.named() + " sees another one by " + by(system)));
    }

    private static String by(SystemSettings system) {
        return system.provider().orElse("its control group");
    }
}
