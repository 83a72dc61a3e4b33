package io.github.containerlimits.docker.belongings;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * For how long something is lent, as the borrower knows it: never longer than the lender does, since it is counted from before the lender was asked.
 * Of the borrower's two clocks the one counts that has gone further: the monotonic one stands still while a machine sleeps. For use by many threads.
 */
final class Lease {
    private final Duration length;
    private final LongSupplier nanos;
    private final LongSupplier millis;
    private Moment since;
    private boolean lost;

    /**
     * When something was asked for.
     *
     * @param nanos by a monotonic clock
     * @param millis by the clock on the wall
     */
    record Moment(long nanos, long millis) {}

    /**
     * Begins now.
     *
     * @param nanos a monotonic clock
     * @param millis the clock on the wall
     */
    Lease(Duration length, LongSupplier nanos, LongSupplier millis) {
        this.length = length;
        this.nanos = nanos;
        this.millis = millis;
        this.since = now();
    }

    Duration length() {
        return length;
    }

    Moment now() {
        return new Moment(nanos.getAsLong(), millis.getAsLong());
    }

    /** Lasts anew from the moment at which its renewal was asked for; one that was over by now stays lost. */
    synchronized void renew(Moment asked) {
        if (isHeld()) {
            since = asked;
        }
    }

    /** Ends it for good. */
    synchronized void lose() {
        lost = true;
    }

    /** Whether it was never over until now. */
    synchronized boolean isHeld() {
        Moment now = now();
        lost = lost
                || now.nanos() - since.nanos() >= length.toNanos()
                || now.millis() - since.millis() >= length.toMillis();
        return !lost;
    }
}
