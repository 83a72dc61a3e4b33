package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Limits;
import java.util.Set;

/**
 * How a trial's or a rival's limits differ from the policy's.
 *
 * @param limits replace those with the same key
 * @param removedKeys keys whose limits are taken away, written with a null value: {@code cpus: ~}
 */
public record LimitOverrides(Limits limits, Set<String> removedKeys) {
    /** No difference. */
    public static final LimitOverrides NONE = new LimitOverrides(Limits.NONE, Set.of());

    public LimitOverrides {
        removedKeys = Set.copyOf(removedKeys);
    }

    public Limits appliedTo(Limits base) {
        return base.overriddenBy(limits, removedKeys);
    }
}
