package io.github.containerlimits.jvm;

import io.github.containerlimits.measure.LastLine;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a JVM printed that was started to be asked.
 *
 * @param printed to both of its streams
 */
public record Started(int code, String printed) {
    private static final Pattern VERSION =
            Pattern.compile("(?m)^(openjdk|java) version \"([0-9][0-9A-Za-z._+-]{0,40})\"");
    private static final Pattern REFUSAL =
            Pattern.compile("\\bVM\\b|\\bJava (?:Virtual Machine|Runtime Environment)\\b");
    private static final Pattern UNWRITABLE = Pattern.compile("(?m)^unwritable (/[\\w./-]{0,200})$");

    /** Whether it was a JVM that printed it: its version, or why it does not start. A container at its limits may not even start what would look for one. */
    public boolean isOfJvm() {
        return version().isPresent() || REFUSAL.matcher(printed).find();
    }

    Optional<String> version() {
        Matcher version = VERSION.matcher(printed);
        return version.find() ? Optional.of(version.group(1) + " " + version.group(2)) : Optional.empty();
    }

    List<String> unwritable() {
        return UNWRITABLE
                .matcher(printed)
                .results()
                .map(line -> line.group(1))
                .distinct()
                .toList();
    }

    /** How it failed, where it did: a sentence without a full stop. */
    public Optional<String> failure() {
        return code == 0
                ? Optional.empty()
                : Optional.of("started to be asked, it ended with code " + code
                        + printed.lines()
                                .filter(line -> !line.isBlank())
                                .filter(line -> line.contains("rror") || line.contains("annot"))
                                .findFirst()
                                .map(line -> ": " + LastLine.of(line))
                                .orElse(""));
    }
}
