package io.github.containerlimits.policy;

import java.util.ArrayList;
import java.util.List;

/** Splits a command line into its words as a POSIX shell does, with quotes and backslashes but without expanding anything. */
final class Words {
    private Words() {}

    /** @throws IllegalArgumentException where a quote is not closed, a line ends, or there is a NUL */
    static List<String> split(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == '\n' || character == '\r' || character == 0) {
                throw new IllegalArgumentException("a command must stand on one line");
            }
            if (quote != 0) {
                if (character == quote) {
                    quote = 0;
                } else if (character == '\\'
                        && quote == '"'
                        && i + 1 < text.length()
                        && "\"\\".indexOf(text.charAt(i + 1)) >= 0) {
                    word.append(text.charAt(++i));
                } else {
                    word.append(character);
                }
            } else if (character == '\'' || character == '"') {
                quote = character;
                inWord = true;
            } else if (character == '\\' && i + 1 < text.length()) {
                word.append(text.charAt(++i));
                inWord = true;
            } else if (character == ' ' || character == '\t') {
                if (inWord) {
                    words.add(word.toString());
                }
                word.setLength(0);
                inWord = false;
            } else {
                word.append(character);
                inWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is not closed");
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
