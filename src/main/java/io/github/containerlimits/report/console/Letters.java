package io.github.containerlimits.report.console;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.Map;

/**
 * What can be printed. Where the locale knows no more than ASCII, as in many pipelines, signs are written in its letters: by itself Java would print a
 * question mark for each.
 *
 * @param charset of whoever reads the lines
 */
public record Letters(Charset charset) {
    private static final Map<Integer, String> IN_ASCII = Map.of(
            (int) '≤', "<=",
            (int) '≥', ">=",
            (int) '±', "+-",
            (int) '…', "...",
            (int) '→', "->",
            (int) '×', "x",
            (int) '·', "-",
            (int) '–', "-",
            (int) '−', "-");

    /** The text, with the signs that have no place in the charset in words of ASCII; what has no such word stays. */
    public String shown(String text) {
        CharsetEncoder encoder = charset.newEncoder();
        if (encoder.canEncode(text)) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(character -> {
            String sign = Character.toString(character);
            shown.append(encoder.canEncode(sign) ? sign : IN_ASCII.getOrDefault(character, sign));
        });
        return shown.toString();
    }
}
