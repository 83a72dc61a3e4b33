package io.github.containerlimits.docker.belongings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MachineLocksTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    private static final Image IMAGE = new Image("it/busybox", "sha256:1", "", "", List.of());

    private final String machine = UUID.randomUUID().toString();

    /** Of an engine that knows its own locks alone. */
    private static final class OwnLocks implements Engine.Locks {
        private final String id = UUID.randomUUID().toString();
        private final Map<String, Integer> taken = new HashMap<>();
        private final Map<String, Object> holders = new HashMap<>();
        private boolean isGone;

        @Override
        public Optional<Engine.Lock> take(Image image, String thing, int cpus, Duration lease) {
            if (isGone) {
                throw new EngineException("gone");
            }
            return taken.putIfAbsent(thing, cpus) == null ? Optional.of(lock(thing)) : Optional.empty();
        }

        private Engine.Lock lock(String thing) {
            Object mine = new Object();
            holders.put(thing, mine);
            return new Engine.Lock() {
                @Override
                public boolean isHeld() {
                    return taken.containsKey(thing) && holders.get(thing) == mine;
                }

                @Override
                public void close() {
                    if (isGone) {
                        throw new EngineException("gone");
                    }
                    if (isHeld()) {
                        taken.remove(thing);
                    }
                }
            };
        }

        @Override
        public Map<String, Integer> taken() {
            return taken;
        }
    }

    private final OwnLocks first = new OwnLocks();
    private final OwnLocks second = new OwnLocks();

    private MachineLocks on(OwnLocks own) {
        return new MachineLocks(machine, own.id, own);
    }

    private static Optional<Engine.Lock> take(Engine.Locks locks, String thing) {
        return locks.take(IMAGE, thing, 1, LEASE);
    }

    @Test
    void whatOneEngineOfAMachineHasTheOthersOfItWaitFor() {
        Engine.Lock lock = take(on(first), "cpus").orElseThrow();

        assertThat(take(on(second), "cpus")).isEmpty();
        assertThat(on(second).taken()).containsExactly(Map.entry("cpus", 1));
        assertThat(second.taken).isEmpty();
        assertThat(take(on(second), "disk-8-0")).isPresent();

        lock.close();
        lock.close();

        assertThat(take(on(second), "cpus")).isPresent();
    }

    @Test
    void anotherMachinesEngineDoesNotWait() {
        assertThat(take(on(first), "cpus")).isPresent();
        assertThat(take(new MachineLocks(UUID.randomUUID().toString(), second.id, second), "cpus"))
                .isPresent();
    }

    @Test
    void oneThatTheEngineDoesNotGiveIsNobodys() {
        second.taken.put("cpus", 2); // by another process
        assertThat(take(on(second), "cpus")).isEmpty();
        second.isGone = true;
        assertThatThrownBy(() -> take(on(second), "memory")).isInstanceOf(EngineException.class);

        assertThat(on(first).taken()).isEmpty();
        assertThat(on(second).taken()).containsExactly(Map.entry("cpus", 2));
    }

    @Test
    void oneWhoseEngineIsGoneIsGivenBackAllTheSame() {
        Engine.Lock lock = take(on(second), "cpus").orElseThrow();
        second.isGone = true;

        assertThatThrownBy(lock::close).isInstanceOf(EngineException.class);
        assertThat(take(on(first), "cpus")).isPresent();
    }

    @Test
    void whatAnEngineHadWhenItWasClosedIsNobodys() {
        MachineLocks closed = on(second);
        assertThat(take(closed, "cpus")).isPresent();
        assertThat(take(on(first), "cpus")).isEmpty();

        MachineLocks.forget(second);

        assertThat(take(on(first), "cpus")).isPresent();
    }

    @Test
    void whatWasLostIsNobodys() {
        assertThat(take(on(second), "cpus")).isPresent();
        second.taken.clear();

        assertThat(on(first).taken()).isEmpty();
        assertThat(take(on(first), "cpus")).isPresent();
    }

    @Test
    void onOneEngineItsOwnLocksDecide() {
        Engine.Lock lost = take(on(first), "cpus").orElseThrow();
        assertThat(take(on(first), "cpus")).isEmpty();
        first.taken.clear(); // by hand, which its holder does not know yet

        Engine.Lock next = take(on(first), "cpus").orElseThrow();
        lost.close();

        assertThat(take(on(second), "cpus")).as("the next holder's").isEmpty();
        next.close();
        assertThat(take(on(second), "cpus")).isPresent();
    }
}
