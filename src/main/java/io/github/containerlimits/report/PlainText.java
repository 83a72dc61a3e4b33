package io.github.containerlimits.report;

/** Text from outside (an image's output, an engine's words, names of a policy) made fit for one line of a console. */
public final class PlainText {
    /** So much of a load is shown on a console: a line's worth. The place in the policy tells which it is, and the report has all of it. */
    private static final int LONGEST_LOAD = 100;

    private PlainText() {}

    /** A load as it is shown on a console. */
    public static String load(String load) {
        return oneLine(load, LONGEST_LOAD);
    }

    /**
     * The text with whatever a terminal would obey or hide, line ends and escape sequences among it, written as {@code \n}, {@code \t} or
     * {@code \}{@code u001b}; a text that is longer then is cut and ends with an ellipsis.
     *
     * @param atMost characters of the result, 1 or more
     */
    public static String oneLine(String text, int atMost) {
        StringBuilder line = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            int character = text.codePointAt(at);
            String shown = shown(character);
            boolean isLast = at + Character.charCount(character) >= text.length();
            if (line.length() + shown.length() + (isLast ? 0 : 1) > atMost) {
                return line.append('…').toString();
            }
            line.append(shown);
            at += Character.charCount(character);
        }
        return line.toString();
    }

    private static String shown(int character) {
        return switch (character) {
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            default -> isVisible(character) ? Character.toString(character) : escaped(character);
        };
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    private static String escaped(int character) {
        return character <= Character.MAX_VALUE
                ? String.format("\\u%04x", character)
                : String.format("\\u{%x}", character);
    }
}
