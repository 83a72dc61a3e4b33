package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.PidsPeak;
import io.github.containerlimits.verdict.Bound;
import java.util.List;
import java.util.Optional;

/**
 * Processes and threads together.
 *
 * @param most 1 or more
 */
public record Pids(Place place, long most) implements Limit {
    /** The kernel's own bound on pid_max. */
    private static final long MOST = 4_194_304;

    public static final LimitKind KIND = LimitKind.of(
            "pids_limit", entry -> entry.number(1, MOST).map(most -> new Pids(entry.place(), most)), "pids", "pids");

    private static final int EXTRA = 16;
    private static final long MOST_TRIED = 20_000;

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return String.valueOf(most);
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("PidsLimit", most);
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        long count = most + EXTRA;
        String shown = count + " processes";
        return List.of(
                count > MOST_TRIED
                        ? Press.None.unproven(shown, "so many processes could hurt the engine's host")
                        : Press.With.of(Workload.of(Scripts.processes(count))
                                        .shownAs(shown)
                                        .withNeeds(Needs.processes(count)))
                                .inFreshContainer()
                                .spendingContainer());
    }

    @Override
    public boolean spendsContainer() {
        return true;
    }

    @Override
    public MetricKind metric() {
        return PidsPeak.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) most);
    }

    @Override
    public Optional<Applied> applied(Observed observed) {
        return Optional.of(Applied.of(
                (double) most, observed.measurement().own().newest().inForce().pids(), ""));
    }
}
