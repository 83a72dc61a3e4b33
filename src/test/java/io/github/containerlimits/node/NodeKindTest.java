package io.github.containerlimits.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.plan.Shard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeKindTest {
    private static final String X86 = """
            processor	: 0
            model name	: AMD EPYC
            cpu MHz		: 2400.000
            processor	: 1
            model name	: AMD EPYC
            cpu MHz		: 2399.988
            """;

    private static final String ARM = """
            processor	: 0
            CPU implementer	: 0x41
            CPU part	: 0xd05
            processor	: 1
            CPU implementer	: 0x41
            CPU part	: 0xd0a
            """;

    private static EngineFacts facts(String kernel, String driver, int cpus, long memory) {
        return new EngineFacts(
                "Docker",
                "20.10.24",
                "1.41",
                "unix:///var/run/docker.sock",
                kernel,
                1,
                "cgroupfs",
                driver,
                "/var/lib/docker",
                cpus,
                memory,
                "x86_64",
                List.of());
    }

    private static NodeKind kind() {
        return NodeKind.of(facts("6.18", "overlay2", 2, 25_276_063_744L), X86);
    }

    @Test
    void aKindIsReadAsItWasWritten() {
        assertThat(NodeKind.parse(kind().text())).isEqualTo(kind());
        assertThat(kind().isKnown()).isTrue();
        assertThat(kind())
                .hasToString("2 CPUs (AMD EPYC), 24 GiB, Linux 6.18, Docker 20.10.24, overlay2, cgroup v1 by cgroupfs");
    }

    @Test
    void whatVerdictsDependOnMakesAnotherKind() {
        assertThat(List.of(
                        NodeKind.of(facts("6.19", "overlay2", 2, 25_276_063_744L), X86),
                        NodeKind.of(facts("6.18", "btrfs", 2, 25_276_063_744L), X86),
                        NodeKind.of(facts("6.18", "overlay2", 4, 25_276_063_744L), X86),
                        NodeKind.of(facts("6.18", "overlay2", 2, 16L << 30), X86),
                        NodeKind.of(facts("6.18", "overlay2", 2, 25_276_063_744L), ARM)))
                .doesNotContain(kind())
                .doesNotHaveDuplicates();
        assertThat(NodeKind.of(facts("6.18", "overlay2", 2, 25_276_000_000L), X86.replace("2399.988", "3000.0")))
                .isEqualTo(kind());
    }

    @Test
    void cpusOfSeveralModelsAreAllNamed() {
        assertThat(NodeKind.of(facts("6.18", "overlay2", 2, 1L << 30), ARM).cpu())
                .isEqualTo("0x41 0xd05 0xd0a");
    }

    @Test
    void whatIsMissingOrTooLongIsNotKnown() {
        assertThat(NodeKind.of(facts("6.18", "overlay2", 2, 1L << 30), "").isKnown())
                .isFalse();
        assertThat(NodeKind.of(facts("unknown", "overlay2", 2, 1L << 30), X86).isKnown())
                .isFalse();
        assertThat(NodeKind.parse("{}").isKnown()).isFalse();
        assertThat(NodeKind.parse(kind().text().replace("AMD EPYC", "x".repeat(1000)))
                        .isKnown())
                .isFalse();
        assertThatThrownBy(() -> NodeKind.parse("{")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anErrandIsReadAsItWasWritten() {
        List<Errand> errands = List.of(
                new Errand.Look(),
                new Errand.Serve("container-limits-node:3f9c2b7e0d41", Duration.ofMinutes(20)),
                new Errand.Verify(Duration.ofSeconds(90), Optional.empty()),
                new Errand.Verify(Duration.ofMinutes(2), Optional.of(new Shard(2, 5))));

        assertThat(errands)
                .allSatisfy(
                        errand -> assertThat(Errand.parse(errand.arguments())).isEqualTo(errand));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "look around", "verify", "verify soon", "verify PT1S 7/5", "verify PT1S 1/2 more"})
    void anythingElseIsNoErrand(String arguments) {
        assertThatThrownBy(() -> Errand.parse(List.of(arguments.split(" ", -1))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
