package io.github.containerlimits.engine;

import io.github.containerlimits.policy.Limits;
import io.github.containerlimits.policy.Target;
import java.time.Duration;
import java.util.Map;

/**
 * A container to be made for trials.
 *
 * @param limits as the policy has them
 * @param devices the device path on the engine's host of each target in the limits
 * @param lifetime after which the container ends by itself, whatever becomes of this process
 */
public record ContainerSpec(Image image, Limits limits, Map<Target, String> devices, Duration lifetime) {
    public ContainerSpec {
        devices = Map.copyOf(devices);
    }
}
