package io.github.containerlimits.docker.belongings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.docker.belongings.Lease.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    private long nanos = Long.MAX_VALUE - 1_000_000_000; // whose origin is anybody's guess
    private long millis = 1_795_464_882_000L;
    private final Lease lease = new Lease(Duration.ofSeconds(60), () -> nanos, () -> millis);

    @Test
    void isHeldForItsLength() {
        pass(59_999);
        assertThat(lease.isHeld()).isTrue();
        pass(1);
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void lastsAnewFromWhenItsRenewalWasAskedFor() {
        pass(40_000);
        Moment asked = lease.now();
        pass(10_000);
        lease.renew(asked);
        pass(49_999);
        assertThat(lease.isHeld()).isTrue();
        pass(1);
        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void aRenewalThatComesTooLateDoesNotBringItBack() {
        pass(59_000);
        Moment asked = lease.now();
        pass(1_000);
        lease.renew(asked);

        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void isOverWhereTheMachineSleptMeanwhile() {
        millis += 60_000;

        assertThat(lease.isHeld()).isFalse();
    }

    @Test
    void isHeldWhereTheClockIsSetBack() {
        millis -= 3_600_000;

        assertThat(lease.isHeld()).isTrue();
    }

    @Test
    void whatIsLostStaysLost() {
        lease.lose();
        lease.renew(lease.now());

        assertThat(lease.isHeld()).isFalse();
    }

    private void pass(long time) {
        millis += time;
        nanos += time * 1_000_000;
    }
}
