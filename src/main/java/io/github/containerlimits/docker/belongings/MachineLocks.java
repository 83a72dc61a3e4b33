package io.github.containerlimits.docker.belongings;

import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.Image;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The locks of an engine, of which those that this process took are seen on the other engines of the same machine, each of which knows only its own. One that was lost, or whose engine is closed, is nobody's.
 *
 * @param machine which it is; those of which that is not known are taken for one
 * @param engine what tells the engine from others, whatever address it is reached at; on one engine its own locks decide
 * @param locks the engine's own
 */
public record MachineLocks(String machine, String engine, Engine.Locks locks) implements Engine.Locks {
    /** What this process has taken, or is about to, by machines. */
    private static final Map<String, Set<Taken>> MACHINES = new ConcurrentHashMap<>();

    private Set<Taken> here() {
        return MACHINES.computeIfAbsent(machine, first -> ConcurrentHashMap.newKeySet());
    }

    /** By other engines. */
    private Stream<Taken> elsewhere() {
        return here().stream().filter(taken -> !taken.engine.equals(engine) && taken.isThere());
    }

    /** It is seen on the machine before it is the engine's, so that of two that look after they took theirs, at least one sees the other. */
    @Override
    public Optional<Engine.Lock> take(Image image, String thing, int cpus, Duration lease) {
        Taken mine = new Taken(engine, locks, thing, cpus, here());
        here().add(mine);
        Optional<Engine.Lock> lock = Optional.empty();
        try {
            if (elsewhere().noneMatch(taken -> taken.thing.equals(thing))) {
                lock = locks.take(image, thing, cpus, lease);
            }
        } finally {
            lock.ifPresentOrElse(mine::begin, mine::giveBack);
        }
        return lock.map(taken -> mine);
    }

    @Override
    public Map<String, Integer> taken() {
        Map<String, Integer> all = new HashMap<>(locks.taken());
        elsewhere().forEach(taken -> all.merge(taken.thing, taken.cpus, Math::max));
        return all;
    }

    /** Those of an engine that were not given back go with it, when it is closed. */
    public static void forget(Engine.Locks locks) {
        MACHINES.values().forEach(all -> all.removeIf(taken -> taken.locks.equals(locks)));
    }

    private static final class Taken implements Engine.Lock {
        private final String engine;
        private final Engine.Locks locks;
        private final String thing;
        private final int cpus;
        private final Set<Taken> all;
        private volatile Engine.@Nullable Lock lock;

        Taken(String engine, Engine.Locks locks, String thing, int cpus, Set<Taken> all) {
            this.engine = engine;
            this.locks = locks;
            this.thing = thing;
            this.cpus = cpus;
            this.all = all;
        }

        void begin(Engine.Lock ofEngine) {
            lock = ofEngine;
        }

        /** Also while the engine is asked for it. */
        boolean isThere() {
            Engine.Lock ofEngine = lock;
            return ofEngine == null || ofEngine.isHeld();
        }

        @Override
        public boolean isHeld() {
            Engine.Lock ofEngine = lock;
            return ofEngine != null && ofEngine.isHeld();
        }

        void giveBack() {
            all.remove(this);
        }

        @Override
        public void close() {
            Engine.Lock ofEngine = lock;
            try {
                if (ofEngine != null) {
                    ofEngine.close();
                }
            } finally {
                giveBack();
            }
        }
    }
}
