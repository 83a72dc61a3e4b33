package io.github.containerlimits.jvm;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.verdict.Bound.AtMost;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figures;
import io.github.containerlimits.verdict.Outcome;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The heap, and what a JVM needs beside it, fit into the limit on memory. That is a forecast: what was measured stands beside it. Where they do not fit, the
 * kernel kills the service once its heap has grown, without an OutOfMemoryError or a heap dump.
 */
final class HeapFits implements JvmFinding {
    @Override
    public String key() {
        return "heap";
    }

    @Override
    public String bound() {
        return "≤ mem_limit";
    }

    @Override
    public Optional<Conclusion> conclude(Jvm jvm, Given given, Optional<String> wanted) {
        if (given.memory().isEmpty()) {
            return Optional.empty();
        }
        AtMost limit = new AtMost((double) given.memory().getAsLong());
        Optional<Regions> known = Regions.of(jvm, given);
        if (known.isEmpty()) {
            return JvmFinding.untold(limit.figure(Dimension.BYTES, 0).text(), jvm);
        }
        Regions regions = known.get();
        boolean isHeapAlone = regions.heap() > limit.value();
        long sum = isHeapAlone ? regions.heap() : regions.sum();
        Figures figures = Figures.of(Dimension.BYTES, (double) sum, limit, 0);
        Conclusion conclusion = Conclusion.of(
                isHeapAlone ? "the heap's own size" : "what heap and all beside it may take",
                figures.measured(),
                figures.bound());
        String told = regions.told() + measured(jvm, given);
        if (sum > limit.value()) {
            return Optional.of(conclusion
                    .as(Outcome.ESCAPED, told)
                    .withRemedy(remedy(regions, given.memory().getAsLong())));
        }
        return Optional.of(
                given.isWhole()
                        ? conclusion.as(
                                Outcome.HELD,
                                told + waste(regions, given.memory().getAsLong()))
                        : conclusion.as(Outcome.UNPROVEN, "its time was cut short, and what it needs is not known"));
    }

    private static String remedy(Regions regions, long limit) {
        long left = (limit - regions.outsideHeap()) >> 20;
        String raise = "mem_limit of at least " + (((regions.sum() - 1) >> 20) + 1) + "m";
        return left > 0
                ? "At most -Xmx" + left + "m fits, or it takes a " + raise + "."
                : "What is beside the heap leaves it no room: it takes a " + raise + ".";
    }

    /** The peak, and what of it the JVM has no account of. */
    private static String measured(Jvm jvm, Given given) {
        if (given.memoryPeak().isEmpty()) {
            return "";
        }
        long peak = given.memoryPeak().getAsLong();
        OptionalLong committed = jvm.diagnostics().committed();
        String told = "; measured is a peak of " + size(peak);
        if (committed.isPresent()) {
            return told + ", where the JVM took " + size(committed.getAsLong()) + " by its own account (NMT), "
                    + (peak > committed.getAsLong()
                            ? "and " + size(peak - committed.getAsLong()) + " are not in that"
                            : "some of which it never touched");
        }
        return told
                + jvm.diagnostics().heapUsed().stream()
                        .mapToObj(used -> ", with " + size(used) + " in use in its heap at the end, and "
                                + size(Math.max(0, peak - used)) + " beside it")
                        .findFirst()
                        .orElse("");
    }

    /** A remark where both the heap and all together leave more than half of the limit. */
    private static String waste(Regions regions, long limit) {
        return regions.heap() < limit / 2 && regions.forecast() < limit / 2
                ? "; more than half of the limit is left: MaxRAMPercentage or -Xmx could be higher, or mem_limit lower"
                : "";
    }

    private static String size(long bytes) {
        return Dimension.BYTES.print((double) bytes);
    }
}
