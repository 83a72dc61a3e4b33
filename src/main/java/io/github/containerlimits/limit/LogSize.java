package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.LogBytes;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the engine keeps of the container's output.
 *
 * @param size of one file; absent for what the engine keeps by itself
 * @param files 1 or more
 */
public record LogSize(Place place, Optional<Bytes> size, int files) implements Limit {
    public static final LimitKind KIND =
            LimitKind.of("logging", LogSize::read, "log[- ](opt|driver)|logging", "log[- ](opt|driver)|logging");

    private static final int MOST_FILES = 100;
    private static final Bytes LEAST = Bytes.of(64 << 10);
    private static final Bytes MOST_PRINTED = Bytes.of(1L << 30);

    /** This part of a log's size has room in it with all that an engine writes beside each line. */
    private static final double ROOM = 0.85;

    /**
     * A log is printed this much larger than its size: an engine begins anew where a file is full, so that with more than this, a larger size than the
     * policy's could look like the policy's.
     */
    private static final double OVER = 1.1;

    /** A log that keeps less than this part of what it has room for is smaller than the policy's. */
    private static final double NEARLY = 0.9;

    private static Optional<LogSize> read(Entry entry) {
        Map<String, Entry> entries = entry.entries(Set.of("driver", "options"));
        @Nullable Entry driver = entries.get("driver");
        @Nullable Entry options = entries.get("options");
        if (driver != null) {
            driver.value(LogSize::driver);
        }
        if (options == null) {
            entry.add("logging needs a size, such as { driver: json-file, options: { max-size: 10m } }");
            return Optional.empty();
        }
        Map<String, Entry> known = options.entries(Set.of("max-size", "max-file"));
        @Nullable Entry size = known.get("max-size");
        @Nullable Entry files = known.get("max-file");
        if (size == null) {
            options.add("logging.options needs a max-size, such as 10m");
            return Optional.empty();
        }
        Optional<Long> count = files == null ? Optional.of(1L) : files.number(1, MOST_FILES);
        Optional<Bytes> bytes =
                size.value(text -> Bytes.parse(text, LEAST, "the least that can be told from its last line"));
        return count.isPresent() && bytes.isPresent()
                ? Optional.of(new LogSize(size.place(), bytes, count.get().intValue()))
                : Optional.empty();
    }

    private static String driver(String text) {
        if (!text.equals("json-file")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not json-file, the only one whose size can be looked at on any engine");
        }
        return text;
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return size.map(bytes -> files == 1 ? bytes.toString() : files + " × " + bytes)
                .orElse("the engine's own");
    }

    /** All files together; absent where the engine's own settings decide. */
    public Optional<Bytes> total() {
        return size.map(bytes -> bytes.times(files));
    }

    /** Without a size the engine's own, which it takes where no driver is named. */
    @Override
    public Settings settings(Host host) {
        return Settings.of(
                "LogConfig",
                size.<Map<String, Object>>map(bytes -> Map.of(
                                "Type",
                                "json-file",
                                "Config",
                                Map.of(
                                        "max-size", String.valueOf(bytes.value()),
                                        "max-file", String.valueOf(files))))
                        .orElse(Map.of()));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        Bytes kept = total().orElse(Bytes.of(0));
        if (kept.compareTo(MOST_PRINTED) > 0) {
            return List.of(Press.None.unproven(
                    printed(kept.value()), Excuse.host("more than " + MOST_PRINTED + " would have to be printed")));
        }
        long first = kept.times(ROOM).value();
        long more = kept.times(OVER).value() - first;
        return List.of(printing(Workload.of(Scripts.print(more))
                .shownAs(printed(first + more))
                .withNeeds(Needs.disk(first + more, "/"))
                .preparedBy(Optional.of(Scripts.print(first)))));
    }

    /** Writes so many bytes in lines to the container's output. */
    public static Press.With printing(long bytes) {
        return printing(
                Workload.of(Scripts.print(bytes)).shownAs(printed(bytes)).withNeeds(Needs.disk(bytes, "/")));
    }

    /** What an earlier load printed would count as well. */
    private static Press.With printing(Workload workload) {
        return Press.With.of(workload).inFreshContainer().spendingContainer();
    }

    private static String printed(long bytes) {
        return Bytes.of(bytes) + " to the container's output";
    }

    @Override
    public MetricKind metric() {
        return LogBytes.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost(total().map(Bytes::value).orElse(Long.MAX_VALUE).doubleValue());
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }

    @Override
    public String remark(Observed observed) {
        return observed.measurement()
                .log()
                .filter(log -> log.keptFirst() < log.printedFirst() * NEARLY)
                .map(log -> TIGHTER + "of the first " + metric().dimension().print((double) log.printedFirst())
                        + ", for which it has room, only "
                        + metric().dimension().print((double) log.keptFirst()) + " were kept")
                .orElse("");
    }
}
