package io.github.containerlimits.report;

import io.github.containerlimits.limit.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The line of a file that something is said of, as a reader sees it.
 *
 * @param text the line, or the part of a long one that is meant, with an ellipsis where something is left out
 * @param before characters of the text before the place that is meant
 */
public record SourceLine(String text, int before) {
    /** Characters of the text. */
    private static final int LONGEST = 76;

    /** Of them, before the place. */
    private static final int MOST_BEFORE = 50;

    /** As YAML has it. */
    private static final String LINE_END = "\r\n|[\n\r\u0085\u2028\u2029]";

    /**
     * The line of a place; absent where there is none to be read, as of an output of Compose, or nothing stands in it.
     *
     * @param directory where the names of files in places begin
     */
    public static Optional<SourceLine> of(Path directory, Place place) {
        Path file = directory.resolve(place.file());
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            String[] lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split(LINE_END, -1);
            return place.line() > lines.length ? Optional.empty() : of(lines[place.line() - 1], place.column());
        } catch (IOException e) {
            return Optional.empty(); // what is said of the line stands by itself
        }
    }

    private static Optional<SourceLine> of(String line, int column) {
        int length = line.codePointCount(0, line.length());
        if (line.isBlank() || column > length) {
            return Optional.empty();
        }
        String head = PlainText.oneLine(line.substring(0, line.offsetByCodePoints(0, column - 1)), Integer.MAX_VALUE);
        int[] all = PlainText.oneLine(line.stripTrailing(), Integer.MAX_VALUE)
                .codePoints()
                .toArray();
        int before = head.codePointCount(0, head.length());
        int from = Math.max(0, all.length <= LONGEST ? 0 : before - MOST_BEFORE);
        int to = Math.min(all.length, from + LONGEST);
        String left = from > 0 ? "…" : "";
        return Optional.of(new SourceLine(
                left + new String(all, from, to - from) + (to < all.length ? "…" : ""), left.length() + before - from));
    }

    /** What stands below the text, and points to the place. */
    public String caret() {
        return " ".repeat(before) + "^";
    }
}
