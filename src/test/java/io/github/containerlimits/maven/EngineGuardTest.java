package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineGuardTest {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Test
    void anEngineIsClosedWhenItsTimeIsOver() throws InterruptedException {
        try (EngineGuard guard = new EngineGuard(closed::countDown, Duration.ofMillis(1))) {
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(guard.hasStopped()).isTrue();
        }
    }

    @Test
    void anEndedGuardLeavesTheEngineAlone() throws InterruptedException {
        EngineGuard guard = new EngineGuard(closed::countDown, Duration.ofMillis(200));
        guard.close();

        assertThat(closed.await(500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(guard.hasStopped()).isFalse();
    }
}
