package io.github.containerlimits.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The image's own command, run as the application that it is.
 *
 * @param command in the place of the image's CMD; empty for the image's own
 * @param environment beside the image's own
 * @param readiness absent where the image's health check decides, or that it still runs where it has none
 * @param within how long it may take to be ready; for a job, to end
 * @param lasts for how long it is watched once it is ready; nothing for a job
 * @param http what is asked of it meanwhile; absent where nothing is
 * @param network one of the engine's that it has; absent where it has none but loopback
 * @param needs what must be ready before it starts, in that order
 * @param beside what runs beside it while it is watched a second time; empty where it is watched once
 */
public record Service(
        List<String> command,
        Map<String, String> environment,
        Optional<Readiness> readiness,
        Duration within,
        Duration lasts,
        Optional<HttpLoad> http,
        Optional<String> network,
        List<Dependency> needs,
        List<Stressor> beside) {
    public Service {
        needs = List.copyOf(needs);
        beside = List.copyOf(beside);
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** The same, watched for that time. */
    public Service watchedFor(Duration time) {
        return new Service(command, environment, readiness, within, time, http, network, needs, beside);
    }

    /** The same with this load, in that network, and beside what it needs. */
    public Service with(Optional<HttpLoad> load, Optional<String> ofEngine, List<Dependency> dependencies) {
        return new Service(command, environment, readiness, within, lasts, load, ofEngine, dependencies, beside);
    }

    /** The same, watched a second time beside these. */
    public Service stressedBy(List<Stressor> stressors) {
        return new Service(command, environment, readiness, within, lasts, http, network, needs, stressors);
    }

    /** Whether it ends by itself once its work is done. */
    public boolean isJob() {
        return readiness.filter(Readiness.Ends.class::isInstance).isPresent();
    }
}
