package io.github.containerlimits.maven;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.aggregate.Line;
import io.github.containerlimits.verdict.Outcome;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.maven.doxia.sink.Sink;

/**
 * A report as a page of a site. It calls of a sink only what all versions of Doxia have, so that older site plugins show it as well.
 *
 * @param charts where the page with charts is, from this page on; absent where there is none
 */
record SitePage(CollectedReport report, Optional<String> charts) {
    static final String TITLE = "Container limits";

    private static final int LONGEST = 1000;

    /** Of the columns: numbers of seconds stand below each other. */
    private static final int[] JUSTIFICATION = {
        Sink.JUSTIFY_LEFT,
        Sink.JUSTIFY_LEFT,
        Sink.JUSTIFY_LEFT,
        Sink.JUSTIFY_LEFT,
        Sink.JUSTIFY_LEFT,
        Sink.JUSTIFY_RIGHT,
        Sink.JUSTIFY_LEFT
    };

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    /** The whole page, which is closed then. */
    void write(Sink sink) {
        sink.head();
        sink.title();
        sink.text(TITLE);
        sink.title_();
        sink.head_();
        sink.body();
        sink.section1();
        sink.sectionTitle1();
        sink.text(TITLE);
        sink.sectionTitle1_();
        verdict(sink);
        table(sink, lines(false), "Limit");
        if (!lines(true).isEmpty()) {
            paragraph(sink, "Ways round limits:");
            table(sink, lines(true), "Way round");
        }
        charts.ifPresent(link -> {
            sink.paragraph();
            sink.text("With charts, and the commands that repeat each trial by hand: ");
            sink.link(link);
            sink.text("the whole report");
            sink.link_();
            sink.text(".");
            sink.paragraph_();
        });
        sink.section1_();
        sink.body_();
        sink.flush();
        sink.close();
    }

    private void verdict(Sink sink) {
        sink.paragraph();
        sink.bold();
        sink.text(report.passes() ? "Passed" : "Failed");
        sink.bold_();
        sink.text(": " + counts() + ". ");
        sink.text("The image " + shown(report.image()) + " on " + shown(report.engine()) + ", "
                + MOMENT.format(report.began()) + ", for " + Durations.print(report.seconds()) + ".");
        sink.paragraph_();
    }

    private String counts() {
        List<Line> limits = lines(false);
        List<Line> ways = lines(true);
        Stream<String> outcomes = Arrays.stream(Outcome.values())
                .map(outcome -> counted(
                        limits.stream()
                                .filter(line -> line.outcome() == outcome)
                                .count(),
                        outcome.toString()));
        Stream<String> open =
                Stream.of(counted(ways.stream().filter(way -> !way.passes()).count(), "open ways round"));
        Stream<String> warned = Stream.of(counted(
                ways.stream()
                        .filter(way -> way.passes() && way.outcome() != Outcome.HELD)
                        .count(),
                "warned of"));
        String counts = Stream.of(outcomes, open, warned)
                .flatMap(some -> some)
                .filter(some -> !some.isEmpty())
                .collect(joining(", "));
        return counts.isEmpty() ? "no limit was tried" : counts;
    }

    private static String counted(long count, String what) {
        return count == 0 ? "" : count + " " + what;
    }

    /** What was not held stands first. */
    private List<Line> lines(boolean ofWays) {
        return report.lines().stream()
                .filter(line -> line.wayRound() == ofWays)
                .sorted(Comparator.comparing(Line::grade))
                .toList();
    }

    private void table(Sink sink, List<Line> lines, String first) {
        sink.table();
        sink.tableRows(JUSTIFICATION, false);
        sink.tableRow();
        for (String title : List.of(first, "Measured", "Bound", "Verdict", "Evidence", "Seconds", "Declared")) {
            sink.tableHeaderCell();
            sink.text(title);
            sink.tableHeaderCell_();
        }
        sink.tableRow_();
        for (Line line : lines) {
            sink.tableRow();
            Stream.of(
                            line.subject(),
                            line.measured(),
                            line.bound(),
                            verdict(line),
                            line.evidence(),
                            seconds(line.seconds()),
                            line.place())
                    .forEach(cell -> cell(sink, cell));
            sink.tableRow_();
        }
        sink.tableRows_();
        sink.table_();
    }

    /** With a mark, so that colour is not needed to tell what fails from what does not. */
    private static String verdict(Line line) {
        String mark = line.grade() == 0 ? "✗ " : line.grade() == 1 ? "! " : "✓ ";
        return mark + line.outcome();
    }

    private static void cell(Sink sink, String text) {
        sink.tableCell();
        sink.text(shown(text));
        sink.tableCell_();
    }

    private static void paragraph(Sink sink, String text) {
        sink.paragraph();
        sink.text(text);
        sink.paragraph_();
    }

    /** Text of a report, whoever wrote that, as a page can have it. */
    private static String shown(String text) {
        return PlainText.oneLine(text, LONGEST);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }
}
