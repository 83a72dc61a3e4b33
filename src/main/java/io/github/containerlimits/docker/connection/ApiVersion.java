package io.github.containerlimits.docker.connection;

import io.github.containerlimits.engine.EngineException;
import java.util.Comparator;

/** A version of the engine's API: 1.41. */
record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    /** The newest that docker-java 3.7.1 was made for. */
    static final ApiVersion NEWEST_KNOWN = new ApiVersion(1, 44);

    private static final Comparator<ApiVersion> ORDER =
            Comparator.comparingInt(ApiVersion::major).thenComparingInt(ApiVersion::minor);

    static ApiVersion parse(String text) {
        if (!text.matches("\\d{1,3}\\.\\d{1,4}")) {
            throw new EngineException("'" + text + "' is no version of an engine's API.");
        }
        String[] parts = text.split("\\.");
        return new ApiVersion(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
    }

    /**
     * The newest version that both sides speak.
     *
     * @param newest that the engine speaks
     * @param oldest that the engine speaks
     * @throws EngineException where there is none
     */
    static ApiVersion settle(ApiVersion newest, ApiVersion oldest) {
        ApiVersion settled = newest.compareTo(NEWEST_KNOWN) < 0 ? newest : NEWEST_KNOWN;
        if (settled.compareTo(oldest) < 0) {
            throw new EngineException("The engine speaks versions " + oldest + " to " + newest
                    + " of its API, but this plugin " + NEWEST_KNOWN + " at most.");
        }
        return settled;
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
