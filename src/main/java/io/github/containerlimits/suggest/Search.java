package io.github.containerlimits.suggest;

import java.util.Optional;
import java.util.function.LongFunction;

/** Finds the smallest size at which something works, where all that are larger work as well. */
public final class Search {
    /** It ends where the largest failure is so near, as a part of the smallest success. */
    private static final double NEAR = 0.04;

    private static final long STEP = 1L << 20;

    private Search() {}

    /**
     * What was found, in bytes.
     *
     * @param works the smallest size that was tried with success
     * @param fails the largest that was tried without; 0 where there was none
     * @param why it failed there
     */
    public record Found(long works, long fails, String why) {}

    /**
     * Looks between the two, halving what is left.
     *
     * @param known what is known already
     * @param least the smallest size that can be tried, in bytes; not above the one that works
     * @param failure tries a size: why it does not work there; absent where it does
     */
    public static Found downwards(Found known, long least, LongFunction<Optional<String>> failure) {
        Found found = known;
        // Below the least there is nothing to be tried.
        while (found.works() - Math.max(found.fails(), least - STEP) > Math.max(STEP, NEAR * found.works())) {
            long middle = (found.works() + Math.max(found.fails(), least - STEP)) / 2;
            long tried = Math.max(least, middle / STEP * STEP);
            long works = found.works();
            found = failure.apply(tried)
                    .map(why -> new Found(works, tried, why))
                    .orElse(new Found(tried, found.fails(), found.why()));
        }
        return found;
    }
}
