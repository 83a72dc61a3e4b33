package io.github.containerlimits.maven;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.report.PlainText;
import io.github.containerlimits.report.console.Letters;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;

/**
 * What a verification's results mean for the build.
 *
 * @param letters of what is said
 */
record Telling(Results results, boolean failOnEscape, Letters letters, Log log) {
    /** So many failures are named where the build fails; the table above has all. */
    private static final int MOST_NAMED = 5;

    private static final int LONGEST = 300;

    /** Characters of a sentence: a load's command line can be long. */
    private static final int LONGEST_SENTENCE = 1000;

    /**
     * Warns of what was only to be warned of.
     *
     * @throws MojoFailureException where a limit is not held
     * @throws MojoExecutionException where there was nothing to verify
     */
    void tell() throws MojoExecutionException, MojoFailureException {
        if (results.verdicts().isEmpty() && results.origin().portion().isPresent()) {
            return; // which was said: the other shards have it all
        }
        if (results.verdicts().isEmpty()) {
            throw new MojoExecutionException(results.policyFile()
                    + " leaves nothing to verify. Declare a limit in it, or a trial with an expectation.");
        }
        results.verdicts().stream().filter(Verdict::isToWarnOf).forEach(verdict -> log.warn(sentence(verdict)));
        List<Verdict> failures = results.failures();
        if (failures.isEmpty()) {
            return;
        }
        if (failOnEscape) {
            throw new MojoFailureException(summary(failures));
        }
        log.warn(summary(failures));
    }

    private String summary(List<Verdict> failures) {
        return letters.shown(failures.size() + " of " + results.verdicts().size() + " limits of "
                + results.image().reference()
                + (failures.size() == 1 ? " is not proven: " : " are not proven: ")
                + failures.stream().limit(MOST_NAMED).map(Telling::inShort).collect(joining("; "))
                + (failures.size() > MOST_NAMED ? "; and " + (failures.size() - MOST_NAMED) + " more" : ""));
    }

    private static String inShort(Verdict failure) {
        return PlainText.oneLine(failure.place() + ": " + failure.subject() + " " + failure.inShort(), LONGEST);
    }

    private String sentence(Verdict verdict) {
        return letters.shown(PlainText.oneLine(verdict.sentence(results.image().reference()), LONGEST_SENTENCE));
    }
}
