package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.FakeEngine;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.HostSurvey.Ancestor;
import io.github.containerlimits.engine.Needs;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SurroundingsTest {
    private final FakeEngine engine = new FakeEngine();
    private long now;

    @Test
    void looksAgainWhereTheLastLookIsTooLongAgo() {
        Surroundings surroundings =
                new Surroundings(engine, Host.of(engine.survey(engine.image("shop"), List.of())), () -> now);
        Needs disk = Needs.disk(1L << 30, "/");
        // By now others have filled the disk.
        engine.diskFree = 300 << 20;

        assertThat(surroundings.lacking(disk)).isEmpty();
        now += Duration.ofSeconds(3).toNanos();
        assertThat(surroundings.lacking(Needs.NONE)).isEmpty();
        assertThat(engine.events).isEmpty();
        assertThat(surroundings.lacking(disk))
                .contains("the engine's disk has 300 MiB free, too little for the load if the limit does not hold");
        assertThat(engine.events).containsExactly("survey again");
    }

    /** Else it would be the engine that is killed there, where that is in the group as well. */
    @Test
    void looksAtTheGroupsThatTheContainersAreIn() {
        Surroundings free =
                new Surroundings(engine, Host.of(engine.survey(engine.image("shop"), List.of())), () -> now);
        engine.ancestors = List.of(new Ancestor("/runner", Map.of("memory.max", "1073741824", "memory.current", "0")));
        Surroundings bounded =
                new Surroundings(engine, Host.of(engine.survey(engine.image("shop"), List.of())), () -> now);

        assertThat(free.lacking(Needs.memory(1L << 30))).isEmpty();
        assertThat(bounded.lacking(Needs.memory(1L << 30)))
                .contains(
                        "the control group /runner, in which the engine's containers are, has 1 GiB of memory and swap"
                                + " free, too little for the load if the limit does not hold");
        assertThat(bounded.lacking(Needs.memory(512 << 20))).isEmpty();
    }

    @Test
    void waitsUntilTheHostIsQuietSeveralTimesInARow() {
        Surroundings surroundings =
                new Surroundings(engine, Host.of(engine.survey(engine.image("shop"), List.of())), () -> now);
        engine.busyLooks = 2;

        assertThat(surroundings.awaitQuiet(Duration.ofMinutes(1))).isTrue();
        assertThat(engine.events).hasSize(2 + 4);
    }

    @Test
    void goesOnWhereTheHostIsNeverQuiet() {
        Surroundings surroundings =
                new Surroundings(engine, Host.of(engine.survey(engine.image("shop"), List.of())), () -> now);
        engine.busyLooks = Integer.MAX_VALUE;

        assertThat(surroundings.awaitQuiet(Duration.ofMillis(600))).isFalse();
        assertThat(engine.events).isNotEmpty();
    }
}
