package io.github.containerlimits.maven;

import io.github.containerlimits.report.console.Letters;
import io.github.containerlimits.result.Results;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a limits policy holds: runs the project's image under load on a real container engine, measures what the kernel lets it
 * have, and fails the build where a limit does not hold or could not be shown to hold.
 */
@Mojo(name = "verify", defaultPhase = LifecyclePhase.VERIFY, threadSafe = true)
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
public final class VerifyMojo extends MeasuringMojo {
    /**
     * Several engines, on each of which the policy is verified, one after the other: addresses as in dockerHost, or <code>context:NAME</code>. Each has a folder in the report directory; what they
     * came to is laid side by side there.
     */
    @Parameter(property = "container-limits.engines")
    private @Nullable List<String> engines;

    /** Whether it is enough that the limits are held on one of the engines. */
    @Parameter(property = "container-limits.requireAny", defaultValue = "false")
    private boolean requireAny;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (isLeftOut("Limits are not verified")) {
            return;
        }
        EngineByEngine all = EngineByEngine.of(engines, reports(), getLog());
        if (!all.addresses().isEmpty()) {
            all.verify(this::measure, requireAny, failOnEscape());
            return;
        }
        Optional<Results> results = measure();
        if (results.isPresent()) {
            new Telling(results.get(), failOnEscape(), new Letters(Terminal.charset()), getLog()).tell();
        }
    }
}
