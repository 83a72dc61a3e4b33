package io.github.containerlimits.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of text in columns, the last of which goes on in further lines where it is long. */
final class TextTable {
    private static final int WIDTH = 110;
    private static final int GAP = 2;

    /** Characters of a cell that does not go on. */
    private static final int WIDEST = 60;

    private static final int LONGEST = 1000;

    /** What a line begins with that is an item of a list. */
    static final String ITEM = "→ ";

    private TextTable() {}

    /** The lines, each as wide as its longest row needs and at most 110 characters; the rows have equally many cells. */
    static List<String> lines(List<List<String>> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        int last = rows.get(0).size() - 1;
        int[] widths = new int[last];
        rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], length(cell(row.get(i))))));
        int indent = Arrays.stream(widths).map(width -> width + GAP).sum();
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder head = new StringBuilder();
            for (int i = 0; i < last; i++) {
                String cell = cell(row.get(i));
                head.append(cell).append(" ".repeat(widths[i] - length(cell) + GAP));
            }
            List<String> wrapped = wrapped(PlainText.oneLine(row.get(last), LONGEST), Math.max(40, WIDTH - indent));
            for (int i = 0; i < wrapped.size(); i++) {
                lines.add(((i == 0 ? head.toString() : " ".repeat(indent)) + wrapped.get(i)).stripTrailing());
            }
        }
        return List.copyOf(lines);
    }

    private static String cell(String text) {
        return PlainText.oneLine(text, WIDEST);
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** At least one line; those of an item of a list are indented behind its sign. */
    private static List<String> wrapped(String text, int width) {
        String indent = text.startsWith(ITEM) ? " ".repeat(length(ITEM)) : "";
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (length(rest) > width) {
            int end = rest.lastIndexOf(' ', rest.offsetByCodePoints(0, width));
            int cut = end > length(ITEM) ? end : rest.offsetByCodePoints(0, width);
            lines.add(rest.substring(0, cut));
            rest = indent + rest.substring(cut).strip();
        }
        lines.add(rest);
        return lines;
    }
}
