package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.metric.LogBytes;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The engine keeps nothing of the container's output. */
public record LogNone(Place place) implements Limit {
    public static final LimitKind KIND = LogSize.KIND;

    private static final Bytes PRINTED = Bytes.ofMebibytes(4);

    private static final Figure BOUND = Figure.of("nothing");

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return "nothing";
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("LogConfig", Map.of("Type", "none", "Config", Map.of()));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--log-driver=none"));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return List.of(LogSize.printing(PRINTED.value()));
    }

    @Override
    public MetricKind metric() {
        return LogBytes.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost(0);
    }

    /** Held where all of it was printed, and the engine has nothing to show of it. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Measurement measurement = evidence.observed().measurement();
        if (!measurement.ended()) {
            return Optional.empty();
        }
        boolean isPrinted = measurement
                .exit()
                .filter(exit -> Scripts.printedIn(exit.stdout()) == PRINTED.value())
                .isPresent();
        Optional<Measurement.Log> log = measurement.log().filter(kept -> kept.kept() > 0);
        Conclusion conclusion = Conclusion.of(
                metric().noun(),
                Figure.of(metric().dimension(), (double)
                        log.map(Measurement.Log::kept).orElse(0L)),
                BOUND);
        if (log.isPresent()) {
            return Optional.of(conclusion.as(Outcome.ESCAPED, PRINTED + " were printed"));
        }
        return Optional.of(
                isPrinted
                        ? conclusion.as(
                                Outcome.HELD,
                                PRINTED + " were printed, "
                                        + (measurement.log().isPresent()
                                                ? "and the engine has none of it"
                                                : "and the engine says that it has no log to read"))
                        : conclusion.as(
                                Outcome.UNPROVEN,
                                "the load did not print it all"
                                        + evidence.observed().failure()));
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }
}
