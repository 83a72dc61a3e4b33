package io.github.containerlimits.docker;

import io.github.containerlimits.engine.EngineException;
import java.util.Comparator;

/** A version of the engine's API: 1.41. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    private static final Comparator<ApiVersion> ORDER =
            Comparator.comparingInt(ApiVersion::major).thenComparingInt(ApiVersion::minor);

    static ApiVersion parse(String text) {
        if (!text.matches("\\d{1,3}\\.\\d{1,4}")) {
            throw new EngineException("'" + text + "' is no version of an engine's API.");
        }
        String[] parts = text.split("\\.");
        return new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    @Override
    public int compareTo(ApiVersion other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
