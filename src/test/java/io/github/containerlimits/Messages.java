package io.github.containerlimits;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The messages of sources and of a page, as far as they are constant. */
final class Messages {
    /** What stands for all that differs. */
    private static final String OTHER = "…";

    /** Calls that are told to users: breakages and failures of a build, reasons of verdicts, findings of a policy. */
    private static final Pattern CALL = Pattern.compile(
            "new (?:EngineException|MojoExecutionException|MojoFailureException|MavenReportException)\\("
                    + "|Excuse\\.(?:host|engine|neighbours|load)\\(|Conclusion\\.(?:unproven|discarded)\\("
                    + "|\\b(?:findings|findings\\(\\)|entry|item)\\.(?:add|accept)\\(");

    private static final Pattern SHOWN = Pattern.compile("`([^`\n]+)`");

    /** Shorter ones are parts of sentences that say nothing by themselves. */
    private static final int LEAST = 8;

    private Messages() {}

    /** The constant parts of one message, in their order; never empty. */
    record Message(List<String> parts) {
        Message {
            parts = List.copyOf(parts);
        }

        String longest() {
            return parts.stream().max(Comparator.comparing(String::length)).orElseThrow();
        }

        /** Whether a page shows it: its longest part as it is, or all of it by a message that begins alike. */
        boolean isIn(String page) {
            return page.contains(longest())
                    || SHOWN.matcher(page)
                            .results()
                            .map(shown -> shown.group(1))
                            .filter(shown -> shown.indexOf(OTHER) >= LEAST && shown.endsWith(OTHER))
                            .anyMatch(shown -> parts.get(0).startsWith(shown.substring(0, shown.indexOf(OTHER))));
        }

        @Override
        public String toString() {
            return String.join(OTHER, parts);
        }
    }

    /** Those of a Java source. */
    static List<Message> of(String source) {
        List<Message> messages = new ArrayList<>();
        Matcher call = CALL.matcher(source);
        while (call.find()) {
            List<String> parts = parts(source, call.end()).stream()
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .toList();
            if (parts.stream().anyMatch(part -> part.length() >= LEAST)) {
                messages.add(new Message(parts));
            }
        }
        return messages;
    }

    /** The literals up to the end of a call, those put together that are only on different lines. */
    private static List<String> parts(String source, int begin) {
        List<String> parts = new ArrayList<>();
        int depth = 1;
        int between = -1;
        int at = begin;
        while (depth > 0) {
            char character = source.charAt(at);
            if (character == '"') {
                int end = endOfLiteral(source, at);
                String text = source.substring(at + 1, end).translateEscapes();
                boolean goesOn =
                        between >= 0 && source.substring(between, at).strip().equals("+");
                if (goesOn) {
                    text = parts.remove(parts.size() - 1) + text;
                }
                parts.add(text);
                between = end + 1;
                at = end;
            } else if (character == '(') {
                depth++;
            } else if (character == ')') {
                depth--;
            }
            at++;
        }
        return parts;
    }

    private static int endOfLiteral(String source, int begin) {
        int at = begin + 1;
        while (source.charAt(at) != '"') {
            at += source.charAt(at) == '\\' ? 2 : 1;
        }
        return at;
    }

    /** Those that a page does not show, one a line. */
    static String missing(List<Message> messages, String page) {
        return messages.stream()
                .filter(message -> !message.isIn(page))
                .map(Message::toString)
                .distinct()
                .sorted()
                .collect(Collectors.joining("\n"));
    }
}
