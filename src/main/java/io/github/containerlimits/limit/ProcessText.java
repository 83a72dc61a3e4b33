package io.github.containerlimits.limit;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a load that runs into a process's own limits is told, and what it says of them. */
final class ProcessText {
    static final String SOFT = "soft ";
    static final String HARD = "hard ";
    static final String WITHIN = "within";
    static final String BEYOND = "beyond";

    /** Says what limits a process begins with. */
    static final String SHOW = "\"$0\" cat /proc/self/limits";

    /** Then tries are told of by their names, codes and what they printed, each in a process of its own. */
    static final String BEGIN = """
            %s
            set -f
            r() { o=$(exec "$0" sh -c "$3" "$0" "$2" 2>&1); c=$?; [ $c -le 128 ] || o="signal $((c-128)) $o"; o=${o:0:200}; echo "$1" $c $o; }
            """.formatted(SHOW);

    private ProcessText() {}

    /**
     * One amount that a process tried to get.
     *
     * @param output its beginning, on one line
     */
    record Try(int code, String output) {
        boolean hasGot(RunInto how) {
            return code == 0 && !isRefused(how);
        }

        boolean isRefused(RunInto how) {
            return Pattern.compile(how.refused()).matcher(output).find();
        }
    }

    /** The line of a script that tries it. */
    static String tried(String name, long amount) {
        return "r \"" + name + "\" " + amount + " \"$1\"\n";
    }

    static Optional<Try> find(String said, String name) {
        Matcher matcher = Pattern.compile("^" + name + " (\\d{1,3}) ?(.*)$", Pattern.MULTILINE)
                .matcher(said);
        return matcher.find()
                ? Optional.of(new Try(Integer.parseInt(matcher.group(1)), matcher.group(2)))
                : Optional.empty();
    }

    /** What the kernel shows of that resource. */
    static Optional<SoftAndHard> shown(Rlimit of, String said) {
        Matcher matcher = Pattern.compile(
                        "^" + of.line() + " +(\\d{1,20}|unlimited) +(\\d{1,20}|unlimited)\\b", Pattern.MULTILINE)
                .matcher(said);
        return matcher.find()
                ? Optional.of(new SoftAndHard(number(matcher.group(1)), number(matcher.group(2))))
                : Optional.empty();
    }

    private static long number(String text) {
        return text.equals("unlimited") || text.length() > 18 ? SoftAndHard.UNLIMITED : Long.parseLong(text);
    }
}
