package io.github.containerlimits.maven;

import io.github.containerlimits.policy.Engines;
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
     * Several engines, on each of which the policy is verified, at the same time: addresses as in dockerHost, or <code>context:NAME</code>. Each has a folder in the report directory; what they
     * came to is laid side by side there. <code>swarm</code> stands for all nodes of the Swarm whose manager dockerHost names, <code>swarm:node.labels.limits==true</code> for those with that label.
     * Left out, the policy names them, or there is one, that of dockerHost.
     */
    @Parameter(property = "container-limits.engines")
    private @Nullable List<String> engines;

    /** Whether it is enough that the limits are held on one of the engines. */
    @Parameter(property = "container-limits.requireAny", defaultValue = "false")
    private boolean requireAny;

    /** The socket of the engine on the nodes of a Swarm; placeholders of services such as <code>{{.Node.Hostname}}</code> are allowed. */
    @Parameter(property = "container-limits.swarmSocket", defaultValue = "/var/run/docker.sock", required = true)
    private String swarmSocket;

    /** The image that runs the core on the nodes of a Swarm, where they take it from a registry; by default the plugin's own, which the goal swarm-image writes. */
    @Parameter(property = "container-limits.swarmImage")
    private @Nullable String swarmImage;

    /**
     * Whether nodes of a Swarm that are of one kind, by CPUs, memory, kernel, engine and driver, share the trials instead of running all of them each. What a node of a kind breaks with is run again on
     * another of it. Left out, the policy says it.
     */
    @Parameter(property = "container-limits.spread")
    private @Nullable Boolean spread;

    @Override
    public void execute() throws MojoExecutionException, MojoFailureException {
        if (isLeftOut("Limits are not verified")) {
            return;
        }
        EngineByEngine all = EngineByEngine.of(
                engines == null || engines.isEmpty() ? ofPolicy().addresses() : engines, reports(), getLog());
        if (!all.addresses().isEmpty()) {
            all.verify(this::measure, this::nodes, requireAny, failOnEscape());
            return;
        }
        Optional<Results> results = measure();
        if (results.isPresent()) {
            new Telling(results.get(), failOnEscape(), new Letters(Terminal.charset()), getLog()).tell();
        }
    }

    /** The engines that the policy names. Why it can't be read is told where it is read to be verified. */
    private Engines ofPolicy() {
        try {
            return policy(line -> {}).engines();
        } catch (MojoExecutionException e) {
            return Engines.NONE;
        }
    }

    private List<NodeReport> nodes(String address) throws MojoExecutionException {
        try (Console console = console()) {
            boolean isSpread = spread == null ? ofPolicy().spread() : spread;
            Told told = told(isSpread, console);
            return new SwarmVerification(
                            dockerHost(),
                            swarmSocket,
                            Settings.orEmpty(swarmImage),
                            classpath(),
                            Settings.duration("timeout", timeout()),
                            reports(),
                            told.assignment(),
                            Optional.of(told.policy()).filter(policy -> isSpread),
                            console)
                    .on(address);
        }
    }
}
