package io.github.containerlimits.docker.belongings;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.Image;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The locks of an engine, of which those that this process took are seen on all engines of the same machine, each of which knows only its own.
 *
 * @param machine which it is; those of which that is not known are taken for one
 * @param engine the engine's own
 */
public record MachineLocks(String machine, Engine.Locks engine) implements Engine.Locks {
    /** CPUs that are kept busy, by things and machines. */
    private static final Map<String, Map<String, Integer>> TAKEN = new ConcurrentHashMap<>();

    private Map<String, Integer> here() {
        return TAKEN.computeIfAbsent(machine, first -> new ConcurrentHashMap<>());
    }

    /** It is seen on the machine before it is the engine's, so that of two that look after they took theirs, at least one sees the other. */
    @Override
    public Optional<Engine.Lock> take(Image image, String thing, int cpus, Duration lease) {
        if (here().putIfAbsent(thing, cpus) != null) {
            return Optional.empty();
        }
        Optional<Engine.Lock> lock = Optional.empty();
        try {
            lock = engine.take(image, thing, cpus, lease);
        } finally {
            if (lock.isEmpty()) {
                here().remove(thing);
            }
        }
        return lock.map(taken -> new Taken(thing, taken));
    }

    @Override
    public Map<String, Integer> taken() {
        Map<String, Integer> all = new HashMap<>(engine.taken());
        here().forEach((thing, cpus) -> all.merge(thing, cpus, Math::max));
        return all;
    }

    private final class Taken implements Engine.Lock {
        private final String thing;
        private final Engine.Lock lock;
        private boolean isGivenBack;

        Taken(String thing, Engine.Lock lock) {
            this.thing = thing;
            this.lock = lock;
        }

        @Override
        public boolean isHeld() {
            return lock.isHeld();
        }

        /** Only once: it may be another's by then. */
        @Override
        public synchronized void close() {
            try {
                lock.close();
            } finally {
                if (!isGivenBack) {
                    isGivenBack = true;
                    here().remove(thing);
                }
            }
        }
    }
}
