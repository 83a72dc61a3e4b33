package io.github.containerlimits.policy.compose;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;

/**
 * The services of Compose files that override each other.
 *
 * @param layers for each file the services that it defines or includes by their names, the first file first
 */
record Model(List<Map<String, Definition>> layers) {
    Model {
        layers = List.copyOf(layers);
    }

    /** The names of all services, in the order of their files. */
    List<String> names() {
        return layers.stream()
                .flatMap(layer -> layer.keySet().stream())
                .distinct()
                .toList();
    }

    /** A service of all files; absent where it can't be had, with a finding, or none has it. */
    Optional<MappingNode> service(String name, List<String> extending) {
        Optional<MappingNode> whole = Optional.empty();
        for (Map<String, Definition> layer : layers) {
            @Nullable Definition definition = layer.get(name);
            if (definition != null) {
                Optional<MappingNode> service = definition.resolve(extending);
                if (service.isEmpty()) {
                    return service;
                }
                Optional<MappingNode> below = whole;
                whole = service.map(above ->
                        Merge.of(below.orElseGet(() -> Unfolding.mapping(above, List.of())), above));
            }
        }
        return whole;
    }

    /** Its image, by what the files say of the service itself; absent where none says that plainly. */
    Optional<String> image(String name) {
        return layers.stream()
                .map(layer -> layer.get(name))
                .filter(Objects::nonNull)
                .flatMap(definition -> definition.image().stream())
                .reduce((earlier, later) -> later);
    }
}
