package io.github.containerlimits.measure;

import java.util.regex.Pattern;

/** What a program said last, of what it printed: the last line that is not blank, and no frame of a stack trace, which tells where and not what. */
public final class LastLine {
    private static final int LONGEST = 160;

    /** As a JVM, its logging libraries and Node.js print them, the latter with its version behind. */
    private static final Pattern FRAME = Pattern.compile(
            "\\s+at \\S.*|\\s*\\.\\.\\. \\d+ (?:more|common frames omitted)\\s*|Node\\.js v\\d+[.\\d]*");

    private LastLine() {}

    /**
     * That line without spaces around it, at most 160 characters of it; the last frame where there is nothing else.
     *
     * @return empty where nothing was printed but blanks
     */
    public static String of(String printed) {
        String last = "";
        String lastFrame = "";
        for (String line : printed.lines().filter(any -> !any.isBlank()).toList()) {
            if (FRAME.matcher(line).matches()) {
                lastFrame = line;
            } else {
                last = line;
            }
        }
        String line = (last.isEmpty() ? lastFrame : last).strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
