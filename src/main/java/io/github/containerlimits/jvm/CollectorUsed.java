package io.github.containerlimits.jvm;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The garbage collector is the one that a policy claims; without a claim, it only says which it is, and who chose it. */
public final class CollectorUsed implements JvmFinding {
    /** By their names in a policy, the options that turn them on. */
    private static final Map<String, String> OPTIONS = new TreeMap<>(Map.of(
            "Serial", "UseSerialGC",
            "Parallel", "UseParallelGC",
            "G1", "UseG1GC",
            "Z", "UseZGC",
            "Shenandoah", "UseShenandoahGC",
            "Epsilon", "UseEpsilonGC",
            "ConcMarkSweep", "UseConcMarkSweepGC"));

    /** Those that a policy may claim. */
    public static final SortedSet<String> NAMES = Collections.unmodifiableSortedSet(new TreeSet<>(OPTIONS.keySet()));

    /** Below that, a JVM chooses Serial by itself: os::is_server_class_machine of HotSpot, 2 GiB but for 256 MiB of the system's. */
    private static final long SERVER_MEMORY = 1792L << 20;

    private static final int SERVER_CPUS = 2;

    CollectorUsed() {}

    @Override
    public String key() {
        return "gc";
    }

    @Override
    public String bound() {
        return "any";
    }

    @Override
    public Optional<Conclusion> conclude(Jvm jvm, Given given, Optional<String> wanted) {
        String bound = wanted.orElse(bound());
        Optional<Map.Entry<String, String>> used = OPTIONS.entrySet().stream()
                .filter(option -> jvm.flags().isOn(option.getValue()))
                .findFirst();
        if (used.isEmpty()) {
            return JvmFinding.untold(bound, jvm);
        }
        String name = used.get().getKey();
        String told = told(jvm, given, name, used.get().getValue());
        Conclusion conclusion = Conclusion.of("garbage collector", Figure.of(name), Figure.of(bound));
        boolean isOther = wanted.filter(other -> !other.equals(name)).isPresent();
        return Optional.of(
                isOther
                        ? conclusion
                                .as(Outcome.ESCAPED, told)
                                .withRemedy("Tell the JVM -XX:+" + OPTIONS.get(bound) + ", or give it "
                                        + SERVER_CPUS + " CPUs and "
                                        + Dimension.BYTES.printDeclared((double) SERVER_MEMORY)
                                        + " or more.")
                        : conclusion.as(Outcome.HELD, told));
    }

    private static String told(Jvm jvm, Given given, String used, String option) {
        boolean isSet = jvm.flags().find(option).filter(Flags.Flag::isSet).isPresent();
        if (isSet) {
            return jvm.named() + " was told to use it";
        }
        boolean isForWantOfMemory = given.memory().isPresent() && given.memory().getAsLong() < SERVER_MEMORY;
        boolean isForWantOfCpus = jvm.system().stream()
                .flatMapToInt(system -> system.cpus().stream())
                .anyMatch(cpus -> cpus < SERVER_CPUS);
        String by = jvm.named() + " chose it by itself";
        if (!used.equals("Serial") || !isForWantOfMemory && !isForWantOfCpus) {
            return by;
        }
        return by + ", as with "
                + (isForWantOfCpus ? "fewer than " + SERVER_CPUS + " CPUs" : "")
                + (isForWantOfCpus && isForWantOfMemory ? " and " : "")
                + (isForWantOfMemory
                        ? "less memory than " + Dimension.BYTES.printDeclared((double) SERVER_MEMORY)
                        : "");
    }
}
