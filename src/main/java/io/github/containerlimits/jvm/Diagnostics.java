package io.github.containerlimits.jvm;

import java.util.OptionalLong;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What a running JVM says of its memory when {@code jcmd} asks it, in bytes.
 *
 * @param heapUsed what its heap has in use
 * @param codeCacheUsed the most that its code cache ever had in use
 * @param classes how many it has loaded: no bytes
 * @param committed all that it took of the system by its own account (NMT); absent where it does not keep one, as by default
 */
public record Diagnostics(
        OptionalLong heapUsed, OptionalLong codeCacheUsed, OptionalLong classes, OptionalLong committed) {
    /** Nothing was asked, or answered. */
    public static final Diagnostics NONE =
            new Diagnostics(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

    private static final Pattern HEAP = Pattern.compile(
            "(?m)^ *+(?:garbage-first heap|def new generation|tenured generation|PSYoungGen|ParOldGen) ++total \\d{1,12}K, used (\\d{1,12})K");
    private static final Pattern CODE = Pattern.compile(
            "(?m)^(?:CodeCache|CodeHeap '[\\w -]{1,40}'): size=\\d{1,12}Kb used=\\d{1,12}Kb max_used=(\\d{1,12})Kb");
    private static final Pattern CLASSES = Pattern.compile("(?m)^Total = \\d{1,9} ++(\\d{1,9}) ");
    private static final Pattern TOTAL = Pattern.compile("(?m)^Total: reserved=\\d{1,15}KB, committed=(\\d{1,12})KB");
    private static final long KIBI = 1024;

    /** Reads the answers to {@link Questions#diagnose}; what is none of them is left out. */
    public static Diagnostics parse(String printed) {
        return new Diagnostics(
                sum(HEAP, printed, KIBI),
                sum(CODE, printed, KIBI),
                sum(CLASSES, printed, 1),
                sum(TOTAL, printed, KIBI));
    }

    private static OptionalLong sum(Pattern line, String printed, long unit) {
        return line.matcher(printed)
                .results()
                .map((MatchResult found) -> unit * Long.parseLong(found.group(1)))
                .reduce(Long::sum)
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }
}
