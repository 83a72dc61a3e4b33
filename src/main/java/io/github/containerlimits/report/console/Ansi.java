package io.github.containerlimits.report.console;

/**
 * What a terminal understands beside text, by ECMA-48.
 *
 * @param isColoured whether text is painted; otherwise it stays as it is
 */
public record Ansi(boolean isColoured) {
    /** Clears from the cursor to the end of the screen. */
    static final String CLEAR_BELOW = "\u001b[J";

    private static final String PLAIN = "\u001b[m";

    /** What is said with a colour. */
    enum Paint {
        GOOD("32"),
        BAD("1;31"),
        DOUBTFUL("33"),
        HEADING("1"),
        ASIDE("2");

        private final String code;

        Paint(String code) {
            this.code = code;
        }
    }

    String painted(Paint paint, String text) {
        return isColoured && !text.isEmpty() ? "\u001b[" + paint.code + "m" + text + PLAIN : text;
    }

    /** Moves the cursor up, to the beginning of a line. */
    static String up(int lines) {
        return lines == 0 ? "\r" : "\r\u001b[" + lines + "A";
    }
}
