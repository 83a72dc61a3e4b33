package io.github.containerlimits.maven;

import io.github.containerlimits.report.ConsoleTable;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import java.util.List;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugin.logging.Log;

/** What a verification's results mean for the build. */
record Telling(Results results, boolean failOnEscape, Log log) {
    /**
     * Warns of what was only to be warned of.
     *
     * @throws MojoFailureException where a limit is not held
     * @throws MojoExecutionException where there was nothing to verify
     */
    void tell() throws MojoExecutionException, MojoFailureException {
        if (results.verdicts().isEmpty()) {
            throw new MojoExecutionException(results.policyFile()
                    + " leaves nothing to verify. Declare a limit in it, or a trial with an expectation.");
        }
        results.verdicts().stream()
                .filter(Verdict::isToWarnOf)
                .forEach(verdict -> log.warn(ConsoleTable.sentence(verdict, results)));
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
        return failures.size() + " of " + results.verdicts().size() + " limits of "
                + results.image().reference()
                + (failures.size() == 1 ? " is not proven: " : " are not proven, the first: ")
                + ConsoleTable.sentence(failures.get(0), results);
    }
}
