package io.github.containerlimits.engine;

import java.util.List;

/** Whom a container can talk to. */
public sealed interface Network {
    /** None but loopback. */
    Network NONE = new Loopback(List.of());

    /**
     * None but loopback.
     *
     * @param names further names of 127.0.0.1
     */
    record Loopback(List<String> names) implements Network {
        public Loopback {
            names = List.copyOf(names);
        }
    }

    /**
     * One of the engine's.
     *
     * @param name that the engine knows it by
     * @param names further names of 127.0.0.1
     */
    record OfEngine(String name, List<String> names) implements Network {
        public OfEngine {
            names = List.copyOf(names);
        }
    }

    /**
     * That of another container, whose names and ports it shares.
     *
     * @param id of the other one
     */
    record OfContainer(String id) implements Network {}
}
