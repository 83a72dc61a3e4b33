package io.github.containerlimits.report.console;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.Report;
import io.github.containerlimits.report.Summary;
import io.github.containerlimits.report.console.Ansi.Paint;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a verification found, as lines: a row for each verdict with its evidence below it, what fails the build first and ways round limits last; then what to
 * do, and a summary.
 *
 * @param out takes the lines
 * @param ansi of the lines
 * @param letters of the lines
 * @param width characters that no line has more of, 40 or more
 */
public record Table(Consumer<String> out, Ansi ansi, Letters letters, int width) implements Report {
    private static final List<String> HEAD = List.of("VERDICT", "LIMIT", "MEASURED", "BOUND", "SECONDS");

    /** Cells that may be broken into several rows. */
    private static final int FIRST_BREAKABLE = 1;

    private static final int LAST_BREAKABLE = 3;

    private static final String GAP = "  ";

    /** Rows that a cell takes; the other reports have all of it. */
    private static final int MOST_ROWS = 3;

    /** Rows of a piece of evidence, or of a remedy. */
    private static final int MOST_LINES = 6;

    @Override
    public void tell(Results results) {
        lines(results).forEach(out);
    }

    private record Row(Paint paint, List<String> cells, String evidence) {}

    /** In the order in which they are to be printed. */
    List<String> lines(Results results) {
        List<Verdict> verdicts = results.verdicts();
        Map<String, Long> times = verdicts.stream().collect(groupingBy(Verdict::subject, counting()));
        List<Row> limits =
                rows(verdicts.stream().filter(verdict -> !verdict.wayRound()).toList(), times);
        List<Row> ways = rows(verdicts.stream().filter(Verdict::wayRound).toList(), times);
        List<Row> all = new ArrayList<>(limits);
        all.addAll(ways);
        int[] widths = widths(all);
        List<String> lines = new ArrayList<>();
        lines.add(ansi.painted(Paint.HEADING, line(HEAD, widths)));
        limits.forEach(row -> add(row, widths, lines));
        if (!ways.isEmpty()) {
            lines.add("");
            lines.add(ansi.painted(Paint.HEADING, "WAYS ROUND LIMITS"));
            ways.forEach(row -> add(row, widths, lines));
        }
        addRemedies(results.failures(), lines);
        lines.add("");
        lines.addAll(wrapped(Summary.of(results), width, MOST_LINES));
        return lines.stream().map(letters::shown).toList();
    }

