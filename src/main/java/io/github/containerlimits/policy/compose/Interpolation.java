package io.github.containerlimits.policy.compose;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Variables in a value, as the Compose specification has them: {@code $V}, {@code ${V}}, with {@code :-}, {@code -}, {@code :?}, {@code ?}, {@code :+}
 * and {@code +}, of which what follows may itself have variables, and {@code $$} for a dollar (compose-go: template.go).
 *
 * @param variables the value of each that is set
 * @param unset is told the name of one that is not, where nothing is said for that case
 */
record Interpolation(Function<String, Optional<String>> variables, Consumer<String> unset) {
    private static final Pattern NAME = Pattern.compile("[_a-zA-Z][_a-zA-Z0-9]*");
    private static final Pattern OPERATOR = Pattern.compile(":?[-?+]");
    private static final int DEEPEST = 32;
    private static final int LONGEST = 64 << 10;

    /**
     * The text with each variable's value in its place.
     *
     * @throws IllegalArgumentException where a variable is written otherwise, or is required and not set
     */
    String of(String text) {
        return text.indexOf('$') < 0 ? text : of(text, 0);
    }

    private String of(String text, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("variables stand in each other more than " + DEEPEST + " times");
        }
        StringBuilder result = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char character = text.charAt(at);
            if (character != '$') {
                result.append(character);
                at++;
            } else if (text.startsWith("$$", at)) {
                result.append('$');
                at += 2;
            } else if (text.startsWith("${", at)) {
                int end = end(text, at + 2);
                result.append(braced(text.substring(at + 2, end), depth));
                at = end + 1;
            } else {
                String name = name(text.substring(at + 1), text);
                result.append(plain(name));
                at += 1 + name.length();
            }
            if (result.length() > LONGEST) {
                throw new IllegalArgumentException("its variables make it longer than " + LONGEST + " characters");
            }
        }
        return result.toString();
    }

    private String braced(String inner, int depth) {
        String name = name(inner, "${" + inner + "}");
        String rest = inner.substring(name.length());
        if (rest.isEmpty()) {
            return plain(name);
        }
        Matcher operator = OPERATOR.matcher(rest);
        if (!operator.lookingAt()) {
            throw invalid("${" + inner + "}");
        }
        String word = rest.substring(operator.end());
        Optional<String> value = variables.apply(name);
        Optional<String> told = operator.group().startsWith(":") ? value.filter(text -> !text.isEmpty()) : value;
        return switch (operator.group().charAt(operator.end() - 1)) {
            case '-' -> told.isPresent() ? told.get() : of(word, depth + 1);
            case '+' -> told.isPresent() ? of(word, depth + 1) : "";
            default -> {
                if (told.isEmpty()) {
                    String message = of(word, depth + 1);
                    throw new IllegalArgumentException("required variable " + name + " is missing a value"
                            + (message.isEmpty() ? "" : ": " + message));
                }
                yield told.get();
            }
        };
    }

    private String plain(String name) {
        Optional<String> value = variables.apply(name);
        if (value.isEmpty()) {
            unset.accept(name);
        }
        return value.orElse("");
    }

    /** Where the brace that was opened before {@code from} is closed. */
    private static int end(String text, int from) {
        int open = 1;
        for (int at = from; at < text.length(); at++) {
            if (text.startsWith("${", at)) {
                open++;
                at++;
            } else if (text.charAt(at) == '}' && --open == 0) {
                return at;
            }
        }
        throw invalid(text);
    }

    private static String name(String text, String whole) {
        Matcher name = NAME.matcher(text);
        if (!name.lookingAt()) {
            throw invalid(whole);
        }
        return name.group();
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "invalid interpolation format: '" + text + "'. You may need to escape any $ with another $");
    }
}
