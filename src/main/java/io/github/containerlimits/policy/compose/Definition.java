package io.github.containerlimits.policy.compose;

import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** A service as one Compose file defines it. */
interface Definition {
    /** Its name where it is defined. */
    Node key();

    /** The image that is named there, where that is said plainly. */
    Optional<String> image();

    /**
     * All that concerns limits of it, unfolded, above what it extends.
     *
     * @param extending the services that extend it, the first first
     * @return absent where there is a finding
     */
    Optional<MappingNode> resolve(List<String> extending);
}
