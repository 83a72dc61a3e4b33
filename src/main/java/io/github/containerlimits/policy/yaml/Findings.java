package io.github.containerlimits.policy.yaml;

import io.github.containerlimits.limit.Place;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;

/** Gathers what is wrong in a policy, in all the files that it is read from: a mark carries its file's name. */
public final class Findings {
    private static final int MOST = 100;
    private static final int LONGEST = 120;
    private static final int LONGEST_MESSAGE = 1000;

    private final List<Finding> findings = new ArrayList<>();
    private final Set<Place> unreadable = new HashSet<>();

    public Place place(Node node) {
        return place(node.getStartMark());
    }

    public Place place(Mark mark) {
        return new Place(mark.getName(), mark.getLine() + 1, mark.getColumn() + 1);
    }

    public void add(Node node, String message) {
        add(place(node), message);
    }

    /** Adds why there is no telling what a node says. Whatever is wrong with what is read in its stead is no finding. */
    public void addUnreadable(Node node, String message) {
        add(node, message);
        unreadable.add(place(node));
    }

    public void add(Place place, String message) {
        Finding finding = finding(place, message);
        if (findings.size() < MOST && !findings.contains(finding) && !unreadable.contains(place)) {
            findings.add(finding);
        }
    }

    /** A finding whose message is one line that a terminal only shows, whatever of the files is in it. */
    public static Finding finding(Place place, String message) {
        return new Finding(place, escaped(message, LONGEST_MESSAGE));
    }

    public boolean isEmpty() {
        return findings.isEmpty();
    }

    /** In the files' order, file by file. */
    public List<Finding> sorted() {
        return findings.stream()
                .sorted(Comparator.comparing(
                        Finding::place,
                        Comparator.comparing(Place::file)
                                .thenComparingInt(Place::line)
                                .thenComparingInt(Place::column)))
                .toList();
    }

    /** Text of the file as a message can carry it: control characters escaped, and cut. */
    public static String quoted(String text) {
        return "'" + escaped(text) + "'";
    }

    /** The same without quotes. */
    public static String escaped(String text) {
        return escaped(text, LONGEST);
    }

    private static String escaped(String text, int longest) {
        StringBuilder escaped = new StringBuilder();
        text.codePoints().limit(longest).forEach(point -> {
            int type = Character.getType(point);
            boolean visible = !Character.isISOControl(point)
                    && type != Character.FORMAT
                    && type != Character.SURROGATE
                    && type != Character.LINE_SEPARATOR
                    && type != Character.PARAGRAPH_SEPARATOR
                    && type != Character.UNASSIGNED
                    && type != Character.PRIVATE_USE;
            if (visible) {
                escaped.appendCodePoint(point);
            } else {
                escaped.append(String.format("\\u%04x", point));
            }
        });
        return escaped.append(text.codePointCount(0, text.length()) > longest ? "…" : "")
                .toString();
    }

    /** " (did you mean 'mem_limit'?)", where one of the known names is near. */
    public static String nearest(String name, Collection<String> known) {
        if (name.length() > LONGEST) {
            return "";
        }
        String word = name.toLowerCase(Locale.ROOT);
        // Half of a name says which it is: cpu of cpu.usage.
        Optional<String> whole =
                known.stream().filter(other -> other.startsWith(word + ".")).findFirst();
        if (whole.isPresent()) {
            return "; did you mean '" + whole.get() + "'?";
        }
        Optional<String> nearest = known.stream()
                .min(Comparator.comparingInt((String other) -> distance(word, other))
                        .thenComparing(other -> other));
        return nearest.filter(other -> distance(word, other) <= Math.max(2, other.length() / 3))
                .map(other -> "; did you mean '" + other + "'?")
                .orElse("");
    }

    /** Levenshtein's distance: how many characters must be put in, taken out or replaced. */
    private static int distance(String one, String other) {
        int[] before = new int[other.length() + 1];
        for (int j = 0; j <= other.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int[] now = new int[other.length() + 1];
            now[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int replaced = before[j - 1] + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                now[j] = Math.min(replaced, Math.min(before[j], now[j - 1]) + 1);
            }
            before = now;
        }
        return before[other.length()];
    }
}
