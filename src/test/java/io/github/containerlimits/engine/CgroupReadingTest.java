package io.github.containerlimits.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CgroupReadingTest {
    @Test
    void whatIsSharedIsTheSameAndWhatIsNotSharedIsItsOwn() {
        CgroupReading earlier = reading(1, Map.of("memory.max", "4096\n", "pids.current", "1\n", "gone", "1\n"));
        CgroupReading later = reading(2, Map.of("memory.max", "4096\n", "pids.current", "2\n", "come", "1\n"));

        CgroupReading sharing = later.sharing(earlier);

        assertThat(sharing).isEqualTo(later);
        assertThat(sharing.files().get("memory.max")).isSameAs(earlier.files().get("memory.max"));
        assertThat(names(sharing).get("pids.current")).isSameAs(names(earlier).get("pids.current"));
    }

    private static Map<String, String> names(CgroupReading reading) {
        return reading.files().keySet().stream().collect(Collectors.toMap(name -> name, name -> name));
    }

    /** Strings of its own, as each reading from the kernel has. */
    private static CgroupReading reading(long nanos, Map<String, String> files) {
        return new CgroupReading(
                nanos,
                files.entrySet().stream()
                        .collect(Collectors.toMap(
                                file -> String.copyValueOf(file.getKey().toCharArray()),
                                file -> String.copyValueOf(file.getValue().toCharArray()))));
    }
}
