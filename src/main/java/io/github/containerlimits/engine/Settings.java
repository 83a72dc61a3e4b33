package io.github.containerlimits.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an engine is told of a container's limits, in the words of Docker's API.
 *
 * @param words by the keys of its {@code HostConfig}, in the order in which they were added: numbers, texts, booleans, maps and lists of these
 */
public record Settings(Map<String, Object> words) {
    /** Nothing is asked for. */
    public static final Settings NONE = new Settings(Map.of());

    public Settings {
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
    }

    public static Settings of(String key, Object value) {
        return new Settings(Map.of(key, value));
    }

    /**
     * Both together; the items of two lists under one key are joined, as are the entries of two maps.
     *
     * @throws IllegalArgumentException where both have other values under one key
     */
    public Settings and(Settings other) {
        Map<String, Object> both = new LinkedHashMap<>(words);
        other.words.forEach((key, value) -> both.merge(key, value, (one, two) -> join(key, one, two)));
        return new Settings(both);
    }

    private static Object join(String key, Object one, Object two) {
        if (one instanceof List<?> first && two instanceof List<?> second) {
            List<Object> joined = new ArrayList<>(first);
            joined.addAll(second);
            return List.copyOf(joined);
        }
        if (one instanceof Map<?, ?> first && two instanceof Map<?, ?> second) {
            Map<Object, Object> joined = new LinkedHashMap<>(first);
            joined.putAll(second);
            return Collections.unmodifiableMap(joined);
        }
        throw new IllegalArgumentException("two limits set " + key + ": " + one + " and " + two);
    }
}
