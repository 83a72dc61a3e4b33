package io.github.containerlimits.maven;

import io.github.containerlimits.report.console.Letters;
import io.github.containerlimits.result.Results;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Proves that a limits policy holds: runs the project's image under load on a real container engine, measures what the kernel lets it
 * have, and fails the build where a limit does not hold or could not be shown to hold.
 */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
public final class VerifyMojo extends MeasuringMojo {
    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (isLeftOut("Limits are not verified")) {
            return;
        }
        Optional<Results> results = measure();
        if (results.isPresent()) {
            new Telling(results.get(), failOnEscape(), new Letters(Terminal.charset()), getLog()).tell();
        }
    }
}
