package io.github.containerlimits.report.html;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.report.html.Words.Fact;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.time.Duration;
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

/**
 * All that a verification found, as a page that stands by itself: it loads nothing and runs nothing.
 *
 * @param isUnchanged whether it is shown again, for a run that was not repeated
 */
public record Page(Results results, boolean isUnchanged) {
    /** What all charts of a page have room for, so that many trials make no endless file. */
    private static final int POINTS = 4000;

    private static final int MOST_POINTS = 120;
    private static final int LEAST_POINTS = 20;

    /** The same of all outputs, in characters. */
    private static final int OUTPUT = 60_000;

    private static final int LONGEST_OUTPUT = 2000;

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);

    /** A verdict and where more is said of it. */
    private record Row(Verdict verdict, Optional<String> trial) {}

    /** The whole file, well-formed as HTML and as XML. */
    public String source() {
        Markup body = Markup.of(
                "body",
                Markup.tag("a").with("class", "skip").with("href", "#verdicts").of("To the verdicts"),
                header(),
                Markup.of("main", verdicts(), trials(), remarks(), engine()),
                Markup.of("footer", "Written by container-limits-maven-plugin. All of it in numbers: report.json."));
        return Sheet.page("Container limits of " + results.image().reference() + ": " + word(), body);
    }

    private String word() {
        return results.failures().isEmpty() ? results.verdicts().isEmpty() ? "nothing tried" : "passed" : "failed";
    }

    private Markup header() {
        boolean isFailed = !results.failures().isEmpty();
        boolean isWarned = results.verdicts().stream().anyMatch(verdict -> verdict.outcome() != Outcome.HELD);
        String tone = isFailed ? "bad" : isWarned || results.verdicts().isEmpty() ? "odd" : "good";
        Image image = results.image();
        EngineFacts engine = results.engine();
        return Markup.of(
                "header",
                Markup.tag("p").with("class", "soft").of("Container limits of"),
                Markup.of("h1", image.reference()),
                Markup.tag("div")
                        .with("class", "verdict " + tone)
                        .of(
                                Markup.of("strong", capital(word())),
                                Markup.of("span", ": " + counts(false) + ways()),
                                isUnchanged
                                        ? Markup.of(
                                                "p",
                                                Markup.of(
                                                        "span",
                                                        "Nothing that this depends on had changed since, so that the run was not repeated."))
                                        : Markup.NONE),
                Words.facts(List.of(
                        Fact.of("When", MOMENT.format(results.began()) + ", for " + Numbers.text(results.took())),
                        Fact.of(
                                "Engine",
                                engine.name() + " " + engine.version() + ", cgroup v" + engine.cgroupVersion()
                                        + ", Linux " + engine.kernel()),
                        Fact.ofCode("Policy", results.policyFile()))));
    }

    private static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private String ways() {
        String ways = counts(true);
        return ways.isEmpty() ? "" : ". Ways round limits: " + ways;
    }

    /** {@code 3 held (1 at a smaller size), 1 escaped, 1 unproven (1 warning)}. */
    private String counts(boolean ofWays) {
        List<Verdict> counted = results.verdicts().stream()
                .filter(verdict -> verdict.wayRound() == ofWays)
                .toList();
        return Arrays.stream(Outcome.values())
                .flatMap(outcome -> {
                    List<Verdict> all = counted.stream()
                            .filter(verdict -> verdict.outcome() == outcome)
                            .toList();
                    return all.isEmpty() ? Stream.<String>empty() : Stream.of(all.size() + " " + outcome + beside(all));
                })
                .collect(joining(", "));
    }

    private static String beside(List<Verdict> all) {
        long smaller = all.stream()
                .filter(verdict ->
                        verdict.outcome() == Outcome.HELD && verdict.sizes().isPresent())
                .count();
        long warnings = all.stream().filter(Verdict::isToWarnOf).count();
        long passed = all.stream()
                .filter(verdict -> verdict.outcome() != Outcome.HELD && verdict.passes() && !verdict.isToWarnOf())
                .count();
        String words = Stream.of(
                        smaller == 0 ? "" : smaller + " at a smaller size",
                        warnings == 0 ? "" : warnings + (warnings == 1 ? " warning" : " warnings"),
                        passed == 0 ? "" : passed + " passed over")
                .filter(text -> !text.isEmpty())
                .collect(joining(", "));
        return words.isEmpty() ? "" : " (" + words + ")";
    }

    private Markup verdicts() {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < results.trials().size(); i++) {
            String id = id(i);
            results.trials().get(i).verdicts().forEach(verdict -> rows.add(new Row(verdict, Optional.of(id))));
        }
        results.untried().forEach(verdict -> rows.add(new Row(verdict, Optional.empty())));
        List<Verdict> order = results.verdicts();
        rows.sort(Comparator.<Row>comparingInt(row -> severity(row.verdict()))
                .thenComparingInt(row -> order.indexOf(row.verdict())));
        List<Row> limits =
                rows.stream().filter(row -> !row.verdict().wayRound()).toList();
        List<Row> ways = rows.stream().filter(row -> row.verdict().wayRound()).toList();
        return Markup.tag("section")
                .with("id", "verdicts")
                .with("aria-labelledby", "verdicts-title")
                .of(
                        Markup.tag("h2").with("id", "verdicts-title").of("Verdicts"),
                        limits.isEmpty() ? Markup.of("p", "Nothing was tried.") : table("Limits and claims", limits),
                        ways.isEmpty()
                                ? Markup.NONE
                                : table("Ways round limits, which other settings have to close", ways));
    }

    /** Failures first, then what a reader is to be told. */
    private static int severity(Verdict verdict) {
        return !verdict.passes() ? 0 : verdict.isToWarnOf() ? 1 : verdict.outcome() != Outcome.HELD ? 2 : 3;
    }

    private static Markup table(String caption, List<Row> rows) {
        return Markup.tag("table")
                .with("class", "cards verdicts")
                .with("role", "table")
                .of(
                        Markup.of("caption", caption),
                        Cards.head("Limit", "Measured", "Bound", "Verdict", "Evidence", "Seconds"),
                        Cards.body(rows.stream().map(Page::row).toList()));
    }

    private static Markup row(Row row) {
        Verdict verdict = row.verdict();
        Markup subject = row.trial()
                .map(id -> Markup.tag("a").with("href", "#" + id).of(verdict.subject()))
                .orElseGet(() -> Markup.text(verdict.subject()));
        String evidence = Words.cut(verdict.evidence())
                + (row.trial().isEmpty() && !verdict.conclusion().remedy().isEmpty()
                        ? ". " + Words.cut(verdict.conclusion().remedy())
                        : "");
        return Cards.row(
                Markup.join(
                        subject,
                        Markup.tag("span")
                                .with("class", "soft")
                                .of(
                                        Markup.tag("br").empty(),
                                        Markup.of("code", verdict.place().toString()))),
                List.of(
                        Cards.cell(
                                "Measured",
                                Markup.text(Words.cut(verdict.measured().text()))),
                        Cards.cell(
                                "Bound", Markup.text(Words.cut(verdict.bound().text()))),
                        Cards.cell("Verdict", Words.outcome(verdict)),
                        Cards.cell("Evidence", Markup.text(evidence)),
                        Cards.number("Seconds", seconds(verdict.took()))));
    }

    private static String seconds(Duration took) {
        return Durations.seconds(took);
    }

    private static String id(int trial) {
        return "trial-" + (trial + 1);
    }

    private static int worst(TrialResult trial) {
        return trial.verdicts().stream().mapToInt(Page::severity).min().orElse(Integer.MAX_VALUE);
    }

    /** In the order in which they ran, but failures first. */
    private Markup trials() {
        int count = Math.max(1, results.trials().size());
        int points = Math.max(LEAST_POINTS, Math.min(MOST_POINTS, POINTS / count));
        int tail = Math.min(LONGEST_OUTPUT, OUTPUT / count);
        List<Markup> sections = IntStream.range(0, results.trials().size())
                .boxed()
                .sorted(Comparator.comparing(i -> worst(results.trials().get(i))))
                .map(i -> new TrialSection(results.trials().get(i), id(i), points, tail).section(results))
                .toList();
        return section("trials", "Trials", sections);
    }

    private static Markup section(String id, String title, List<Markup> content) {
        return content.isEmpty()
                ? Markup.NONE
                : Markup.tag("section")
                        .with("aria-labelledby", id + "-title")
                        .of(Markup.tag("h2").with("id", id + "-title").of(title), Markup.join(content));
    }

    private Markup remarks() {
        return section(
                "remarks",
                "Remarks on the policy",
                results.remarks().isEmpty() ? List.of() : List.of(Words.list(results.remarks())));
    }

    private Markup engine() {
        EngineFacts engine = results.engine();
        Image image = results.image();
        return section(
                "engine",
                "Engine and image",
                List.of(Words.facts(List.of(
                        Fact.of("Engine", engine.name() + " " + engine.version() + ", API " + engine.apiVersion()),
                        Fact.ofCode("Reached at", engine.address()),
                        Fact.of(
                                "Host",
                                engine.cpus() + " CPUs, " + Dimension.BYTES.print((double) engine.memoryBytes())
                                        + " of memory, " + engine.architecture() + ", Linux " + engine.kernel()),
                        Fact.of("Control groups", "v" + engine.cgroupVersion() + ", driver " + engine.cgroupDriver()),
                        Fact.of("Storage", engine.storageDriver() + " below " + engine.dataRoot()),
                        new Fact("Engine's warnings", Words.list(engine.warnings())),
                        Fact.ofCode("Image", image.reference()),
                        Fact.ofCode("Its id", image.id()),
                        Fact.of("User", image.user().isEmpty() ? "root" : image.user()),
                        Fact.ofCode(
                                "Working directory",
                                image.workingDirectory().isEmpty() ? "/" : image.workingDirectory()),
                        new Fact("Its volumes", Words.list(image.volumes()))))));
    }
}
