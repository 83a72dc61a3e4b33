package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.FakeEngine;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Needs;
import java.time.Duration;
import java.util.List;
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
}
