package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupReading;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What the scheduler counted of a group's threads.
 *
 * @param threads by their ids
 */
public record ThreadTimes(Map<Long, Times> threads) {
    /** Nanoseconds in which a thread ran, and in which it could have run but waited for a CPU. */
    public record Times(long ran, long waited) {
        Times minus(Times earlier) {
            return new Times(ran - earlier.ran, waited - earlier.waited);
        }
    }

    public ThreadTimes {
        threads = Map.copyOf(threads);
    }

    /** Reads the lines of {@link CgroupReading#THREADS}: {@code 4711 2500000 1700000 12}. */
    static ThreadTimes parse(String text) {
        Map<Long, Times> threads = new HashMap<>();
        for (String line : text.lines().toList()) {
            String[] fields = CgroupText.SPACE.split(line.strip());
            if (fields.length >= 3) {
                threads.put(
                        CgroupText.parse(fields[0]).orElse(0),
                        new Times(
                                CgroupText.parse(fields[1]).orElse(0),
                                CgroupText.parse(fields[2]).orElse(0)));
            }
        }
        return new ThreadTimes(threads);
    }

    /** What the threads that were there at both moments did in between; absent where there are none. */
    Optional<ThreadTimes> since(ThreadTimes earlier) {
        Map<Long, Times> both = new HashMap<>();
        threads.forEach((id, times) ->
                Optional.ofNullable(earlier.threads.get(id)).ifPresent(before -> both.put(id, times.minus(before))));
        return both.isEmpty() ? Optional.empty() : Optional.of(new ThreadTimes(both));
    }
}
