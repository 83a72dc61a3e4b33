package io.github.containerlimits.docker;

import java.util.Map;

/**
 * The labels on everything that a run makes on an engine.
 *
 * @param run the run's id
 */
record Labels(String run, Owner owner) {
    static final String RUN = "io.github.containerlimits.run";
    static final String OWNER = "io.github.containerlimits.owner";

    Map<String, String> all() {
        return Map.of(RUN, run, OWNER, owner.toString());
    }
}
