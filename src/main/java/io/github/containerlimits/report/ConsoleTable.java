package io.github.containerlimits.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What a verification found, as lines of plain text: a table, a sentence for each failure, and a summary.
 *
 * @param out takes the lines
 */
public record ConsoleTable(Consumer<String> out) implements Report {
    private static final List<String> HEAD = List.of("LIMIT", "MEASURED", "BOUND", "VERDICT", "EVIDENCE", "SECONDS");

    /** Characters of a cell; of the evidence, which goes on in the next row, of one row. */
    private static final int WIDEST = 60;

    /** Rows that a piece of evidence takes; the JSON report has all of it. */
    private static final int MOST_ROWS = 3;

    /** Characters of a sentence: a load's command line can be long. */
    private static final int LONGEST_SENTENCE = 1000;

    @Override
    public void tell(Results results) {
        lines(results).forEach(out);
    }

    /** The lines in the order in which they are to be printed, none longer than a sentence may be. */
    static List<String> lines(Results results) {
        List<String> lines = new ArrayList<>(table(results.verdicts()));
        List<Verdict> failures = results.failures();
        if (!failures.isEmpty()) {
            lines.add("");
            failures.forEach(failure -> lines.add(sentence(failure, results)));
        }
        lines.add("");
        lines.add(summary(results));
        return List.copyOf(lines);
    }

    /** A verdict as a sentence that stands by itself, in one line. */
    public static String sentence(Verdict verdict, Results results) {
        return PlainText.oneLine(verdict.sentence(results.image().reference()), LONGEST_SENTENCE);
    }

    /** {@code 6 held (1 at a smaller size), 1 escaped, 1 unproven in 23.4 s on Docker 20.10.24 (cgroup v1)}. */
    static String summary(Results results) {
        String counts = Arrays.stream(Outcome.values())
                .map(outcome -> Map.entry(
                        outcome,
                        results.verdicts().stream()
                                .filter(verdict -> verdict.outcome() == outcome)
                                .count()))
                .filter(count -> count.getValue() > 0)
                .map(count -> count.getValue() + " " + count.getKey()
                        + (count.getKey() == Outcome.HELD ? atSmallerSize(results) : ""))
                .collect(joining(", "));
        return (counts.isEmpty() ? "nothing tried" : counts) + " in " + seconds(results.took()) + " s on "
                + PlainText.oneLine(
                        results.engine().name() + " " + results.engine().version(), WIDEST)
                + " (cgroup v" + results.engine().cgroupVersion() + ")";
    }

    private static String atSmallerSize(Results results) {
        long count = results.verdicts().stream()
                .filter(verdict ->
                        verdict.outcome() == Outcome.HELD && verdict.sizes().isPresent())
                .count();
        return count == 0 ? "" : " (" + count + " at a smaller size)";
    }

    private static List<String> table(List<Verdict> verdicts) {
        Map<String, Long> times = verdicts.stream().collect(groupingBy(Verdict::subject, counting()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Verdict verdict : verdicts) {
            boolean isOnly = times.getOrDefault(verdict.subject(), 0L) == 1;
            String place = verdict.place().line() + ":" + verdict.place().column();
            List<String> evidence = wrapped(verdict.evidence());
            rows.add(List.of(
                    cell(verdict.subject() + (isOnly ? "" : " at " + place)),
                    cell(verdict.measured().text()),
                    cell(verdict.bound().text()),
                    verdict.outcome().toString(),
                    evidence.get(0),
                    String.format(
                            Locale.ROOT, "%" + HEAD.get(HEAD.size() - 1).length() + "s", seconds(verdict.took()))));
            evidence.stream().skip(1).forEach(more -> rows.add(List.of("", "", "", "", more, "")));
        }
        int[] widths = new int[HEAD.size()];
        rows.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], length(row.get(i)))));
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            line.append(row.get(i)).append(" ".repeat(widths[i] - length(row.get(i)) + 2));
        }
        return line.toString().stripTrailing();
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String cell(String text) {
        return PlainText.oneLine(text, WIDEST);
    }

    /** At least one row. */
    private static List<String> wrapped(String text) {
        List<String> rows = new ArrayList<>();
        String rest = PlainText.oneLine(text, WIDEST * MOST_ROWS);
        while (rest.length() > WIDEST && rows.size() < MOST_ROWS - 1) {
            int blank = rest.lastIndexOf(' ', WIDEST);
            int end = blank > 0 ? blank : rest.offsetByCodePoints(0, WIDEST / 2);
            rows.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        rows.add(cell(rest));
        return rows;
    }

    private static String seconds(Duration took) {
        return String.format(Locale.ROOT, "%.1f", took.toMillis() / 1e3);
    }
}
