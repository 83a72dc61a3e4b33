package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Needs;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.SlowHost;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.metric.Observed;
import io.github.containerlimits.quantity.Bytes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The load that presses all limits of memory at once. */
final class MemoryLoad {
    /** It is this much larger than what it presses, so that a limit that does not hold is escaped by more than any tolerance. */
    private static final double OVER = 1.25;

    private static final long MEBIBYTE = 1L << 20;

    /** After which it ends where nothing else ends it: longer than a trial, with what more a slow host takes for one that is not small. */
    private static final Duration LASTS = Duration.ofSeconds(60);

    private static final long SMALL = 1024 * MEBIBYTE;

    private static final long LEAST_TRIED = 64 * MEBIBYTE;

    /** Memory that ran out below this part of its limit was the host's: the limit kept nothing. */
    private static final double NEARLY = 0.9;

    private MemoryLoad() {}

    /** Empty where there is no limit on memory: nothing else can be pressed without it. */
    static List<Press> presses(Limits all, Places places) {
        Optional<Memory> memory = all.find(Memory.class);
        if (memory.isEmpty()) {
            return List.of();
        }
        long bytes = bytes(memory.get(), all, places);
        long mebibytes = (bytes + MEBIBYTE - 1) / MEBIBYTE;
        Duration lasts = LASTS.plus(SlowHost.swaps(Math.max(0, bytes - SMALL)));
        Workload workload = Workload.of(Command.of(
                        Tool.STRESS,
                        List.of(
                                "--vm",
                                "1",
                                "--vm-bytes",
                                mebibytes + "M",
                                "--vm-keep",
                                "--timeout",
                                String.valueOf(lasts.toSeconds()))))
                .withWorkers(1)
                .withNeeds(Needs.memory(bytes));
        Optional<String> kept =
                places.ancestors().keepMemoryWithin(memory.get().bytes().value());
        if (kept.isPresent()) {
            return List.of(Press.None.unproven(
                    workload.shown(), Excuse.host(kept.get() + ", too little to go above mem_limit")));
        }
        Press.With press = Press.With.of(workload)
                .inFreshContainer()
                .claiming(Claims.memory(places.host().swapDisks()));
        return List.of(all.canHang() ? press.spendingContainer() : press);
    }

    /** The limits with a smaller one of memory, and with that of memory and swap in the same proportion. */
    static Optional<Limits> smaller(Limits all, Places places) {
        return all.find(Memory.class)
                .filter(memory -> places.ancestors()
                        .keepMemoryWithin(memory.bytes().value())
                        .isEmpty())
                .flatMap(memory -> Halves.below(
                        memory.bytes().value(),
                        LEAST_TRIED,
                        places,
                        size -> sized(memory, all, size),
                        size -> Needs.memory(bytes(memory.of(size), sized(memory, all, size), places))));
    }

    private static Limits sized(Memory memory, Limits all, long size) {
        Limits smaller = all.with(memory.of(size));
        return all.find(MemorySwap.class)
                .filter(both -> !both.isUnlimited())
                .map(both -> smaller.with(both.of(
                        (long) ((double) both.bytes().value() / memory.bytes().value() * size))))
                .orElse(smaller);
    }

    /** Bytes that press whatever memory and swap the limits leave to a container: Docker takes twice the memory where memswap_limit is left out. */
    static long bytes(Memory memory, Limits all, Places places) {
        long limit = memory.bytes().value();
        Optional<MemorySwap> swap = all.find(MemorySwap.class);
        long room = limit;
        if (places.host().hasSwap() && swap.filter(MemorySwap::isUnlimited).isEmpty()) {
            long declared = swap.map(both -> both.bytes().value()).orElse(2 * limit);
            room = Math.min(declared, limit + places.host().swapFree());
        }
        return Bytes.of(room).times(OVER).value();
    }

    /** Whether what ran out was what the limit leaves, and not the host's memory or swap. */
    static boolean isNear(Limit limit, Observed observed) {
        return limit.metric()
                .read(observed)
                .filter(value -> !value.isSampled())
                .flatMap(value -> limit.applied(
                                observed, observed.measurement().own().newest())
                        .filter(applied -> value.value() < applied.inForce() * NEARLY))
                .isEmpty();
    }
}
