package io.github.containerlimits.docker.belongings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.OffsetDateTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineLocksTest {
    @ParameterizedTest
    @CsvSource({
        "2026-11-23T20:00:00.5Z, 60, 2026-11-23T20:01:00.6Z, true",
        "2026-11-23T20:00:00.5Z, 60, 2026-11-23T20:01:00.4Z, false",
        "2026-11-23T20:00:00.5Z, 60, 2026-11-23T22:00:59+02:00, false",
        "2026-11-23T20:00:00.5Z, 60, 2026-11-23T22:01:01+02:00, true",
        // What can't be understood is never taken away.
        "2026-11-23T20:00:00.5Z, long, 2026-11-23T22:01:01Z, false",
        "yesterday, 60, 2026-11-23T22:01:01Z, false",
    })
    void aLeaseEndsByTheEnginesClock(String created, String lease, String now, boolean over) {
        assertThat(EngineLocks.isOver(created, lease, OffsetDateTime.parse(now)))
                .isEqualTo(over);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T20:01:00.5Z, 2026-11-23T20:01:00.6Z, true",
        "2026-11-23T20:01:00.5Z, 2026-11-23T20:01:00.4Z, false",
        "2026-11-23T21:01:00.5+01:00, 2026-11-23T20:01:00.4Z, false",
        "null, 2026-11-23T22:01:01Z, false",
    })
    void aRenewalEndsByTheEnginesClock(String until, String now, boolean over) {
        assertThat(EngineLocks.isOver(until, OffsetDateTime.parse(now))).isEqualTo(over);
    }
}
