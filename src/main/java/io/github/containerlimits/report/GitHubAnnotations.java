package io.github.containerlimits.report;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

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

    private String command(String level, Verdict verdict, Results results) throws IOException {
        Optional<Place> place =
                workspace.isPresent() ? workspace.get().place(verdict.place(), results.policyFile()) : Optional.empty();
        String where = place.map(
                        at -> "file=" + property(at.file()) + ",line=" + at.line() + ",col=" + at.column() + ",")
                .orElse("");
        String title = PlainText.oneLine(
                verdict.subject() + " of " + results.image().reference() + ": " + verdict.outcome(), LONGEST_TITLE);
        String message = PlainText.oneLine(verdict.sentence(results.image().reference()), LONGEST_MESSAGE);
        return "::" + level + " " + where + "title=" + property(title) + "::" + data(message);
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
