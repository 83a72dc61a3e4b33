package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Application;
import io.github.containerlimits.engine.Application.Health;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of one that was not ready when it was asked before, it is known that it was not ready until then: otherwise none could be told to be late. */
class AskingTest {
    private static Application.State state(Health health) {
        return new Application.State(Optional.empty(), false, health);
    }

    @Test
    void whatComesAboutOnceWasNotThereWhenItWasLookedAtBefore() {
        Deque<Boolean> answers = new ArrayDeque<>(List.of(false, true));
        Asking asking = new Asking.Once(answers::removeFirst, Duration.ZERO, "");
        long begin = System.nanoTime();

        assertThat(asking.isReady()).isFalse();
        long between = System.nanoTime();
        assertThat(asking.isReady()).isTrue();

        assertThat(asking.notBefore())
                .hasValueSatisfying(moment -> assertThat(moment).isBetween(begin, between));
    }

    @Test
    void whatIsUnderWayMayHaveComeAboutEarlierByAsMuch() {
        Duration delay = Duration.ofSeconds(1);
        Asking asking = new Asking.Once(() -> false, delay, "");
        long begin = System.nanoTime();

        assertThat(asking.isReady()).isFalse();

        assertThat(asking.notBefore())
                .hasValueSatisfying(moment ->
                        assertThat(moment).isBetween(begin - delay.toNanos(), System.nanoTime() - delay.toNanos()));
    }

    @Test
    void afterItsEndOnlyWhatWasUnderWayIsAsked() {
        assertThat(new Asking.Once(() -> true, Duration.ofSeconds(1), "").late())
                .contains(Duration.ofSeconds(1));
        assertThat(new Asking.Once(() -> true, Duration.ZERO, "").late()).isEmpty();
        assertThat(new Asking.Healthy(() -> state(Health.HEALTHY), () -> 42).late())
                .isEmpty();
    }

    @Test
    void whoWasReadyWhenItWasFirstAskedMayHaveBeenSoFromItsStart() {
        Asking asking = new Asking.Once(() -> true, Duration.ZERO, "");

        assertThat(asking.isReady()).isTrue();
        assertThat(asking.notBefore()).isEmpty();
    }

    @Test
    void aHealthCheckHadNotSucceededWhenItsStateWasLookedAt() {
        Deque<Application.State> states = new ArrayDeque<>(List.of(state(Health.STARTING), state(Health.HEALTHY)));
        Asking asking = new Asking.Healthy(states::removeFirst, () -> 42);

        assertThat(asking.isReady()).isFalse();
        assertThat(asking.isReady()).isTrue();
        assertThat(asking.notBefore()).contains(42L);
    }
}
