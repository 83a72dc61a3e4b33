package io.github.containerlimits.limit;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.MemoryPressure;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.SwapPeak;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How readily anonymous memory is swapped.
 *
 * @param percent 0 to 100
 */
public record Swappiness(Place place, int percent) implements Limit {
    public static final LimitKind KIND = LimitKind.of(
            "mem_swappiness",
            entry -> entry.number(0, 100).map(percent -> new Swappiness(entry.place(), percent.intValue())),
            "swappiness",
            "swappiness");

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return String.valueOf(percent);
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("MemorySwappiness", percent);
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--memory-swappiness=" + percent));
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return MemoryLoad.presses(all, places);
    }

    @Override
    public Optional<Limits> smaller(Limits all, Places places) {
        return MemoryLoad.smaller(all, places);
    }

    @Override
    public Optional<LimitKind> needs() {
        return Optional.of(Memory.KIND);
    }

    @Override
    public void contradictions(Limits all, Consumer<String> findings) {
        if (all.find(Memory.class).isEmpty()) {
            findings.accept("mem_swappiness needs a mem_limit");
        }
    }

    @Override
    public MetricKind metric() {
        return SwapPeak.KIND;
    }

    /** None is swapped where it is 0; above that there is no bound: see {@link #conclude}. */
    @Override
    public Bound limit() {
        return new Bound.AtMost(percent == 0 ? (double) MemoryPressure.SWAP_IN_USE : Double.MAX_VALUE);
    }

    @Override
    public Optional<Applied> applied(Observed observed, Counters now) {
        OptionalLong shown = now.inForce().swappiness();
        return Optional.of(Applied.printed(
                        percent,
                        Applied.toDouble(shown),
                        shown.isPresent() ? String.valueOf(shown.getAsLong()) : "none")
                .roundedBy(0));
    }

    /** Where it is 0, memory ran out and nothing was swapped; otherwise something was. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Observed observed = evidence.observed();
        Series own = observed.measurement().own();
        if (own.newest().inForce().swappiness().isEmpty()) {
            return Optional.of(
                    Conclusion.discarded(value(), "the control group has no swappiness, as always on cgroup v2"));
        }
        Optional<String> mismatch = mismatch(observed);
        if (mismatch.isPresent()) {
            return Optional.of(Conclusion.discarded(value(), mismatch.get()));
        }
        if (!observed.host().hasSwap()) {
            return Optional.of(Conclusion.unproven(
                    value(), Excuse.host("the engine's host has no swap, so that nothing can be swapped")));
        }
        long swap = Math.max(
                own.highest(Counters::swapNow).orElse(0),
                own.highest(Counters::swapPeak).orElse(0));
        boolean isSwapped = swap > some(own.newest().inForce());
        Conclusion conclusion =
                Conclusion.of("swap in use", Figure.of(metric().dimension(), (double) swap), Figure.of(value()));
        if (percent == 0 && isSwapped) {
            return Optional.of(conclusion.as(Outcome.ESCAPED, "memory was swapped although the swappiness is 0"));
        }
        boolean ended = observed.measurement().ended();
        boolean decided =
                own.growth(Counters::oomKills).orElse(0) > 0 || own.newest().underOom() || ended;
        Optional<String> pressure = MemoryPressure.onMemory(observed.measurement());
        if (pressure.isPresent() && (decided || percent > 0 && isSwapped)) {
            return Optional.of(
                    percent == 0 || isSwapped
                            ? conclusion.as(Outcome.HELD, pressure.get() + remark(observed))
                            : conclusion.as(Outcome.UNPROVEN, "memory ran out but nothing was swapped"));
        }
        return ended
                ? Optional.of(conclusion.as(Outcome.UNPROVEN, "memory was not pressed" + observed.failure()))
                : Optional.empty();
    }

    /**
     * Bytes that are more than a host puts to swap of a container by itself, which some do all the time: the load goes a quarter beyond its limits, so that
     * a kernel that swaps puts as much there, or what the limit on memory and swap leaves.
     */
    private static long some(InForce inForce) {
        long memory = inForce.memory().orElse(0);
        long room = inForce.memorySwap().orElse(Long.MAX_VALUE) - memory;
        return Math.max(MemoryPressure.SWAP_IN_USE, Math.min(memory / 16, room / 4));
    }

    @Override
    public String enabledBy(EngineFacts engine) {
        return engine.cgroupVersion() == 2 ? ONLY_ON_VERSION_1 : "";
    }
}
