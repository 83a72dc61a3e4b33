package io.github.containerlimits.maven;

import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.KnownRefusal;
import io.github.containerlimits.report.PlainText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.logging.Log;

/** Maven's log as the only way out for text that an engine, an image or a policy may have made. */
record Console(Log log) {
    private static final int LONGEST = 1000;

    void say(String line) {
        log.info(PlainText.oneLine(line, LONGEST));
    }

    /**
     * Prints lines that whoever reads the output of the process takes for commands, where these begin the line. Neither the log stands in their way, nor what takes
     * System.out elsewhere: Maven's own -l, or Maven 4. An empty line comes first, since Maven leaves an unfinished one with no more than a change of colour.
     */
    static void commands(String lines) {
        System.out.flush();
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        out.print("\n" + lines + "\n");
        out.flush();
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
