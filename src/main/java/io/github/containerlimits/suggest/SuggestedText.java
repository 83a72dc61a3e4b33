package io.github.containerlimits.suggest;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.quantity.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Suggested limits as files have them, with the measured figures and the reasons beside each. */
public record SuggestedText(Suggested suggested) {
    /** How each such file begins. */
    public static final String MARK = "# Measured and suggested by container-limits:suggest";

    private static final int MILLI = 1000;

    /** As the limits of a policy. */
    public String policy() {
        return text(
                "limits:\n",
                "  ",
                List.of("mem_limit: " + mebibytes() + "m", "memswap_limit: " + mebibytes() + "m"),
                "cpus: " + cpus(),
                List.of("pids_limit: " + sizes().pids()));
    }

    /** As a part of a Compose file. */
    public String compose() {
        return text(
                "services:\n  app: # the service's name\n",
                "    ",
                List.of("mem_limit: " + mebibytes() + "m", "memswap_limit: " + mebibytes() + "m"),
                "cpus: " + cpus(),
                List.of("pids_limit: " + sizes().pids()));
    }

    /** As the resources of a Kubernetes container, which has no limit on processes. */
    public String kubernetes() {
        return text(
                "resources:\n  limits:\n",
                "    ",
                List.of("memory: " + mebibytes() + "Mi"),
                "cpu: " + Math.round(sizes().cpus() * MILLI) + "m",
                List.of());
    }

    private String text(String head, String indent, List<String> memory, String cpus, List<String> pids) {
        List<String> lines = new ArrayList<>();
        lines.add(MARK + " for " + suggested.image() + "; "
                + (suggested.proven() == 1 ? "one cold start" : suggested.proven() + " cold starts")
                + " in these limits came to no other end.");
        if (!suggested.raised().isEmpty()) {
            lines.add("# With headroom alone it failed, so that it has more:");
            suggested.raised().forEach(why -> lines.add("# - " + sentence(why)));
        }
        lines.addAll(head.lines().toList());
        comment(lines, indent, memoryReason());
        memory.forEach(line -> lines.add(indent + line));
        comment(lines, indent, cpuReason());
        lines.add(indent + cpus);
        if (!pids.isEmpty()) {
            comment(lines, indent, pidsReason());
            pids.forEach(line -> lines.add(indent + line));
        }
        return String.join("\n", lines) + "\n";
    }

    /** With its full stop, on one line. */
    private static String sentence(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.endsWith(".") ? line : line + ".";
    }

    private static void comment(List<String> lines, String indent, List<String> sentences) {
        sentences.forEach(sentence -> lines.add(indent + "# " + sentence));
    }

    private List<String> memoryReason() {
        List<String> sentences = new ArrayList<>();
        sentences.add("It lived in " + bytes(need().memory())
                + (need().tooLittle() == 0
                        ? ", the least that an engine takes."
                        : ", and not in " + bytes(need().tooLittle()) + ": " + sentence(need().why())));
        sentences.add(
                suggested.isAsItIsGiven()
                        ? "Where it had more it used " + bytes(need().memoryPeak())
                                + ", as it sizes itself by what it finds."
                        : "Where it had more it used " + bytes(need().memoryPeak())
                                + " at most, with the files that the kernel kept for it.");
        sentences.add("A quarter more than it needs, in steps of 16 MiB.");
        return sentences;
    }

    private List<String> cpuReason() {
        return List.of("It took no more than " + Dimension.CPUS.print(need().cpus())
                + " in 95 of 100 windows of 100 ms; 15 % more, in steps of 0.05.");
    }

    private List<String> pidsReason() {
        return List.of("It had " + need().pids() + " processes and threads at most; half as many more, and 16.");
    }

    /** What others would suggest by the same figures, one line each. */
    public List<String> others() {
        Sizes autoscaler = Sizes.likeAutoscaler(need());
        Sizes krr = Sizes.likeKrr(need());
        return List.of(
                "By the same figures the vertical pod autoscaler would request " + bytes(autoscaler.memory()) + " and "
                        + Dimension.CPUS.print(autoscaler.cpus()),
                "and krr " + bytes(krr.memory()) + " and " + Dimension.CPUS.print(krr.cpus()));
    }

    private Need need() {
        return suggested.need();
    }

    private Sizes sizes() {
        return suggested.sizes();
    }

    private long mebibytes() {
        return sizes().memory() >> 20;
    }

    private String cpus() {
        return String.format(Locale.ROOT, "%.2f", sizes().cpus());
    }

    private static String bytes(long bytes) {
        return Bytes.of(bytes).toString();
    }
}
