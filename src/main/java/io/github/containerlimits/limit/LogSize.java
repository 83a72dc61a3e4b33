package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
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

/**
 * What the engine keeps of the container's output.
 *
 * @param driver {@code json-file}, or {@code local}
 * @param size of one file, before that is compressed; absent for what the engine keeps by itself
 * @param files 1 or more
 * @param told the options that the engine is given
 * @param isLossy whether lines may be dropped that the driver is too slow for, of which the engine is told nothing: what is lost before says nothing of the limit
 */
public record LogSize(
        Place place, String driver, Optional<Bytes> size, int files, Map<String, String> told, boolean isLossy)
        implements Limit {
    public static final LimitKind KIND =
            LimitKind.of("logging", Logging::read, "log[- ](opt|driver)|logging", "log[- ](opt|driver)|logging");

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

    public LogSize {
        told = Map.copyOf(told);
    }

    /** One of the driver json-file; without a size the engine's own, of whatever driver it takes by itself. */
    public LogSize(Place place, Optional<Bytes> size, int files) {
        this(
                place,
                "json-file",
                size,
                files,
                size.map(bytes -> Map.of("max-size", String.valueOf(bytes.value()), "max-file", String.valueOf(files)))
                        .orElse(Map.of()),
                false);
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        String named = driver.equals("json-file") ? "" : driver + ": ";
        return size.map(bytes -> named + (files == 1 ? bytes.toString() : files + " × " + bytes))
                .orElse("the engine's own");
    }

    /** All files together; absent where the engine's own settings decide. */
    public Optional<Bytes> total() {
        return size.map(bytes -> bytes.times(files));
    }

    /** Without a size the engine's own, which it takes where no driver is named. */
    @Override
    public Settings settings(Host host) {
        return Settings.of("LogConfig", size.isEmpty() ? Map.of() : Map.of("Type", driver, "Config", told));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(size.map(bytes -> List.of(
                        "--log-driver=json-file",
                        "--log-opt",
                        "max-size=" + bytes.value(),
                        "--log-opt",
                        "max-file=" + files))
                .orElse(List.of()));
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
                .orElse(isLossy ? "; tried with mode: blocking, in which nothing is lost before it is kept" : "");
    }
}
