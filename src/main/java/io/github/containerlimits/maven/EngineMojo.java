package io.github.containerlimits.maven;

import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** A goal that runs loads on an engine, as a policy has it. */
abstract class EngineMojo extends PolicyMojo {
    /**
     * The container engine's address: unix:///var/run/docker.sock, tcp://host:2376. By default the environment's DOCKER_HOST, else the
     * current Docker context, else the local socket.
     */
    @Parameter(property = "container-limits.dockerHost")
    private @Nullable String dockerHost;

    /**
     * Where the load's tools (stress, stress-ng, fio, busybox) come from: <code>image:NAME</code> (an image that has them),
     * <code>host</code> (those installed on this machine), <code>build</code> (a Debian image is built). By default what an earlier
     * build left on the engine, else host, else build.
     */
    @Parameter(property = "container-limits.toolbox")
    private @Nullable String toolbox;

    /** How long the whole goal may take, as the user has it. */
    abstract String timeout();

    final String toolbox() {
        return Settings.orEmpty(toolbox);
    }

    /** Empty for the usual one. */
    final String dockerHost() {
        return Settings.orEmpty(dockerHost);
    }

    final EngineAccess engine(Console console) {
        return engine(dockerHost(), console);
    }

    final EngineAccess engine(String address, Console console) {
        return new EngineAccess(address, toolbox(), timeout(), console);
    }
}
