package io.github.containerlimits.limit;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.metric.OomKills;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Whether a process waits, instead of being killed, where memory runs out. */
public record OomKillDisable(Place place, boolean disable) implements Limit {
    public static final LimitKind KIND = LimitKind.of(
            "oom_kill_disable",
            entry -> entry.bool().map(disable -> new OomKillDisable(entry.place(), disable)),
            "oom",
            "oomkilldisable|oom_kill_disable");

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return String.valueOf(disable);
    }

    /** Killing is what an engine does if it is told nothing. */
    @Override
    public Settings settings(Host host) {
        return disable ? Settings.of("OomKillDisable", true) : Settings.NONE;
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(disable ? List.of("--oom-kill-disable") : List.of());
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
        return disable ? Optional.of(Memory.KIND) : Optional.empty();
    }

    @Override
    public void contradictions(Limits all, Consumer<String> findings) {
        if (disable && all.find(Memory.class).isEmpty()) {
            findings.accept("oom_kill_disable needs a mem_limit: without one it can use up the host's memory");
        }
    }

    @Override
    public boolean spendsContainer() {
        return disable;
    }

    @Override
    public boolean canHang() {
        return disable;
    }

    @Override
    public MetricKind metric() {
        return OomKills.KIND;
    }

    @Override
    public Bound limit() {
        return disable ? new Bound.AtMost(0) : new Bound.AtLeast(1);
    }

    @Override
    public Optional<Shown> shown(Observed observed, Counters now) {
        return now.inForce().oomKillDisable().map(disabled -> new Shown(String.valueOf(disabled), disabled != disable));
    }

    @Override
    public Optional<String> mismatch(Observed observed) {
        boolean canDisable =
                observed.measurement().own().newest().inForce().oomKillDisable().isPresent();
        return disable && !canDisable
                ? Optional.of("cgroup v2 cannot disable the OOM killer")
                : Limit.super.mismatch(observed);
    }

    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        Observed observed = evidence.observed();
        Optional<String> mismatch = mismatch(observed);
        if (mismatch.isPresent()) {
            return Optional.of(Conclusion.discarded(value(), mismatch.get()));
        }
        Series own = observed.measurement().own();
        long kills = own.growth(Counters::oomKills).orElse(0);
        Conclusion conclusion =
                Conclusion.of("OOM kills", Figure.of(metric().dimension(), (double) kills), Figure.of(value()));
        if (kills > 0) {
            return Optional.of(
                    disable
                            ? conclusion.as(Outcome.ESCAPED, "the kernel killed although that is disabled")
                            : conclusion.as(Outcome.HELD, "the kernel killed when memory ran out"));
        }
        if (disable && own.running().stream().anyMatch(Counters::underOom)) {
            return Optional.of(conclusion.as(Outcome.HELD, "under_oom is 1 and no process was killed"));
        }
        return observed.measurement().ended()
                ? Optional.of(conclusion.as(Outcome.UNPROVEN, "memory did not run out" + observed.failure()))
                : Optional.empty();
    }

    @Override
    public String enabledBy(EngineFacts engine) {
        return engine.cgroupVersion() == 2 ? ONLY_ON_VERSION_1 : "";
    }
}
