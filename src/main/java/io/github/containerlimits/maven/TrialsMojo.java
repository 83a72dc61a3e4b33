package io.github.containerlimits.maven;

import io.github.containerlimits.Choice;
import io.github.containerlimits.plan.Shard;
import java.util.List;
import java.util.Optional;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** A goal that is about the trials of a policy. */
@SuppressWarnings("NullAway.Init") // Maven sets the parameters.
abstract class TrialsMojo extends EngineMojo {
    /** How long the whole goal may take, such as 90s, 15m or 1h30m; after that it breaks off with an error. */
    @Parameter(property = "container-limits.timeout", defaultValue = "15m")
    private String timeout;

    /**
     * Whether a limit that no load on the engine's host could press, such as more memory than it has, may be proven at a smaller size: the container
     * as declared must show the limit, and a container with a smaller one of its kind must be held to that. A policy can say otherwise.
     */
    @Parameter(property = "container-limits.smaller", defaultValue = "true")
    private boolean smaller;

    /**
     * Whether trials that do not disturb each other run at the same time. Otherwise they run one after the other, in the order of the policy.
     */
    @Parameter(property = "container-limits.sideBySide", defaultValue = "true")
    private boolean sideBySide;

    /**
     * Globs of the trials that are run, such as <code>mem_limit,device_*</code>, by the names that the goal plan shows; what is left out is said. One that matches none is an
     * error. Such a run is not kept as a proof.
     */
    @Parameter(property = "container-limits.trial")
    private @Nullable List<String> trial;

    /**
     * Which part of the policy is run, such as <code>2/5</code>: the second of five, into which the trials are divided in the same way on every machine, so that each takes about as long. The goal
     * aggregate joins their reports.
     */
    @Parameter(property = "container-limits.shard")
    private @Nullable String shard;

    @Override
    final String timeout() {
        return timeout;
    }

    final boolean smaller() {
        return smaller;
    }

    final boolean sideBySide() {
        return sideBySide;
    }

    /** Absent for the whole policy. */
    final Optional<Shard> shard() throws MojoExecutionException {
        return ShardOfPolicy.named(shard, trial);
    }

    /** All trials where none is named. */
    final Choice named() {
        return new Choice.Named(trials());
    }

    /** Globs of those that are named. */
    final List<String> trials() {
        return trial == null ? List.of() : trial;
    }
}
