package io.github.containerlimits.maven;

import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/**
 * Runs the trials of a limits policy and writes the reports, but lets the build go on whatever the verdicts are: the goal check fails it in the phase verify, when what was started around
 * the trials has been stopped. A policy that is invalid, and an engine that fails, break the build here.
 */
@Mojo(name = "measure", defaultPhase = LifecyclePhase.INTEGRATION_TEST, threadSafe = true)
public final class MeasureMojo extends MeasuringMojo {
    @Override
    public void execute() throws MojoExecutionException {
        if (!isLeftOut("Limits are not measured")) {
            measure();
        }
    }
}
