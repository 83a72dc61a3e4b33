package io.github.containerlimits.engine;

import java.util.List;

/** Whom a container can talk to. */
public sealed interface Network {
    /** The name of a container that has none but loopback, where it stands for 127.0.0.1: programs look up their own host, and some do not start without. */
    String OWN_NAME = "container-limits";

    /** None but loopback. */
    Network NONE = new Loopback(List.of());

    /**
     * None but loopback.
     *
     * @param names further names of 127.0.0.1 beside {@link #OWN_NAME}
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
