package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Place;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A trial of the user's own.
 *
 * @param directory where the load writes, an absolute path in the container; the root file system where absent
 * @param atMost an upper bound of the trial's time
 * @param isTimed whether the policy says that time
 * @param rivals one for each container that runs the same load beside this one
 * @param tolerance how far above its bound a measured rate still counts as within, as a part of the bound; the metric's default where absent
 * @param expectations at least one
 */
public record DeclaredTrial(
        Place place,
        String name,
        Load load,
        Optional<String> directory,
        Duration atMost,
        boolean isTimed,
        LimitOverrides overrides,
        List<LimitOverrides> rivals,
        OptionalDouble tolerance,
        List<Expectation> expectations) {
    public DeclaredTrial {
        rivals = List.copyOf(rivals);
        expectations = List.copyOf(expectations);
    }
}
