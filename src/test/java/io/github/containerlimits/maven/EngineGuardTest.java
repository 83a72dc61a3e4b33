package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.ApplicationSpec;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.ContainerSpec;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EngineGuardTest {
    private final CountDownLatch closed = new CountDownLatch(1);

    @Test
    void anEngineIsClosedWhenItsTimeIsOver() throws InterruptedException {
        try (EngineGuard guard = new EngineGuard(new Hanging(), Duration.ofMillis(1))) {
            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(guard.hasStopped()).isTrue();
        }
    }

    @Test
    void anEndedGuardLeavesTheEngineAlone() throws InterruptedException {
        EngineGuard guard = new EngineGuard(new Hanging(), Duration.ofMillis(200));
        guard.close();

        assertThat(closed.await(500, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(guard.hasStopped()).isFalse();
    }

    private final class Hanging implements Engine {
        @Override
        public EngineFacts facts() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Image image(String reference) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HostSurvey survey(Image image, List<Mount> volumes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public HostSurvey surveyAgain() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Container run(ContainerSpec spec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Application launch(ApplicationSpec spec) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Watch watch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Locks locks() {
            throw new AssertionError();
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
