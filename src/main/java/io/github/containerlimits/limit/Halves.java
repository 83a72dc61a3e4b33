package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Needs;
import java.util.Optional;
import java.util.function.LongFunction;

/** Sizes that are tried where a declared one is too large: powers of two, the largest first. */
final class Halves {
    private Halves() {}

    /**
     * The limits with the largest size below the declared one whose load the host can bear, and that does not take long.
     *
     * @param least in the limit's own unit, what is still worth a trial
     * @param sized the limits at a size
     * @param needs what the load that presses them takes of the host
     * @return absent where the declared size is not above the least, or the host can't bear that
     */
    static Optional<Limits> below(
            long declared, long least, Places places, LongFunction<Limits> sized, LongFunction<Needs> needs) {
        for (long size = Long.highestOneBit(declared - 1); size >= least; size /= 2) {
            Needs taken = needs.apply(size);
            if (!taken.areLong() && places.lack(taken).isEmpty()) {
                return Optional.of(sized.apply(size));
            }
        }
        return Optional.empty();
    }
}
