package io.github.containerlimits.policy.yaml;

import io.github.containerlimits.limit.Place;

/**
 * Something wrong in a policy file.
 *
 * @param message what is wrong, and where it helps, what to write instead; one line, control characters escaped
 */
public record Finding(Place place, String message) {
    /** {@code limits.yaml:14:12: message}. */
    @Override
    public String toString() {
        return place + ": " + message;
    }
}
