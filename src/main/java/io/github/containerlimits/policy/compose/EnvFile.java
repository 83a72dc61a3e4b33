package io.github.containerlimits.policy.compose;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A file of variables, {@code .env}: one on each line, {@code NAME=value}, with quotes and variables as Compose reads them. */
final class EnvFile {
    private static final Pattern LINE = Pattern.compile(
            "\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*(?:[=:](?:[ \\t]*)(.*))?", Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("(^|[ \\t])#.*");

    private EnvFile() {}

    /**
     * Its variables, in its order.
     *
     * @param outer variables from elsewhere, which come before those of the file
     * @param wrong is told the line, from 1, and what is wrong there
     */
    static Map<String, String> parse(
            String text, Function<String, Optional<String>> outer, BiConsumer<Integer, String> wrong) {
        Map<String, String> variables = new LinkedHashMap<>();
        Interpolation interpolation = new Interpolation(
                name -> outer.apply(name).or(() -> Optional.ofNullable(variables.get(name))), name -> {});
        String[] lines = text.split("\\r?\\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int first = i;
            String line = lines[i];
            if (line.isBlank() || line.stripLeading().startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                wrong.accept(first + 1, "this is no variable, such as NAME=value");
                continue;
            }
            String name = matcher.group(1);
            if (matcher.group(2) == null) {
                outer.apply(name).ifPresent(value -> variables.put(name, value));
                continue;
            }
            StringBuilder value = new StringBuilder(matcher.group(2));
            char quote = value.isEmpty() ? ' ' : value.charAt(0);
            if (quote == '\'' || quote == '"') {
                int end = closing(value, quote, 1);
                while (end < 0 && i + 1 < lines.length) {
                    int from = value.length();
                    value.append('\n').append(lines[++i]);
                    end = closing(value, quote, from);
                }
                if (end < 0) {
                    wrong.accept(first + 1, "a quote is not closed");
                    return variables;
                }
                String inner = value.substring(1, end);
                value = new StringBuilder(quote == '"' ? unescaped(inner) : inner);
            } else {
                value = new StringBuilder(
                        COMMENT.matcher(value).replaceFirst("").strip());
            }
            try {
                variables.put(name, quote == '\'' ? value.toString() : interpolation.of(value.toString()));
            } catch (IllegalArgumentException e) {
                wrong.accept(first + 1, name + ": " + e.getMessage());
            }
        }
        return variables;
    }

    private static int closing(CharSequence value, char quote, int from) {
        for (int at = from; at < value.length(); at++) {
            if (value.charAt(at) == '\\' && quote == '"') {
                at++;
            } else if (value.charAt(at) == quote) {
                return at;
            }
        }
        return -1;
    }

    private static String unescaped(String text) {
        StringBuilder result = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char character = text.charAt(at);
            if (character != '\\' || at + 1 == text.length()) {
                result.append(character);
                continue;
            }
            char next = text.charAt(++at);
            switch (next) {
                case 'n' -> result.append('\n');
                case 'r' -> result.append('\r');
                case 't' -> result.append('\t');
                case '$' -> result.append("$$"); // a dollar of its own
                default -> result.append(next);
            }
        }
        return result.toString();
    }
}
