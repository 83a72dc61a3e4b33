package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.docker.DockerEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs that are killed (SIGKILL) at any moment leave things on the engine; the next run removes all of it, and nothing of a living one. */
class KilledRunsIT {
    private static final int RUNS = 50;
    private static final int AT_ONCE = 5;
    private static final long SEED = 20261123;
    private static final int MOST_MILLIS_ON_A_SLOW_HOST = 60_000;
    private static final int MOST_MILLIS = 6_000;
    private static final String POLICY = """
            limits: { cpus: 0.5, mem_limit: 64m, pids_limit: 50, volumes: [ "killed-%d:/data" ] }
            """;

    /** The process that is killed. */
    public static void main(String[] arguments) throws Exception {
        while (true) {
            RealEngine.verify(RealEngine.host(), POLICY.formatted(Integer.parseInt(arguments[0])));
        }
    }

    @Test
    void nothingIsLeftAfterFiftyKilledRuns() throws Exception {
        Random random = new Random(SEED);
        int most = 0;
        int millis = MOST_MILLIS;
        try (DockerEngine living = RealEngine.connect(RealEngine.host(), Duration.ofMinutes(30))) {
            living.survey(living.image("it/busybox"), List.of());
            int own = RealEngine.leftovers().size();
            assertThat(own).isPositive();
            for (int i = 0; i < RUNS; i += AT_ONCE) {
                List<Process> runs = new ArrayList<>();
                for (int j = 0; j < AT_ONCE; j++) {
                    runs.add(start(i + j));
                }
                for (Process run : runs) {
                    Thread.sleep(random.nextInt(millis / AT_ONCE));
                    run.destroyForcibly();
                }
                for (Process run : runs) {
                    assertThat(run.waitFor(1, TimeUnit.MINUTES)).isTrue();
                }
                int left = RealEngine.leftovers().size() - own;
                if (left == 0) {
                    millis = Math.min(millis * 2, MOST_MILLIS_ON_A_SLOW_HOST); // they had hardly begun
                }
                most = Math.max(most, left);
            }
            try (DockerEngine next = RealEngine.connect(RealEngine.host(), Duration.ofMinutes(10))) {
                List<String> removed = next.sweep();
                System.out.println("removed: " + removed);
            }
            assertThat(most).as("killed runs did leave something").isPositive();
            assertThat(RealEngine.leftovers()).hasSize(own);
        }
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    private static Process start(int number) throws Exception {
        return RealEngine.java(
                Path.of("target", "killed-run-" + number % AT_ONCE + ".log"),
                KilledRunsIT.class,
                String.valueOf(number));
    }
}
