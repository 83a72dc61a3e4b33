package io.github.containerlimits.way;

import io.github.containerlimits.limit.Evidence;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.LogSize;
import io.github.containerlimits.limit.Places;
import io.github.containerlimits.limit.StorageSize;
import io.github.containerlimits.limit.Throttle;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is printed is kept by the engine, on its own disk. */
public final class LogWay implements Way {
    public static final LogWay WAY = new LogWay();

    /** Bytes: enough to be told from what an engine's driver buffers, and printed in a second or two. */
    private static final long PRINTED = 8L << 20;

    /** The rest may be what the engine's own driver adds, or still be on its way. */
    private static final double ALL = 0.98;

    private static final Figure BOUND = Figure.of("less than was printed");

    private LogWay() {}

    @Override
    public String key() {
        return "log";
    }

    @Override
    public boolean leadsRound(Limit limit) {
        return limit instanceof StorageSize || VolumeWay.WAY.leadsRound(limit);
    }

    @Override
    public String ledRound() {
        return "storage_opt or a rate of writes in blkio_config";
    }

    @Override
    public List<Attempt> attempts(Limits all, Places places) {
        if (!all.of(LogSize.KIND).isEmpty()) {
            return List.of(); // it has its own trial
        }
        return all
                .find(StorageSize.class)
                .<Limit>map(size -> size)
                .or(() -> Throttle.ofWrites(all).findFirst())
                .map(limit -> new Attempt(
                        limit,
                        LogSize.printing(PRINTED)
                                .having(List.of(new LogSize(limit.place(), Optional.empty(), 1)))
                                .claiming(Claims.HOST)))
                .stream()
                .toList();
    }

    @Override
    public Optional<Conclusion> conclude(Limit limit, Evidence evidence) {
        Measurement measurement = evidence.observed().measurement();
        if (measurement.log().isEmpty()) {
            return measurement.ended()
                    ? Optional.of(Conclusion.of("", Figure.NONE, BOUND)
                            .excused(Excuse.engine("what the engine keeps could not be read")))
                    : Optional.empty();
        }
        Measurement.Log log = measurement.log().get();
        String printed = Dimension.BYTES.print((double) log.printed());
        Conclusion conclusion = Conclusion.of(
                "what the engine kept of the output", Figure.of(Dimension.BYTES, (double) log.kept()), BOUND);
        if (log.printed() == 0) {
            return Optional.of(conclusion.as(Outcome.UNPROVEN, "nothing was printed"));
        }
        return Optional.of(
                log.kept() >= log.printed() * ALL
                        ? conclusion.as(
                                Outcome.ESCAPED,
                                "the engine's log keeps all of the " + printed
                                        + " that were printed, on its own disk and in nobody's limit"
                                        + engineCpu(measurement))
                        : conclusion.as(Outcome.HELD, printed + " were printed, and the engine let go of the rest"));
    }

    private static String engineCpu(Measurement measurement) {
        OptionalLong nanos = measurement.uncharged().engineCpuNanos();
        return nanos.isPresent()
                ? ", for which the engine itself used " + Dimension.SECONDS.print(Math.max(0, nanos.getAsLong()) / 1e9)
                        + " of a CPU"
                : "";
    }

    @Override
    public String remedy() {
        return "Set logging.options.max-size, in the policy and for the service.";
    }

    @Override
    public boolean isOfLog() {
        return true;
    }
}
