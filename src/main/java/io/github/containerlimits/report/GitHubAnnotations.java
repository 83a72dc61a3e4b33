package io.github.containerlimits.report;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What fails the build and what is to be warned of, as commands that GitHub Actions shows beside the lines of the policy. It shows the first ten errors and the first
 * ten warnings of a step.
 *
 * @param out takes all lines at once, which nothing may come before or between in the output of the process
 * @param workspace absent where it is not known: what is shown then has no file
 * @param failOnEscape whether the build fails where a limit is not held; otherwise it only warns
 */
record GitHubAnnotations(Consumer<String> out, Optional<Workspace> workspace, boolean failOnEscape) implements Report {
    /** Characters of a message; GitHub cuts what is longer than 4 KiB. */
    private static final int LONGEST_MESSAGE = 1000;

    private static final int LONGEST_TITLE = 100;

    @Override
    public void tell(Results results) throws IOException {
        List<String> commands = new ArrayList<>();
        for (Verdict verdict : results.verdicts()) {
            if (!verdict.passes()) {
                commands.add(command(failOnEscape ? "error" : "warning", verdict, results));
            } else if (verdict.isToWarnOf()) {
                commands.add(command("warning", verdict, results));
            }
        }
        if (!commands.isEmpty()) {
            out.accept(String.join("\n", commands));
        }
    }

    /** Each finding of a policy at its place; anything else, which is of no line, for the whole step. */
    @Override
    public void tellBroken(Breakage breakage) throws IOException {
        List<String> commands = new ArrayList<>();
        for (Finding finding : breakage.findings()) {
            Stream<String> line = workspace.flatMap(own -> SourceLine.of(own.module(), finding.place())).stream()
                    .map(SourceLine::text);
            commands.add(command(
                    "error",
                    where(finding.place(), breakage.policyFile()),
                    breakage.title(),
                    Stream.concat(Stream.of(finding.message()), line)));
        }
        if (commands.isEmpty()) {
            commands.add(
                    command("error", "", breakage.title(), breakage.message().lines()));
        }
        out.accept(String.join("\n", commands));
    }

    private String command(String level, Verdict verdict, Results results) throws IOException {
        String title = verdict.subject() + " of " + results.image().reference() + ": " + verdict.outcome();
        return command(
                level,
                where(verdict.place(), results.policyFile()),
                title,
                Stream.of(verdict.sentence(results.image().reference())));
    }

    private static String command(String level, String where, String title, Stream<String> message) {
        return "::" + level + " " + where + "title=" + property(PlainText.oneLine(title, LONGEST_TITLE)) + "::"
                + data(message.map(line -> PlainText.oneLine(line, LONGEST_MESSAGE))
                        .collect(joining("\n")));
    }

    private String where(Place place, String policyFile) throws IOException {
        Optional<Place> known = workspace.isPresent() ? workspace.get().place(place, policyFile) : Optional.empty();
        return known.map(at -> "file=" + property(at.file()) + ",line=" + at.line() + ",col=" + at.column() + ",")
                .orElse("");
    }

    /** A message as the runner reads it back. */
    static String data(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** The value of a property as the runner reads it back. */
    static String property(String text) {
        return data(text).replace(":", "%3A").replace(",", "%2C");
    }
}
