package io.github.containerlimits.limit;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.measure.InForce;
import io.github.containerlimits.measure.Series;
import io.github.containerlimits.metric.MemoryPressure;
import io.github.containerlimits.metric.MemorySwapPeak;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Figure;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Memory and swap together.
 *
 * @param bytes {@link Long#MAX_VALUE} where there is no limit, which Compose writes as -1
 */
public record MemorySwap(Place place, Bytes bytes) implements Limit {
    private static final Bytes UNLIMITED = Bytes.of(Long.MAX_VALUE);

    public static final LimitKind KIND = LimitKind.of(
            "memswap_limit",
            entry -> entry.value(text -> read(text, entry.place())),
            "memoryswap|memory\\.swap|memsw",
            "swap limit|without swap");

    private static Limit read(String text, Place place) {
        if (text.equals("-1")) {
            return new MemorySwap(place, UNLIMITED);
        }
        return Memory.isZero(text)
                ? NoLimit.untold(place, KIND, text, MemorySwapPeak.KIND, NoLimit.size(InForce::memorySwap))
                : new MemorySwap(place, Memory.parse(text));
    }

    boolean isUnlimited() {
        return bytes.equals(UNLIMITED);
    }

    @Override
    public LimitKind kind() {
        return KIND;
    }

    @Override
    public String value() {
        return isUnlimited() ? "no limit" : bytes.toString();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("MemorySwap", isUnlimited() ? -1L : bytes.value());
    }

    MemorySwap of(long size) {
        return new MemorySwap(place, Bytes.of(size));
    }

    @Override
    public Optional<List<String>> options(Optional<Disk> disk) {
        return Optional.of(List.of("--memory-swap=" + (isUnlimited() ? -1 : bytes.value())));
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
        Optional<Memory> memory = all.find(Memory.class);
        if (memory.isEmpty()) {
            findings.accept("memswap_limit needs a mem_limit");
        } else if (bytes.compareTo(memory.get().bytes()) < 0) {
            findings.accept("memswap_limit of " + value() + " is below the mem_limit of "
                    + memory.get().value() + ": it is memory and swap together");
        }
    }

    @Override
    public MetricKind metric() {
        return MemorySwapPeak.KIND;
    }

    @Override
    public Bound limit() {
        return new Bound.AtMost((double) bytes.value());
    }

    /** That there is no limit holds where the kernel shows none, or the engine's host has no swap: it has its line so that nothing declared is left out. */
    @Override
    public Optional<Conclusion> conclude(Evidence evidence) {
        if (!isUnlimited()) {
            return Limit.super.conclude(evidence);
        }
        Observed observed = evidence.observed();
        Series own = observed.measurement().own();
        long swap = Math.max(
                own.highest(Counters::swapNow).orElse(0),
                own.highest(Counters::swapPeak).orElse(0));
        if (swap <= MemoryPressure.SWAP_IN_USE && !observed.measurement().ended()) {
            return Optional.empty();
        }
        Figure swapped = Figure.of(metric().dimension(), (double) swap);
        Conclusion conclusion = Conclusion.of("swap in use", swapped, Figure.of(value()));
        Optional<String> mismatch = observed.host().hasSwap() ? mismatch(observed) : Optional.empty();
        return Optional.of(
                mismatch.isPresent()
                        ? conclusion.as(Outcome.DISCARDED, mismatch.get())
                        : conclusion.as(
                                Outcome.HELD,
                                observed.host().hasSwap()
                                        ? "no limit, " + swapped + " went to swap"
                                        : "no limit, and the engine's host has no swap"));
    }

    @Override
    public Optional<Applied> applied(Observed observed, Counters now) {
        return Optional.of(Memory.applied(bytes, now.inForce().memorySwap()));
    }

    @Override
    public Optional<Shown> shown(Observed observed, Counters now) {
        return Limit.super
                .shown(observed, now)
                .map(shown -> isUnlimited()
                        ? new Shown(shown.text(), now.inForce().memorySwap().isPresent())
                        : shown);
    }

    /** Without swap on the host, both together are pressed by a kill for want of memory, where that comes at this limit and not below it at that on memory. */
    @Override
    public Optional<String> pressure(Observed observed) {
        long kills = observed.measurement().own().growth(Counters::oomKills).orElse(0);
        Optional<String> withoutSwap = observed.host().hasSwap() || kills == 0
                ? Optional.empty()
                : Optional.of("the kernel killed " + kills
                        + " for want of memory (oom_kill), and the engine's host has no swap to go to");
        return Limit.super
                .pressure(observed)
                .or(() -> withoutSwap)
                .filter(evidence -> MemoryLoad.isNear(this, observed));
    }

    @Override
    public String enabledBy(EngineFacts engine) {
        return "Where the kernel does not count swap, start the host with swapaccount=1 on its command line.";
    }
}
