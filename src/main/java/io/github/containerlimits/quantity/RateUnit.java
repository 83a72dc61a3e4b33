package io.github.containerlimits.quantity;

import java.util.Locale;

/** What of the data is counted, each a second. */
public enum RateUnit {
    /** Bytes. */
    BPS,
    /** Operations. */
    IOPS;

    /** {@code bps}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
