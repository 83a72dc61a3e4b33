package io.github.containerlimits.policy.yaml;

import io.github.containerlimits.limit.Place;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file from which YAML is made, such as those of Helm's charts: {@code {{ .Values.memory }}}. */
public final class Template {
    /** What a finding says of it. */
    public static final String MESSAGE =
            "this is a template: give what is made of it, such as 'helm template' prints, and not the template itself";

    /** Two braces that begin a line or a value; in quotes they may be meant for somebody else. */
    private static final Pattern BRACES =
            Pattern.compile("^[ \\t]*+(?:- ++)?+(?:[\\w./-]++:[ \\t]++)?+\\{\\{", Pattern.MULTILINE);

    private Template() {}

    /** The place of the first braces of a template's, where a text has some. */
    static Optional<Place> find(String file, String text) {
        Matcher braces = BRACES.matcher(text);
        if (!braces.find()) {
            return Optional.empty();
        }
        int start = braces.end() - 2;
        int line = 1
                + (int) text.substring(0, start).chars().filter(c -> c == '\n').count();
        return Optional.of(new Place(file, line, start - text.lastIndexOf('\n', start)));
    }
}
