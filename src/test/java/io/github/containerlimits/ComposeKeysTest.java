package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Project;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of keys, which is written on engines, without one. */
class ComposeKeysTest {
    private static final Path FILE =
            Path.of("src", "test", "resources", "keys", "compose.yaml").toAbsolutePath();

    private static final Set<String> WORDS =
            Set.of("held", "escaped", "discarded", "unsupported", "unproven", ComposeKeys.NOT_LOOKED_AT);

    static List<String> services() {
        return ComposeKeys.services();
    }

    @ParameterizedTest
    @MethodSource("services")
    void eachKeyBecomesALimitOrALine(String service) throws Exception {
        Policy policy = PolicyReader.read(
                FILE,
                new Project(
                        Optional.ofNullable(FILE.getParent()),
                        Optional.of("it/busybox"),
                        Optional.of(service),
                        Map.of(),
                        Map.of()));

        assertThat(ComposeKeys.ALL)
                .filteredOn(key -> key.service().equals(service))
                .allSatisfy(key -> {
                    boolean isLimit =
                            policy.limits().limits().stream().map(Limit::key).anyMatch(key::isOf);
                    boolean isLine = policy.remarks().stream().anyMatch(remark -> key.isNotLookedAt(remark.message()));
                    assertThat(isLimit ^ isLine).as(key.name()).isTrue();
                });
    }

    @Test
    void eachKindOfLimitHasARow() {
        Set<String> limits =
                ComposeKeys.ALL.stream().map(ComposeKeys.Key::limit).collect(Collectors.toSet());

        assertThat(LimitKinds.ALL)
                .map(LimitKind::key)
                .allSatisfy(key -> assertThat(limits).contains(key));
    }

    @Test
    void thePageHasARowOfEachKeyWithAWordForWhatBecomesOfIt() throws Exception {
        for (String engine : ComposeKeys.ENGINES) {
            assertThat(ComposeKeys.column(engine).keySet())
                    .containsExactlyElementsOf(
                            ComposeKeys.ALL.stream().map(ComposeKeys.Key::name).toList());
            assertThat(ComposeKeys.filled(engine).values())
                    .as(engine)
                    .isNotEmpty()
                    .allMatch(cell -> WORDS.contains(cell.replaceFirst(", escaped \\(buffered\\)$", "")));
        }
    }
}
