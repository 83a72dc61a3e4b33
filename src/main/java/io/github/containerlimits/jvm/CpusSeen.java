package io.github.containerlimits.jvm;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.quantity.CpuSet;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The JVM sees how many CPUs it has, by which it chooses its collector and makes its pools of threads. */
final class CpusSeen implements JvmFinding {
    private static final String NOUN = "number of CPUs that the JVM sees";

    @Override
    public String key() {
        return "cpus";
    }

    @Override
    public String bound() {
        return "seen";
    }

    @Override
    public Optional<Conclusion> conclude(Jvm jvm, Given given, Optional<String> wanted) {
        if (given.wholeCpus().isEmpty()) {
            return Optional.empty();
        }
        int most = given.wholeCpus().getAsInt();
        AtMost bound = new AtMost(most);
        if (jvm.system().isEmpty() || jvm.system().get().cpus().isEmpty()) {
            return JvmFinding.untold(bound.figure(Dimension.COUNT, 0).text(), jvm);
        }
        int seen = jvm.system().get().cpus().getAsInt();
        Figures figures = Figures.of(Dimension.COUNT, seen, bound, 0);
        Conclusion conclusion = Conclusion.of(NOUN, figures.measured(), figures.bound());
        if (jvm.flags().set("ActiveProcessorCount").isPresent()) {
            return Optional.of(conclusion.as(Outcome.HELD, "as -XX:ActiveProcessorCount says"));
        }
        return Optional.of(
                seen > most
                        ? conclusion
                                .as(
                                        Outcome.ESCAPED,
                                        Blindness.told(jvm, jvm.system().get()) + ", of " + limits(given))
                                .withRemedy(Blindness.remedy(jvm))
                        : conclusion.as(
                                Outcome.HELD,
                                jvm.named() + " has " + limits(given)
                                        + (seen < most
                                                ? "; it takes itself to have fewer, as some do by cpu_shares before 17.0.5"
                                                : "")));
    }

    private static String limits(Given given) {
        List<String> limits = new ArrayList<>();
        given.cpus()
                .ifPresent(quota -> limits.add("a quota of " + Dimension.CPUS.printDeclared(quota) + ", rounded up"));
        given.cpuset().map(CpuSet::toString).ifPresent(set -> limits.add("CPU " + set));
        return String.join(" and ", limits);
    }
}