    private List<Row> rows(List<Verdict> verdicts, Map<String, Long> times) {
        List<Verdict> sorted =
                verdicts.stream().sorted(Comparator.comparingInt(Table::rank)).toList();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < sorted.size(); i++) {
            Verdict verdict = sorted.get(i);
            boolean isOfTheSame = i > 0
                    && sorted.get(i - 1).outcome() != Outcome.HELD
                    && sorted.get(i - 1).load().equals(verdict.load());
            String subject = verdict.subject()
                    + (times.getOrDefault(verdict.subject(), 0L) == 1
                            ? ""
                            : " at " + verdict.place().line() + ":"
                                    + verdict.place().column());
            rows.add(new Row(
                    paint(verdict),
                    Stream.of(
                                    verdict.outcome().toString(),
                                    subject,
                                    verdict.measured().text(),
                                    verdict.bound().text(),
                                    Durations.seconds(verdict.took()))
                            .map(letters::shown)
                            .toList(),
                    letters.shown(evidence(verdict, isOfTheSame))));
        }
        return rows;
    }

    private static int rank(Verdict verdict) {
        if (!verdict.passes()) {
            return 0;
        }
        return verdict.outcome() == Outcome.HELD ? 2 : 1;
    }

    private static Paint paint(Verdict verdict) {
        if (!verdict.passes()) {
            return Paint.BAD;
        }
        return verdict.outcome() == Outcome.HELD ? Paint.GOOD : Paint.DOUBTFUL;
    }

    /**
     * Where it was not held, with where it is declared and under what load.
     *
     * @param isOfTheSame whether the row before told that load
     */
    private static String evidence(Verdict verdict, boolean isOfTheSame) {
        return verdict.outcome() == Outcome.HELD
                ? verdict.evidence()
                : verdict.place()
                        + (isOfTheSame ? " under the same" : " under '" + PlainText.load(verdict.load()) + "'")
                        + verdict.conclusion()
                                .cause()
                                .map(cause -> " (" + cause + ")")
                                .orElse("")
                        + ": " + verdict.evidence();
    }

    /** As wide as their cells, but for those that must be broken so that all fit: the widest first. */
    private int[] widths(List<Row> rows) {
        int[] widths = HEAD.stream().mapToInt(Table::length).toArray();
        rows.forEach(row -> Arrays.setAll(
                widths,
                i -> Math.max(widths[i], length(PlainText.oneLine(row.cells().get(i), width)))));
        int gaps = GAP.length() * (widths.length - 1);
        while (Arrays.stream(widths).sum() + gaps > width) {
            int widest = FIRST_BREAKABLE;
            for (int i = FIRST_BREAKABLE; i <= LAST_BREAKABLE; i++) {
                widest = widths[i] > widths[widest] ? i : widest;
            }
            widths[widest]--;
        }
        return widths;
    }

    private void add(Row row, int[] widths, List<String> lines) {
        List<List<String>> cells = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            cells.add(wrapped(row.cells().get(i), widths[i], MOST_ROWS));
        }
        int rows = cells.stream().mapToInt(List::size).max().orElse(1);
        for (int i = 0; i < rows; i++) {
            int at = i;
            String line = line(
                    cells.stream()
                            .map(cell -> at < cell.size() ? cell.get(at) : "")
                            .toList(),
                    widths);
            String outcome = row.cells().get(0);
            lines.add(i == 0 ? ansi.painted(row.paint(), outcome) + line.substring(outcome.length()) : line);
        }
        String indent = " ".repeat(widths[0] + GAP.length());
        wrapped(row.evidence(), width - indent.length(), MOST_LINES)
                .forEach(more -> lines.add(indent + ansi.painted(Paint.ASIDE, more)));
    }

    private void addRemedies(List<Verdict> failures, List<String> lines) {
        List<Verdict> remedied = failures.stream()
                .filter(failure -> !failure.conclusion().remedy().isEmpty())
                .toList();
        if (remedied.isEmpty()) {
            return;
        }
        lines.add("");
        lines.add(ansi.painted(Paint.HEADING, "WHAT TO DO"));
        for (Verdict failure : remedied) {
            List<String> remedy = wrapped(
                    letters.shown(failure.place() + " " + failure.subject() + ": "
                            + failure.conclusion().remedy()),
                    width - GAP.length(),
                    MOST_LINES);
            lines.add(remedy.get(0));
            remedy.stream().skip(1).forEach(more -> lines.add(GAP + more));
        }
    }

    private static String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(Math.max(0, widths[i] - length(cells.get(i))));
            boolean isNumber = i == widths.length - 1;
            line.append(isNumber ? pad : "").append(cells.get(i)).append(isNumber ? "" : pad + GAP);
        }
        return line.toString().stripTrailing();
    }

    /** The text in rows, broken at blanks where there are some; at least one. */
    private static List<String> wrapped(String text, int width, int most) {
        List<String> rows = new ArrayList<>();
        String rest = PlainText.oneLine(text, Integer.MAX_VALUE);
        while (length(rest) > width && rows.size() < most - 1) {
            int limit = rest.offsetByCodePoints(0, width);
            int blank = rest.lastIndexOf(' ', limit);
            int end = blank > 0 ? blank : limit;
            rows.add(rest.substring(0, end));
            rest = rest.substring(end).strip();
        }
        rows.add(PlainText.oneLine(rest, width));
        return rows;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
