package io.github.containerlimits.report;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The verdicts as a table in Markdown, at the end of the summary of a step of GitHub Actions: what was not held first.
 *
 * @param file appended to, since other steps and other modules write there too
 * @param unchanged whether the verdicts are those of an earlier run, since which nothing has changed
 */
record GitHubSummary(Path file, boolean unchanged) implements Report {
    private static final List<String> HEAD = List.of("Verdict", "Limit", "Measured", "Bound", "Evidence", "Place");

    /** Characters of a cell. */
    private static final int WIDEST = 300;

    /** What Markdown or HTML would take for its own. */
    private static final Pattern MARKUP = Pattern.compile("[\\\\`*_{}\\[\\]<>|&~#$@:!]");

    @Override
    public void tell(Results results) throws IOException {
        append(markdown(results));
    }

    @Override
    public void tellBroken(Breakage breakage) throws IOException {
        List<String> what = breakage.findings().isEmpty()
                ? breakage.message().lines().filter(line -> !line.isBlank()).toList()
                : breakage.findings().stream().map(Finding::toString).toList();
        append(Stream.concat(
                        Stream.of(heading(breakage.image()), "", "**" + plain(breakage.title()) + "**", ""),
                        what.stream().map(line -> "- " + plain(line.strip())))
                .collect(joining("\n", "\n", "\n\n")));
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String heading(String image) {
        return "### Container limits of " + plain(image);
    }

    private String markdown(Results results) {
        Stream<String> rows = results.verdicts().stream()
                .sorted(Comparator.comparingInt(GitHubSummary::rank))
                .map(GitHubSummary::row);
        String first =
                Summary.of(results) + (unchanged ? "; unchanged since " + results.began() + ", and not repeated" : "");
        return Stream.concat(
                        Stream.of(
                                heading(results.image().reference()),
                                "",
                                plain(first),
                                "",
                                line(HEAD),
                                "|" + " --- |".repeat(HEAD.size())),
                        rows)
                .collect(joining("\n", "\n", "\n\n"));
    }

    private static int rank(Verdict verdict) {
        if (!verdict.passes()) {
            return 0;
        }
        return verdict.outcome() == Outcome.HELD ? 2 : 1;
    }

    private static String row(Verdict verdict) {
        String outcome = verdict.outcome().toString();
        String evidence = verdict.evidence() + ".";
        String remedy = verdict.conclusion().remedy();
        return line(List.of(
                verdict.passes() ? outcome : "**" + outcome + "**",
                plain(verdict.subject()),
                plain(verdict.measured().text()),
                plain(verdict.bound().text()),
                plain(remedy.isEmpty() ? evidence : evidence + " " + remedy),
                plain(verdict.place().toString())));
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(joining(" | ", "| ", " |"));
    }

    /** Text in one line of which Markdown takes nothing for its own. */
    static String plain(String text) {
        return MARKUP.matcher(PlainText.oneLine(text, WIDEST)).replaceAll("\\\\$0");
    }
}
