package io.github.containerlimits.report.html;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.report.aggregate.Aggregate;
import io.github.containerlimits.report.aggregate.Aggregate.Change;
import io.github.containerlimits.report.aggregate.CollectedReport;
import io.github.containerlimits.report.aggregate.Line;
import io.github.containerlimits.report.html.Words.Fact;
import io.github.containerlimits.verdict.Outcome;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Reports side by side, as a page that stands by itself: modules and their limits, and below them each report's verdicts. */
public record AggregatePage(Aggregate aggregate) {
    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

    /** The whole file, well-formed as HTML and as XML. */
    public String source() {
        String word = aggregate.passes() ? "passed" : "failed";
        Markup header = Markup.of(
                "header",
                Markup.tag("p").with("class", "soft").of("Container limits of"),
                Markup.of("h1", count(aggregate.reports().size(), "report")),
                Markup.tag("div")
                        .with("class", "verdict " + (aggregate.passes() ? "good" : "bad"))
                        .of(
                                Markup.of("strong", word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1)),
                                Markup.of("span", ": " + counts())));
        List<Markup> sections = IntStream.range(0, aggregate.reports().size())
                .boxed()
                .sorted(Comparator.comparing(i -> aggregate.reports().get(i).passes()))
                .map(i -> section(aggregate.reports().get(i), id(i)))
                .toList();
        return Sheet.page(
                "Container limits: " + word,
                Markup.of(
                        "body",
                        Markup.tag("a")
                                .with("class", "skip")
                                .with("href", "#overview")
                                .of("To the overview"),
                        header,
                        Markup.of(
                                "main",
                                overview(),
                                Markup.tag("section")
                                        .with("aria-labelledby", "reports-title")
                                        .of(
                                                Markup.tag("h2")
                                                        .with("id", "reports-title")
                                                        .of("Reports"),
                                                Markup.join(sections))),
                        Markup.of(
                                "footer",
                                "Written by container-limits-maven-plugin. All of it as data: aggregate.json.")));
    }

    private static String id(int report) {
        return "report-" + (report + 1);
    }

    private static String count(int number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private String counts() {
        List<Line> all = aggregate.reports().stream()
                .flatMap(report -> report.lines().stream())
                .filter(line -> !line.wayRound())
                .toList();
        List<Change> changes = aggregate.reports().stream()
                .flatMap(report -> IntStream.range(0, report.lines().size())
                        .boxed()
                        .flatMap(place -> aggregate.change(report, place).stream()))
                .toList();
        Stream<String> changed = Stream.of("worse", "better", "new")
                .map(word -> changes.stream()
                                .filter(change -> change.word().equals(word))
                                .count() + " " + word)
                .filter(text -> !text.startsWith("0 "));
        String since = changed.collect(joining(", "));
        return Arrays.stream(Outcome.values())
                        .map(outcome -> all.stream()
                                        .filter(line -> line.outcome() == outcome)
                                        .count() + " " + outcome)
                        .filter(text -> !text.startsWith("0 "))
                        .collect(joining(", "))
                + (aggregate.earlier().isEmpty()
                        ? ""
                        : ". Since the earlier report: " + (since.isEmpty() ? "no change" : since));
    }

    /** One row for each report and one column for each subject; as wide as it is, it is scrolled in its own frame. */
    private Markup overview() {
        List<String> subjects = aggregate.subjects();
        List<Markup> rows = new ArrayList<>();
        for (int i = 0; i < aggregate.reports().size(); i++) {
            CollectedReport report = aggregate.reports().get(i);
            List<Markup> cells = subjects.stream()
                    .map(subject -> Cards.cell(subject, cell(report, Aggregate.of(report, subject))))
                    .toList();
            rows.add(Cards.row(
                    Markup.join(
                            Markup.tag("a").with("href", "#" + id(i)).of(Words.cut(report.name())),
                            Markup.tag("span")
                                    .with("class", "soft")
                                    .of(Markup.tag("br").empty(), Markup.text(Words.cut(report.engine())))),
                    cells));
        }
        return Markup.tag("section")
                .with("id", "overview")
                .with("aria-labelledby", "overview-title")
                .of(
                        Markup.tag("h2").with("id", "overview-title").of("Reports and limits"),
                        Markup.tag("div")
                                .with("class", "wide")
                                .with("tabindex", "0")
                                .with("role", "region")
                                .with("aria-labelledby", "overview-title")
                                .of(Markup.tag("table")
                                        .with("class", "cards")
                                        .with("role", "table")
                                        .of(
                                                Cards.head(Stream.concat(
                                                                Stream.of("Report"),
                                                                subjects.stream()
                                                                        .map(Words::cut))
                                                        .toArray(String[]::new)),
                                                Cards.body(rows))));
    }

    private Markup cell(CollectedReport report, List<Integer> places) {
        if (places.isEmpty()) {
            return Markup.tag("span").with("class", "soft none").of("–");
        }
        Line gravest = report.lines().get(places.get(0));
        return Markup.join(
                outcome(gravest),
                places.size() == 1
                        ? Markup.NONE
                        : Markup.tag("span").with("class", "soft").of(" of " + places.size()),
                Markup.tag("br").empty(),
                Markup.text(Words.cut(gravest.measured())),
                Markup.join(aggregate.change(report, places.get(0)).flatMap(AggregatePage::arrow).stream()
                        .toList()));
    }

    private static Markup outcome(Line line) {
        String tone = line.grade() == 0 ? "bad" : line.grade() == 1 ? "odd" : "good";
        String mark = line.grade() == 0 ? "✗" : line.grade() == 1 ? "!" : "✓";
        return Markup.tag("span").with("class", "tag " + tone).of(mark + " " + line.outcome());
    }

    /** What became of it; absent where nothing did. */
    private static Optional<Markup> arrow(Change change) {
        return Optional.of(change)
                .filter(some -> !some.word().equals("same"))
                .map(some -> Markup.tag("span")
                        .with(
                                "class",
                                some.word().equals("worse")
                                        ? "bad"
                                        : some.word().equals("better") ? "good" : "soft")
                        .of((some.word().equals("worse") ? " ▼ " : some.word().equals("better") ? " ▲ " : " ")
                                + some.word()));
    }

    private Markup section(CollectedReport report, String id) {
        Markup.Tag details = Markup.tag("details").with("class", "trial").with("id", id);
        boolean isCompared = aggregate.before(report).isPresent();
        List<Markup> rows = IntStream.range(0, report.lines().size())
                .boxed()
                .sorted(Comparator.comparing(place -> report.lines().get(place).grade()))
                .map(place -> row(report, place, isCompared))
                .toList();
        String[] names = Stream.concat(
                        Stream.of("Limit", "Measured", "Bound", "Verdict", "Evidence"),
                        isCompared ? Stream.of("Before") : Stream.of())
                .toArray(String[]::new);
        return (report.passes() ? details : details.with("open", "open"))
                .of(
                        Markup.of(
                                "summary",
                                Markup.of("h3", Words.cut(report.name())),
                                Markup.tag("span")
                                        .with("class", "tag " + (report.passes() ? "good" : "bad"))
                                        .of(report.passes() ? " ✓ passed" : " ✗ failed")),
                        Words.facts(List.of(
                                Fact.ofCode("Image", report.image()),
                                Fact.of("Engine", report.engine()),
                                Fact.of("Joined from", shards(report)),
                                Fact.of(
                                        "When",
                                        MOMENT.format(report.began())
                                                + String.format(Locale.ROOT, ", for %.1f s", report.seconds())),
                                Fact.of(
                                        "No longer there",
                                        aggregate.gone(report).stream()
                                                .map(Line::subject)
                                                .collect(joining(", "))))),
                        Markup.tag("table")
                                .with("class", "cards verdicts")
                                .with("role", "table")
                                .of(
                                        Markup.of("caption", "Verdicts of " + Words.cut(report.name())),
                                        Cards.head(names),
                                        Cards.body(rows)));
    }

    /** Empty where it was not. */
    private static String shards(CollectedReport report) {
        return report.shards().stream()
                .map(shard -> String.format(
                        Locale.ROOT,
                        "%s (%s on %s, %.1f s)",
                        shard.name(),
                        count(shard.lines().size(), "verdict"),
                        shard.engine(),
                        shard.seconds()))
                .collect(joining(", "));
    }

    private Markup row(CollectedReport report, int place, boolean isCompared) {
        Line line = report.lines().get(place);
        List<Markup> cells = new ArrayList<>(List.of(
                Cards.cell("Measured", Markup.text(Words.cut(line.measured()))),
                Cards.cell("Bound", Markup.text(Words.cut(line.bound()))),
                Cards.cell("Verdict", outcome(line)),
                Cards.cell("Evidence", Markup.text(Words.cut(line.evidence())))));
        if (isCompared) {
            Optional<Change> change = aggregate.change(report, place);
            cells.add(Cards.cell(
                    "Before",
                    Markup.join(
                            Markup.text(change.flatMap(Change::before)
                                    .map(before -> before.outcome() + ", " + Words.cut(before.measured()))
                                    .orElse("–")),
                            Markup.join(change.flatMap(AggregatePage::arrow).stream()
                                    .toList()))));
        }
        return Cards.row(
                Markup.join(
                        Markup.text(Words.cut(line.subject())),
                        Markup.tag("span")
                                .with("class", "soft")
                                .of(Markup.tag("br").empty(), Markup.of("code", Words.cut(line.place())))),
                cells);
    }
}
