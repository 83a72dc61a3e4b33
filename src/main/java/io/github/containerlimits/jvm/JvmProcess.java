package io.github.containerlimits.jvm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A JVM that runs in a container.
 *
 * @param pid its number there
 * @param user who it runs as, {@code 1000:1000}
 * @param threads of it, as the kernel counts them
 * @param program the absolute path of its launcher; absent where that can't be seen
 * @param words its command line, the launcher's own name first
 * @param counted what it counts itself; absent where it does not, or that can't be read
 * @param others how many more JVMs run beside it
 */
public record JvmProcess(
        long pid,
        String user,
        long threads,
        Optional<String> program,
        List<String> words,
        Optional<PerfData> counted,
        int others) {
    private static final Pattern PROCESS = Pattern.compile("(?m)^jvm (\\d{1,10}) (\\d{1,10}) (\\d{1,10}) (\\d{1,9})$");
    private static final Pattern PROGRAM = Pattern.compile("(?m)^program (/[\\w./+@-]{1,500})$");
    private static final Pattern WORDS = Pattern.compile("(?m)^words ([A-Za-z0-9+/=]{1,100000})$");
    private static final Pattern COUNTED = Pattern.compile("(?m)^counted ([A-Za-z0-9+/=]{1,400000})$");

    /** Options on sizes, and -XX; none that has a path or a command in it, or would make a JVM do more than begin. */
    private static final Pattern OPTION =
            Pattern.compile("-(Xm[xsn]\\w{1,20}|Xss\\w{1,20}|XX:[+-]?\\w{1,80}(=[\\w.,+-]{1,80})?)");

    private static final int MOST_OPTIONS = 200;

    public JvmProcess {
        words = List.copyOf(words);
    }

    /** Reads what {@link Questions#find} printed: the first JVM that it found; absent where it found none. */
    public static Optional<JvmProcess> parse(String printed) {
        List<MatchResult> found = PROCESS.matcher(printed).results().toList();
        return found.stream()
                .findFirst()
                .map(first -> new JvmProcess(
                        Long.parseLong(first.group(1)),
                        first.group(2) + ":" + first.group(3),
                        Long.parseLong(first.group(4)),
                        group(PROGRAM, printed),
                        group(WORDS, printed)
                                .flatMap(JvmProcess::decoded)
                                .map(JvmProcess::words)
                                .orElse(List.of()),
                        group(COUNTED, printed).flatMap(JvmProcess::decoded).flatMap(PerfData::parse),
                        found.size() - 1));
    }

    private static Optional<String> group(Pattern pattern, String printed) {
        Matcher matcher = pattern.matcher(printed);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<byte[]> decoded(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // cut, or no answer of ours
        }
    }

    private static List<String> words(byte[] line) {
        return Arrays.asList(new String(line, StandardCharsets.UTF_8).split("\0"));
    }

    /** What it was started with, wherever that came from, as far as it tells it; otherwise its command line. */
    public List<String> arguments() {
        return counted.map(PerfData::arguments)
                .filter(text -> !text.isBlank())
                .map(text -> List.of(text.split(" ")))
                .orElse(words);
    }

    /** The words that are options on sizes, collectors and the like, with which another JVM would run as this one does. */
    static List<String> options(List<String> words) {
        return words.stream()
                .filter(word -> OPTION.matcher(word).matches())
                .limit(MOST_OPTIONS)
                .toList();
    }
}
