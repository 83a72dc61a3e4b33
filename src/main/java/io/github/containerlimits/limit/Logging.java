package io.github.containerlimits.limit;

import io.github.containerlimits.quantity.Bytes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What Compose's {@code logging} bounds, by its driver. */
public final class Logging {
    /** A smaller size is not told from its last line. */
    public static final Bytes LEAST = Bytes.of(64 << 10);

    private static final String JSON_FILE = "json-file";
    private static final String LOCAL = "local";
    private static final Pattern DRIVER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_./:-]{0,127}");

    /** Options that bound what is kept. */
    private static final String SIZE = "max-size";

    private static final String FILES = "max-file";
    private static final String COMPRESS = "compress";
    private static final String MODE = "mode";

    /** What lines have in them, and how many may wait for a driver: not what is kept. */
    private static final Set<String> OTHERS =
            Set.of("max-buffer-size", "tag", "labels", "labels-regex", "env", "env-regex");

    private static final Set<String> OPTIONS = Stream.concat(Stream.of(SIZE, FILES, COMPRESS, MODE), OTHERS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private static final int MOST_FILES = 100;

    /** What the driver local keeps by itself (Moby: {@code daemon/logger/local/local.go}). */
    private static final Bytes SIZE_OF_LOCAL = Bytes.ofMebibytes(20);

    private static final int FILES_OF_LOCAL = 5;

    private Logging() {}

    static Optional<Limit> read(Entry entry) {
        Map<String, Entry> entries = entry.entries(Set.of("driver", "options"));
        @Nullable Entry named = entries.get("driver");
        Optional<String> driver = named == null ? Optional.of(JSON_FILE) : named.value(Logging::driver);
        Optional<Entry> options = Optional.ofNullable(entries.get("options"));
        return driver.flatMap(name -> switch (name) {
            case JSON_FILE, LOCAL -> sized(entry, name, options);
            case "none" -> Optional.of(new LogNone(entry.place()));
            default -> Optional.of(new LogElsewhere(entry.place(), name));
        });
    }

    private static String driver(String text) {
        if (!DRIVER.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no name of a driver, such as json-file or local");
        }
        return text;
    }

    private static Optional<Limit> sized(Entry entry, String driver, Optional<Entry> given) {
        boolean isLocal = driver.equals(LOCAL);
        if (given.isEmpty() && !isLocal) {
            entry.add("logging needs a size, such as { driver: json-file, options: { max-size: 10m } }");
            return Optional.empty();
        }
        Map<String, Entry> options = given.map(node -> node.entries(OPTIONS)).orElse(Map.of());
        @Nullable Entry size = options.get(SIZE);
        if (size == null && !isLocal) {
            given.orElse(entry).add("logging.options needs a max-size, such as 10m");
            return Optional.empty();
        }
        Optional<Bytes> bytes = size == null
                ? Optional.of(SIZE_OF_LOCAL)
                : size.value(text -> Bytes.parse(text, LEAST, "the least that can be told from its last line"));
        @Nullable Entry files = options.get(FILES);
        Optional<Long> count =
                files == null ? Optional.of(isLocal ? (long) FILES_OF_LOCAL : 1L) : files.number(1, MOST_FILES);
        @Nullable Entry compress = options.get(COMPRESS);
        Optional<Boolean> compressed = compress == null ? Optional.of(isLocal) : compress.bool();
        @Nullable Entry mode = options.get(MODE);
        Optional<String> lossy = mode == null ? Optional.of("") : mode.value(Logging::mode);
        if (bytes.isEmpty() || count.isEmpty() || compressed.isEmpty() || lossy.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> told = new LinkedHashMap<>();
        if (size != null) {
            told.put(SIZE, String.valueOf(bytes.get().value()));
        }
        if (files != null || !isLocal) {
            told.put(FILES, String.valueOf(count.get()));
        }
        if (compress != null) {
            told.put(COMPRESS, String.valueOf(compressed.get()));
        }
        return Optional.of(new LogSize(
                (size == null ? entry : size).place(),
                driver,
                bytes,
                count.get().intValue(),
                told,
                lossy.get().equals("non-blocking")));
    }

    private static String mode(String text) {
        if (!List.of("blocking", "non-blocking").contains(text)) {
            throw new IllegalArgumentException("'" + text + "' is neither blocking nor non-blocking");
        }
        return text;
    }
}
