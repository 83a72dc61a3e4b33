package io.github.containerlimits.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.Otherwise;
import io.github.containerlimits.Times;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.source.Sourced;
import io.github.containerlimits.result.Origin;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssignmentTest {
    @TempDir
    private Path directory;

    private static Assignment assignment(Path directory, Sourced sourced) {
        return new Assignment(
                "shop:1.4",
                Optional.of("shop"),
                directory,
                sourced,
                List.of("mem_*"),
                "host",
                new Otherwise(Consequence.WARN, Consequence.SKIP, false),
                new Times(Duration.ofMinutes(9), Duration.ofSeconds(30), true),
                new Origin("0a1b", "smaller=true", "1.0", Optional.empty()));
    }

    @Test
    void anAssignmentIsReadAsItWasWritten() {
        Assignment written = assignment(
                directory,
                new Sourced(
                        List.of(directory.resolve("a.yaml")),
                        Map.of(directory.resolve("a.yaml"), "limits: {}\n# ä"),
                        Map.of("A", "b")));

        assertThat(Assignment.parse(written.text())).isEqualTo(written);
    }

    @Test
    void anythingElseIsNone() {
        assertThatThrownBy(() -> Assignment.parse("{")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Assignment.parse("{}")).isInstanceOf(IllegalArgumentException.class);
    }

    /** From files in several places and a variable, of which no other goes along. */
    @Test
    void aPolicyIsTheSameWhereItIsReadAgain() throws Exception {
        Path file = Files.writeString(
                directory.resolve("limits.yaml"),
                "limits: { from: deploy/compose.yaml, service: shop, pids_limit: 9 }\n");
        Files.createDirectories(directory.resolve("deploy"));
        Files.writeString(
                directory.resolve("deploy/compose.yaml"),
                "services: { shop: { image: shop, mem_limit: '${MEMORY}' } }\n");
        Project here = new Project(
                Optional.of(directory),
                Optional.of("shop:1.4"),
                Optional.of("shop"),
                Map.of("MEMORY", "64m", "PASSWORD", "secret"),
                Map.of());
        Policy policy = PolicyReader.read(file, here);

        Assignment there = Assignment.parse(
                assignment(directory, PolicyReader.source(List.of(file), here)).text());
        assertThat(there.text()).doesNotContain("secret");
        Files.delete(file);
        Files.delete(directory.resolve("deploy/compose.yaml"));
        NodeRun.write(there.sourced());

        assertThat(PolicyReader.read(there.sourced().files(), there.project())).isEqualTo(policy);
    }

    @Test
    void aFileThatIsThereIsNotOverwritten() throws Exception {
        Path file = Files.writeString(directory.resolve("limits.yaml"), "of the node");

        assertThatThrownBy(() -> NodeRun.write(new Sourced(List.of(file), Map.of(file, "another"), Map.of())))
                .isInstanceOf(FileAlreadyExistsException.class);
    }
}
