package io.github.containerlimits.node;

import io.github.containerlimits.plan.Shard;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a job on a node is for, as arguments of its program: these stand in the service, where nothing that is secret may. */
public sealed interface Errand {
    /** As arguments, which {@link #parse} reads. */
    List<String> arguments();

    /** To say what kind of machine the node is. */
    record Look() implements Errand {
        private static final String WORD = "look";

        @Override
        public List<String> arguments() {
            return List.of(WORD);
        }
    }

    /**
     * To verify what the {@link Assignment} says.
     *
     * @param most time that it has
     * @param shard the part that is run; all where absent
     */
    record Verify(Duration most, Optional<Shard> shard) implements Errand {
        private static final String WORD = "verify";

        @Override
        public List<String> arguments() {
            List<String> arguments = new ArrayList<>(List.of(WORD, most.toString()));
            shard.ifPresent(part -> arguments.add(part.toString()));
            return arguments;
        }
    }

    /**
     * Reads what {@link #arguments} wrote, on a node of the same version.
     *
     * @throws IllegalArgumentException for anything else
     */
    static Errand parse(List<String> arguments) {
        if (arguments.equals(new Look().arguments())) {
            return new Look();
        }
        if (arguments.size() < 2 || arguments.size() > 3 || !arguments.get(0).equals(Verify.WORD)) {
            throw new IllegalArgumentException("'" + String.join(" ", arguments) + "' is no errand of a node");
        }
        try {
            return new Verify(
                    Duration.parse(arguments.get(1)),
                    arguments.stream().skip(2).findFirst().map(Shard::parse));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + arguments.get(1) + "' is no time of an errand", e);
        }
    }
}
