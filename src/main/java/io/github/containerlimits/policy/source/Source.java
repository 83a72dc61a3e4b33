package io.github.containerlimits.policy.source;

import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;

/** A kind of file in which another tool's limits stand. It translates such a file into the words of a policy. */
public interface Source {
    /** What such a file is called in messages: "a Compose file". */
    String noun();

    /** The key beside {@code from} that says which of the file's containers is meant: {@code service}, {@code container}. */
    String selector();

    /** The tool that can say by itself how it reads such files, as {@code resolve} beside {@code from} names it; absent where none is asked. */
    default Optional<String> resolver() {
        return Optional.empty();
    }

    /** Whether a file is of this kind, by the roots of its documents; none of them holds a type or a cycle that is not allowed. */
    boolean recognises(List<Node> documents);

    /**
     * Translates the limits of one container. What is wrong is added to the origins' findings, what is taken otherwise than it stands, or not at all,
     * to their remarks.
     *
     * @return absent where there is a finding, so that there is nothing to go on with
     */
    Optional<Declared> read(Wanted wanted, Origins origins);
}
