package io.github.containerlimits.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PauseTest {
    @Test
    void takesItsTime() {
        long began = System.nanoTime();

        Pause.of(Duration.ofMillis(20), "a command ended");

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(20));
    }

    @Test
    void anInterruptionIsABreakageThatIsNotForgotten() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> Pause.of(Duration.ofMinutes(1), "a command ended"))
                .isInstanceOf(EngineException.class)
                .hasMessage("Interrupted while a command ended.");
        assertThat(Thread.interrupted()).isTrue();
    }
}
