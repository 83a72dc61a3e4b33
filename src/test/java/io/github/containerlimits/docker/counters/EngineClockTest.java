package io.github.containerlimits.docker.counters;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EngineClockTest {
    private static final long MILLI = 1_000_000;
    private static final long DAY = 1_795_464_882_000L * MILLI;

    private final EngineClock clock = new EngineClock();

    @Test
    void itBeginsWithTheUptimeAndGoesOnWithTheFinerClock() {
        assertThat(clock.nanos(120 * MILLI, DAY)).isEqualTo(120 * MILLI);
        assertThat(clock.nanos(120 * MILLI, DAY + 7 * MILLI)).isEqualTo(127 * MILLI);
        assertThat(clock.nanos(230 * MILLI, DAY + 113 * MILLI)).isEqualTo(233 * MILLI);
    }

    @Test
    void aTimeOfDayThatIsSetDoesNotMoveIt() {
        clock.nanos(120 * MILLI, DAY);

        assertThat(clock.nanos(220 * MILLI, DAY - 3_600_000 * MILLI)).isEqualTo(220 * MILLI);
        assertThat(clock.nanos(320 * MILLI, DAY - 3_600_000 * MILLI + 103 * MILLI))
                .isEqualTo(323 * MILLI);
    }
}
