package io.github.containerlimits.docker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;

class EngineTimeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-11-28T12:00:00Z");

    private String told = NOON.toString();
    private long nanos;
    private int asked;

    private final EngineTime time = new EngineTime(
            patience -> {
                asked++;
                nanos += 1_000_000; // on its way
                return told;
            },
            () -> nanos);

    @Test
    void whoWaitsAsksOnceInHalfAMinuteAndIsNeverAhead() {
        assertThat(time.about(PATIENCE)).isEqualTo(NOON);

        for (int second = 1; second < 30; second++) {
            nanos += 1_000_000_000;
            assertThat(time.about(PATIENCE)).isEqualTo(NOON.plusSeconds(second));
        }
        assertThat(asked).isEqualTo(1);

        nanos += 1_000_000_000;
        told = NOON.plusMinutes(1).toString();
        assertThat(time.about(PATIENCE)).isEqualTo(told);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whatCountsIsAskedEachTime() {
        time.now(PATIENCE);
        told = NOON.plusHours(1).toString();

        assertThat(time.now(PATIENCE)).isEqualTo(told);
        assertThat(time.about(PATIENCE)).as("after it was set").isEqualTo(told);
        assertThat(asked).isEqualTo(2);
    }

    @Test
    void whatIsNoDateIsABreakage() {
        told = "soon";

        assertThatThrownBy(() -> time.about(PATIENCE))
                .isInstanceOf(EngineException.class)
                .hasMessage("The engine's time can't be understood: soon");
    }
}
