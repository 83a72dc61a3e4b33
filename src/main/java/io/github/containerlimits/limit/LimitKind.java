package io.github.containerlimits.limit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A kind of limit, as far as it is known before one is declared. {@link LimitKinds} lists all.
 *
 * @param key in reports and in {@code on_unsupported}: {@code mem_limit}
 * @param path where it stands below a service, in Compose's keys: one, or two where it stands in a mapping
 * @param reader reads what stands there: one limit, or for a list one for each item that can be read
 * @param refusal what the words of an engine or a runtime that refuses it have in them, in lower case
 * @param discard the same of an engine's warning that it discards the limit (Moby: {@code daemon_unix.go})
 */
public record LimitKind(
        String key,
        List<String> path,
        Function<Entry, List<? extends Limit>> reader,
        Pattern refusal,
        Pattern discard) {
    private static final Pattern DISCARDS = Pattern.compile("discarded|does not support|not supported");

    public LimitKind {
        path = List.copyOf(path);
        if (path.isEmpty() || path.size() > 2) {
            throw new IllegalArgumentException("a limit stands at one key or two, not at " + path);
        }
    }

    /** A kind with one limit under a key of its own. */
    static LimitKind of(String key, Function<Entry, Optional<? extends Limit>> reader, String refusal, String discard) {
        return at(List.of(key), key, reader, refusal, discard);
    }

    /** A kind with one limit somewhere else than under its own key. */
    static LimitKind at(
            List<String> path,
            String key,
            Function<Entry, Optional<? extends Limit>> reader,
            String refusal,
            String discard) {
        return new LimitKind(
                key,
                path,
                entry ->
                        reader.apply(entry).<List<? extends Limit>>map(List::of).orElse(List.of()),
                Pattern.compile(refusal),
                Pattern.compile(discard));
    }

    /** Whether the words of a refusal look like this limit's: it tells which to try first, and decides nothing. */
    public boolean isRefusedIn(String words) {
        return refusal.matcher(words.toLowerCase(Locale.ROOT)).find();
    }

    /** Whether an engine says in a warning that it discards this limit. */
    public boolean isDiscardedIn(String warning) {
        String words = warning.toLowerCase(Locale.ROOT);
        return DISCARDS.matcher(words).find() && discard.matcher(words).find();
    }

    @Override
    public String toString() {
        return key;
    }
}
