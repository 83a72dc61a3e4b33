package io.github.containerlimits.docker.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class InsideReaderTest {
    private final AtomicBoolean alive = new AtomicBoolean(true);
    private final AtomicInteger closed = new AtomicInteger();
    private Consumer<Frames> reader = frames -> {};
    private final InsideReader reading = new InsideReader(
            () -> new Frames("", Duration.ZERO, System::nanoTime),
            frames -> {
                reader.accept(frames);
                return closed::incrementAndGet;
            },
            alive::get,
            Duration.ofMillis(50));

    @Test
    void aReaderThatComesToItsEndGivesAReadingWithoutItself() {
        reader = frames -> print(frames, 7, 3);

        CgroupReading now = reading.get().orElseThrow();

        assertThat(now.nanos()).isEqualTo(12_340_000_000L);
        assertThat(now.files()).containsEntry("pids.current", "6\n").containsEntry("pids.events", "max 3\n");
        assertThat(closed).hasValue(1);
    }

    @Test
    void oneThatCannotStartIsNoReadingAndNoBreakage() {
        reader = frames -> {
            throw new EngineException("The engine could not start a command in a container: cannot fork");
        };

        assertThat(reading.get()).isEmpty();
    }

    @Test
    void oneThatIsKilledIsNoReadingAndNoBreakage() {
        reader = frames -> {
            frames.add("@@ 12.34\n==> /sys/fs/cgroup/pids.current <==\n7\n");
            frames.end("the probe ended.");
        };

        assertThat(reading.get()).isEmpty();
        assertThat(closed).hasValue(1);
    }

    @Test
    void oneThatHangsIsNoReadingAndIsNotListenedToAnyMore() {
        assertThat(reading.get()).isEmpty();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aGroupThatIsNotThereIsNoReading() {
        reader = frames -> frames.add("@@ none\n");

        assertThat(reading.get()).isEmpty();
    }

    @Test
    void anEngineThatIsGoneIsABreakage() {
        alive.set(false);
        reader = frames -> frames.end("connection reset");
        assertThatThrownBy(reading::get)
                .isInstanceOf(EngineException.class)
                .hasMessage("The container's counters can no longer be read: the engine is gone.");

        reader = frames -> {
            throw new EngineException("The engine could not prepare a command in a container: connection refused");
        };
        assertThatThrownBy(reading::get).isInstanceOf(EngineException.class).hasMessageEndingWith("connection refused");
    }

    @Test
    void whatAFailedReaderMayHaveBeenCountedWithIsNoEvidence() {
        reader = frames -> print(frames, 7, 3);
        reading.get();
        reader = frames -> frames.end("runtime: failed to create new OS thread");
        reading.get();
        reader = frames -> print(frames, 7, 9);

        Optional<CgroupReading> now = reading.get();

        assertThat(now.orElseThrow().files()).containsEntry("pids.events", "max 3\n");
    }

    @Test
    void anInterruptionIsABreakage() {
        Thread.currentThread().interrupt();

        assertThatThrownBy(reading::get)
                .isInstanceOf(EngineException.class)
                .hasMessage("Interrupted while counters were read.");
        assertThat(Thread.interrupted()).isTrue();
    }

    private static void print(Frames frames, int processes, int refused) {
        frames.add("@@ 12.34\n==> /sys/fs/cgroup/pids.current <==\n" + processes
                + "\n\n==> /sys/fs/cgroup/pids.events <==\nmax " + refused
                + "\n\n==> standard input <==\n@@ end 0.00\n");
    }
}
