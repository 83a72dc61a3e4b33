package io.github.containerlimits.limit;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a process's own limit begins with, and what it may be raised to.
 *
 * @param soft {@link #UNLIMITED} where there is none
 * @param hard the same
 */
record SoftAndHard(long soft, long hard) {
    static final long UNLIMITED = Long.MAX_VALUE;

    /** Reads one number for both, or a mapping with each; -1, where that is not below the least, is {@link #UNLIMITED}. */
    static Optional<SoftAndHard> read(Entry entry, String key, long least, long most, String example) {
        if (!entry.isMapping()) {
            return number(entry, least, most).map(both -> new SoftAndHard(both, both));
        }
        Map<String, Entry> entries = entry.entries(Set.of("soft", "hard"));
        @Nullable Entry soft = entries.get("soft");
        @Nullable Entry hard = entries.get("hard");
        if (soft == null || hard == null) {
            entry.add(key + " needs both, such as " + example);
            return Optional.empty();
        }
        Optional<Long> low = number(soft, least, most);
        Optional<Long> high = number(hard, least, most);
        return low.isPresent() && high.isPresent()
                ? Optional.of(new SoftAndHard(low.get(), high.get()))
                : Optional.empty();
    }

    private static Optional<Long> number(Entry entry, long least, long most) {
        return entry.number(least, most).map(number -> number < 0 ? UNLIMITED : number);
    }
}
