package io.github.containerlimits.policy;

import java.util.List;

/**
 * The engines on which a policy asks to be verified.
 *
 * @param addresses {@code unix:///…}, {@code tcp://…}, {@code ssh://…}, {@code context:NAME}; {@code swarm} or {@code swarm:CONSTRAINT} for the nodes of
 *     a Swarm; each once, and none where it asks for none
 * @param spread whether nodes of a Swarm that are of one kind share the trials
 */
public record Engines(List<String> addresses, boolean spread) {
    /** None that is named. */
    public static final Engines NONE = new Engines(List.of(), false);

    public Engines {
        addresses = addresses.stream().distinct().toList();
    }
}
