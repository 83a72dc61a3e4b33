package io.github.containerlimits.trial;

/**
 * After which of a trial's readings its checks are asked. Most checks look at all readings so far: asked after each, they would cost the square of the
 * trial's time. Asked after each at first, and then after each further hundredth, they cost as much a second in a trial of an hour as in one of ten
 * seconds, and what is certain is known a hundredth of the trial's time later at most.
 */
final class Cadence {
    private static final int PARTS = 100;

    private long next;

    /**
     * Whether they are asked now.
     *
     * @param readings so far, never fewer than before
     */
    boolean isDue(int readings) {
        if (readings < next) {
            return false;
        }
        next = readings + 1L + readings / PARTS;
        return true;
    }
}
