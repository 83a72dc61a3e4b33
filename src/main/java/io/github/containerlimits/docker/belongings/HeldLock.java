package io.github.containerlimits.docker.belongings;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A lock that a thread of its own renews, four times a lease, until it is given back or lost. */
final class HeldLock implements Engine.Lock {
    private static final int RENEWALS = 4;

    private final Lease lease;
    private final BooleanSupplier renewal;
    private final Runnable giveBack;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread renewing;

    private HeldLock(Lease lease, BooleanSupplier renewal, Runnable giveBack) {
        this.lease = lease;
        this.renewal = renewal;
        this.giveBack = giveBack;
        this.renewing = new Thread(this::renew, "container-limits-lock");
        renewing.setDaemon(true);
    }

    /**
     * Holds a lock that was just taken.
     *
     * @param renewal renews it, and says whether there still is something to renew; where it fails, it is called again as long as the lease lasts
     * @param giveBack is called once
     */
    static HeldLock hold(Lease lease, BooleanSupplier renewal, Runnable giveBack) {
        HeldLock lock = new HeldLock(lease, renewal, giveBack);
        lock.renewing.start();
        return lock;
    }

    /** How long one renewal may take: then there is time for another. */
    static Duration interval(Duration lease) {
        return lease.dividedBy(RENEWALS);
    }

    private void renew() {
        try {
            while (!closing.await(interval(lease.length()).toNanos(), TimeUnit.NANOSECONDS) && lease.isHeld()) {
                renewOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // by whoever gives it back
        }
    }

    private void renewOnce() {
        Lease.Moment asked = lease.now();
        try {
            if (renewal.getAsBoolean()) {
                lease.renew(asked);
            } else {
                lease.lose();
            }
        } catch (EngineException e) {
            // The engine may be slow for once: the lease decides.
        }
    }

    @Override
    public boolean isHeld() {
        return lease.isHeld();
    }

    /** Waits a while for a renewal that is under way, so that nothing of it comes afterwards. */
    @Override
    public synchronized void close() {
        if (closing.getCount() == 0) {
            return;
        }
        closing.countDown();
        try {
            renewing.join(interval(lease.length()).multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lease.lose();
            giveBack.run();
        }
    }
}
