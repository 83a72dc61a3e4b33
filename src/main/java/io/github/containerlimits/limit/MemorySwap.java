package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Settings;
import io.github.containerlimits.metric.MemorySwapPeak;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.verdict.Bound;
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
            entry -> entry.value(MemorySwap::bytes).map(bytes -> new MemorySwap(entry.place(), bytes)),
            "memoryswap|memory\\.swap|memsw",
            "swap limit|without swap");

    private static Bytes bytes(String text) {
        return text.equals("-1") ? UNLIMITED : Memory.parse(text);
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
        return bytes.toString();
    }

    @Override
    public Settings settings(Host host) {
        return Settings.of("MemorySwap", isUnlimited() ? -1L : bytes.value());
    }

    @Override
    public List<Press> presses(Limits all, Places places) {
        return isUnlimited() ? List.of() : MemoryLoad.presses(all, places);
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

    @Override
    public Optional<Applied> applied(Observed observed) {
        return Optional.of(Memory.applied(
                bytes, observed.measurement().own().newest().inForce().memorySwap()));
    }

    @Override
    public Optional<String> pressure(Observed observed) {
        return Limit.super.pressure(observed).filter(evidence -> MemoryLoad.isNear(this, observed));
    }
}
