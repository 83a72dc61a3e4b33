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
     * To serve the core's image to the engines of other nodes, as {@link io.github.containerlimits.docker.swarm.LayerServer} does.
     *
     * @param image its reference
     * @param most time after which it ends by itself
     */
    record Serve(String image, Duration most) implements Errand {
        private static final String WORD = "serve";

        @Override
        public List<String> arguments() {
            return List.of(WORD, image, most.toString());
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
        String word = arguments.isEmpty() ? "" : arguments.get(0);
        int count = arguments.size();
        if (word.equals(Look.WORD) && count == 1) {
            return new Look();
        }
        if (word.equals(Serve.WORD) && count == 3) {
            return new Serve(arguments.get(1), duration(arguments.get(2)));
        }
        if (word.equals(Verify.WORD) && (count == 2 || count == 3)) {
            return new Verify(
                    duration(arguments.get(1)),
                    arguments.stream().skip(2).findFirst().map(Shard::parse));
        }
        throw new IllegalArgumentException("'" + String.join(" ", arguments) + "' is no errand of a node");
    }

    private static Duration duration(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no time of an errand", e);
        }
    }
}
