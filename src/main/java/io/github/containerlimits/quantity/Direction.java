package io.github.containerlimits.quantity;

import java.util.Locale;

/** Which way data goes between a container and a disk. */
public enum Direction {
    READ,
    WRITE;

    /** {@code read}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
