package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.policy.PolicyReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    /** A kind that stood in none would be missing from what is found. */
    @Test
    void asksForEachKindOfLimitOnce() throws Exception {
        List<String> asked = new ArrayList<>();
        for (String name : List.of("all-limits.yaml", "cpu-quota.yaml")) {
            Path file = Path.of("src/main/resources/io/github/containerlimits", name);
            PolicyReader.read(file).limits().limits().stream().map(Limit::key).forEach(asked::add);
        }

        assertThat(asked).containsExactlyInAnyOrderElementsOf(LimitKinds.keys());
    }
}
