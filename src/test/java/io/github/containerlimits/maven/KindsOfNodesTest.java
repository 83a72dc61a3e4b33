package io.github.containerlimits.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.node.NodeKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class KindsOfNodesTest {
    private static Optional<NodeKind> kind(String cpu, String kernel) {
        return Optional.of(new NodeKind(cpu, 2, 24, kernel, "Docker 20.10.24", "overlay2", "cgroup v1 by cgroupfs"));
    }

    @Test
    void nodesOfOneKindAreTogetherAndThoseThatDoNotSayItAlone() {
        Map<String, Optional<NodeKind>> said = new LinkedHashMap<>();
        said.put("a", kind("EPYC", "6.18"));
        said.put("silent", Optional.empty());
        said.put("b", kind("EPYC", "6.1"));
        said.put("nameless", kind("", "6.18"));
        said.put("nameless as well", kind("", "6.18"));
        said.put("c", kind("EPYC", "6.18"));

        assertThat(KindsOfNodes.grouped(said))
                .containsExactly(
                        List.of("a", "c"),
                        List.of("silent"),
                        List.of("b"),
                        List.of("nameless"),
                        List.of("nameless as well"));
    }
}
