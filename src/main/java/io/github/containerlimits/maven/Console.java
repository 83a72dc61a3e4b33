package io.github.containerlimits.maven;

import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.KnownRefusal;
import io.github.containerlimits.report.PlainText;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;

/** Maven's log as the only way out for text that an engine, an image or a policy may have made. */
record Console(Log log) {
    private static final int LONGEST = 1000;

    void say(String line) {
        log.info(PlainText.oneLine(line, LONGEST));
    }

    /** An engine's failure as a breakage of the build. Its causes go to the debug log only: Maven would print their raw messages once more. */
    MojoExecutionException breakage(EngineException e) {
        log.debug(e);
        String message = String.valueOf(e.getMessage())
                .lines()
                .map(line -> PlainText.oneLine(line, LONGEST))
                .collect(Collectors.joining(System.lineSeparator()));
        return new MojoExecutionException(message
                + KnownRefusal.in(message)
                        .map(known -> System.lineSeparator() + known.advice())
                        .orElse(""));
    }
}
