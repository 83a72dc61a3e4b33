package io.github.containerlimits;

import java.time.Duration;

/**
 * What a verification may take.
 *
 * @param most an upper bound of the whole
 * @param patience how much of that may go into trying again what neighbours on the engine's host left undecided
 * @param sideBySide whether trials that do not disturb each other run at the same time
 */
public record Times(Duration most, Duration patience, boolean sideBySide) {
    /** One trial after the other, and nothing is tried again. */
    public static Times of(Duration most) {
        return new Times(most, Duration.ZERO, false);
    }
}
