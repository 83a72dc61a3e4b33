package io.github.containerlimits.docker.belongings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HeldLockTest {
    /** Long beside what a busy machine does not let a thread run. */
    private static final Duration LENGTH = Duration.ofSeconds(2);

    private final AtomicInteger renewals = new AtomicInteger();
    private final AtomicInteger givenBack = new AtomicInteger();
    private HeldLock lock = hold(() -> true);

    @AfterEach
    void close() {
        lock.close();
    }

    @Test
    void isHeldForLongerThanALeaseByRenewals() throws InterruptedException {
        Thread.sleep(LENGTH.multipliedBy(2).toMillis());

        assertThat(lock.isHeld()).isTrue();
        assertThat(renewals).hasValueGreaterThanOrEqualTo(3);
    }

    @Test
    void survivesRenewalsThatFailForLessThanALease() throws InterruptedException {
        lock.close();
        lock = hold(() -> {
            if (renewals.get() % 2 == 1) {
                throw new EngineException("the engine is slow");
            }
            return true;
        });
        Thread.sleep(LENGTH.multipliedBy(2).toMillis());

        assertThat(lock.isHeld()).isTrue();
    }

    @Test
    void isLostWhereNoRenewalSucceedsWithinALease() throws InterruptedException {
        lock.close();
        lock = hold(() -> {
            throw new EngineException("the engine is gone");
        });
        assertThat(lock.isHeld()).isTrue();
        Thread.sleep(LENGTH.plusMillis(100).toMillis());

        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void isLostAtOnceWhereARenewalFindsItGone() throws InterruptedException {
        CountDownLatch renewed = new CountDownLatch(1);
        lock.close();
        lock = hold(() -> {
            renewed.countDown();
            return false;
        });
        assertThat(renewed.await(30, TimeUnit.SECONDS)).isTrue();
        while (lock.isHeld()) {
            Thread.sleep(1);
        }

        int before = renewals.get();
        Thread.sleep(LENGTH.toMillis());
        assertThat(renewals).as("what is lost is not renewed").hasValue(before);
    }

    @Test
    void isGivenBackOnceAndThenNotRenewed() throws InterruptedException {
        lock.close();
        lock.close();

        assertThat(givenBack).hasValue(1);
        assertThat(lock.isHeld()).isFalse();
        int before = renewals.get();
        Thread.sleep(LENGTH.toMillis());
        assertThat(renewals).hasValue(before);
    }

    private HeldLock hold(BooleanSupplier renewal) {
        return HeldLock.hold(
                new Lease(LENGTH, System::nanoTime, System::currentTimeMillis),
                () -> {
                    renewals.incrementAndGet();
                    return renewal.getAsBoolean();
                },
                givenBack::incrementAndGet);
    }
}
