package io.github.containerlimits.report.html;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A piece of a page, well-formed as HTML and as XML. What came from outside can get into it only escaped. */
final class Markup {
    static final Markup NONE = new Markup("");

    /** What a reader would not see, or XML does not take: all controls but tabs and ends of lines, formats, halves of pairs … */
    private static final Pattern HIDDEN =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}&&[^\\t\\n]]");

    private final String source;

    private Markup(String source) {
        this.source = source;
    }

    /** What is not shown as it stands is written as {@code \}{@code u001b}; ends of lines stay. */
    static Markup text(String text) {
        return new Markup(escaped(text));
    }

    static Markup join(Collection<Markup> parts) {
        return new Markup(parts.stream().map(part -> part.source).collect(Collectors.joining()));
    }

    static Markup join(Markup... parts) {
        return join(Arrays.asList(parts));
    }

    /** An element without attributes. */
    static Markup of(String name, Markup... content) {
        return tag(name).of(content);
    }

    /** An element without attributes that has nothing but text in it. */
    static Markup of(String name, String text) {
        return tag(name).of(text);
    }

    static Tag tag(String name) {
        return new Tag(name, "");
    }

    /** The content of an element in which HTML knows no escapes. */
    static Markup style(String sheet) {
        if (sheet.contains("<") || sheet.contains("&")) {
            throw new IllegalArgumentException("a style sheet that HTML and XML would read in two ways");
        }
        return new Markup("<style>" + sheet + "</style>");
    }

    private static String escaped(String text) {
        return HIDDEN.matcher(text.replace("\r\n", "\n"))
                .replaceAll(match ->
                        String.format(Locale.ROOT, "\\\\u%04x", match.group().codePointAt(0)))
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return source;
    }

    /**
     * The beginning of an element.
     *
     * @param attributes as they stand in it, each with a blank before
     */
    record Tag(String name, String attributes) {
        Tag with(String attribute, String value) {
            return new Tag(
                    name, attributes + " " + attribute + "=\"" + escaped(value).replace("\"", "&quot;") + "\"");
        }

        Tag with(String attribute, double number) {
            return with(attribute, Numbers.place(number));
        }

        Markup of(Markup... content) {
            return new Markup("<" + name + attributes + ">" + join(content) + "</" + name + ">");
        }

        Markup of(Collection<Markup> content) {
            return of(join(content));
        }

        Markup of(String text) {
            return of(text(text));
        }

        /** An element that has no content. */
        Markup empty() {
            return new Markup("<" + name + attributes + "/>");
        }
    }
}
