package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.LogBytes;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.verdict.Bound;
import java.util.List;
import java.util.Optional;

/**
 * A driver that hands a container's output on to another service, which keeps what it likes. Nothing is sent there: its entries would stay.
 *
 * @param driver its name: {@code journald}
 */
public record LogElsewhere(Place place, String driver) implements Limit {
    public static final LimitKind KIND = LogSize.KIND;

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return driver;
    }

    @Override
    public Settings settings(Host host) {
        return Settings.NONE;
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of());
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return List.of(Press.None.unproven(
                "output of the container",
                Excuse.engine("what logging.driver: " + driver
                        + " keeps is another service's, and is not looked at: json-file, local and none are")));
    }

    @Override
    public MetricKind metric() {
        return LogBytes.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) Long.MAX_VALUE);
    }

    @Override
    public boolean isOfControlGroup() {
        return false;
    }
}
