package io.github.containerlimits.docker.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.CgroupReading;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadersPartTest {
    private final ReadersPart part = new ReadersPart();

    @Test
    void theReaderIsNoProcessOfTheLoad() {
        Map<String, String> files = read(Map.of("pids.current", "13\n", "pids.max", "12\n", "pids.peak", "14\n"));

        assertThat(files).containsOnly(Map.entry("pids.current", "12\n"), Map.entry("pids.max", "12\n"));
    }

    @Test
    void eventsAreTheLoadsWhereNoReaderFailed() {
        assertThat(read(events(5, 1))).isEqualTo(events(5, 1));
        assertThat(read(events(1_000, 3))).isEqualTo(events(1_000, 3));
    }

    @Test
    void whatCameWhileReadersFailedMayBeTheirs() {
        read(events(5, 1));
        part.addFailed();
        part.addFailed();
        assertThat(read(events(12, 2))).isEqualTo(events(5, 1));
        assertThat(read(events(14, 4))).as("later ones are not").isEqualTo(events(7, 3));
    }

    @Test
    void oneReaderIsKilledOnceButItsRuntimeRefusedAnyNumberOfThreads() {
        read(events(5, 1));
        part.addFailed();

        assertThat(read(events(1_000, 4))).isEqualTo(events(5, 3));
        assertThat(read(events(1_001, 4))).isEqualTo(events(6, 3));
    }

    @Test
    void otherFilesAndFieldsStayAsTheyAre() {
        part.addFailed();
        Map<String, String> files = Map.of(
                "memory.events", "low 0\nmax 7\noom 1\noom_kill 1\noom_group_kill 0\n",
                "pids.current", "\n",
                "cpu.stat", "usage_usec 5\n");

        assertThat(read(files))
                .containsEntry("memory.events", "low 0\nmax 7\noom 1\noom_kill 0\noom_group_kill 0\n")
                .containsEntry("pids.current", "\n")
                .containsEntry("cpu.stat", "usage_usec 5\n");
    }

    private static Map<String, String> events(long refused, long killed) {
        return Map.of(
                "pids.events",
                "max " + refused + "\n",
                CgroupReading.INNER + "pids.events",
                "max " + refused + "\n",
                "memory.oom_control",
                "oom_kill_disable 0\nunder_oom 0\noom_kill " + killed + "\n");
    }

    private Map<String, String> read(Map<String, String> files) {
        return part.takenOff(new CgroupReading(1, files)).files();
    }
}
