package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a load said of the options that a tmpfs is mounted with, beside what was declared. */
final class TmpfsOptions {
    private static final Pattern MOUNTED = Pattern.compile("^mounted ([!-~]{1,1000})$", Pattern.MULTILINE);

    /** Those that keep something from a container's processes. */
    private static final List<String> FORBIDDING = List.of("noexec", "nosuid", "nodev", "ro");

    private static final String MODE = "mode=";

    /** Which the kernel does not show. */
    private static final String USUAL_MODE = "1777";

    private TmpfsOptions() {}

    /** A limit of the tmpfs that holds is only as declared where its options are there as well. */
    static Conclusion seen(Tmpfs declared, Conclusion held, Evidence evidence) {
        List<String> wanted = declared.options().stream()
                .filter(option -> FORBIDDING.contains(option) || option.startsWith(MODE))
                .toList();
        if (wanted.isEmpty() || held.outcome() != Outcome.HELD) {
            return held;
        }
        Optional<List<String>> shown = evidence.observed().measurement().exit().stream()
                .map(exit -> MOUNTED.matcher(exit.stdout()))
                .filter(Matcher::find)
                .map(mounted -> List.of(mounted.group(1).split(",")))
                .findFirst();
        String all = String.join(", ", wanted);
        if (shown.isEmpty()) {
            return held.excused(Excuse.engine("nothing shows whether it is mounted with " + all));
        }
        String missing =
                wanted.stream().filter(option -> !isShown(option, shown.get())).collect(Collectors.joining(" and "));
        return missing.isEmpty()
                ? held.withEvidence(held.evidence() + "; mounted with " + all)
                : held.as(Outcome.DISCARDED, "it is mounted without " + missing + ": " + String.join(",", shown.get()));
    }

    private static boolean isShown(String option, List<String> shown) {
        if (!option.startsWith(MODE)) {
            return shown.contains(option);
        }
        String mode = Stream.concat(shown.stream(), Stream.of(MODE + USUAL_MODE))
                .filter(other -> other.startsWith(MODE))
                .findFirst()
                .orElseThrow();
        return number(mode) == number(option);
    }

    private static int number(String mode) {
        String digits = mode.substring(MODE.length());
        return digits.matches("[0-7]{1,6}") ? Integer.parseInt(digits, 8) : -1;
    }

    /** Whether a load writes there, as far as its words tell: one that fills another file system says nothing of this one. */
    static boolean isFilled(Tmpfs tmpfs, Evidence evidence) {
        Pattern target = Pattern.compile("(^|[^\\w./-])" + Pattern.quote(tmpfs.target()) + "(/|$|[^\\w.-])");
        return evidence.observed().workload().command().arguments().stream()
                .anyMatch(argument -> target.matcher(argument).find());
    }

    static Optional<Conclusion> notFilled(Limit limit, Tmpfs tmpfs, Evidence evidence) {
        return isFilled(tmpfs, evidence)
                ? Optional.empty()
                : Optional.of(
                        Conclusion.unproven(limit.value(), Excuse.load("the load does not name " + tmpfs.target())));
    }
}
