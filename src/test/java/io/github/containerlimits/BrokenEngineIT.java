package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An engine that hangs or dies at any moment is a breakage with its cause, within the time of the run; and what is left of it can be removed. */
class BrokenEngineIT {
    /** Enough for an engine that works; a hanging one may have a third of it. */
    private static final Duration TIME = Duration.ofSeconds(20);

    /** What may be needed beyond it to see that the engine does not let anything be removed either. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({
        "/containers/create, HANGS, did not answer within",
        "/start HTTP, HANGS, did not answer within",
        "--cpu, HANGS, did not answer within",
        "/containers/create, DIES, could not",
        "/start HTTP, DIES, could not",
        "--cpu, DIES, could not",
    })
    void isABreakage(String at, EngineProxy.End end, String cause) throws Exception {
        long began = System.nanoTime();
        try (EngineProxy proxy = EngineProxy.before(RealEngine.host(), at, end)) {
            EngineException breakage = catchThrowableOfType(
                    EngineException.class, () -> RealEngine.verify(proxy.address(), "limits: { cpus: 0.5 }", TIME));

            assertThat(proxy.hasEnded()).isTrue();
            System.out.println(breakage.getMessage());
            assertThat(breakage).hasMessageContaining(cause);
        }
        // Not how fast it is, but that it ends at all: the run's own time is the bound.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIME.plus(AFTERWARDS));
        removeAll();
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    /** The owner of what is left is this very process, and lives: only its own run's end, or its death, makes it anybody's to remove. */
    private static void removeAll() throws Exception {
        for (String left : RealEngine.leftovers()) {
            RealEngine.docker("rm", "-f", left);
        }
    }
}
