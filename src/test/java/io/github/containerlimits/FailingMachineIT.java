package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A disk that is full, and an engine that is killed and started again in the middle of a trial. Both on the private engine with a disk of its own. */
class FailingMachineIT {
    private static final String POLICY = "{ limits: { storage_opt: { size: 100m }, cpus: 0.5 }, ways_round: skip }";
    private static final Duration TIME = Duration.ofMinutes(2);

    /** The run in whose trial the engine is killed. */
    public static void main(String[] arguments) throws Exception {
        try {
            RealEngine.verify(arguments[0], "limits: { mem_limit: 64m, cpus: 0.5, cpu_shares: 512 }", TIME);
            System.out.println("no breakage");
        } catch (EngineException e) {
            System.out.println("breakage: " + e.getMessage());
        }
    }

    @Test
    void aFullDiskIsABreakageThatSaysSo() throws Exception {
        String host = RealEngine.property("quotaDockerHost");
        Path filling = RealEngine.state().resolve("btrfs").resolve("filling");
        try {
            fill(filling);
            EngineException breakage =
                    catchThrowableOfType(EngineException.class, () -> RealEngine.verify(host, POLICY, TIME));
            assertThat(breakage).hasMessageContaining("no space left on device");
            System.out.println(breakage.getMessage());
        } finally {
            Files.delete(filling);
        }
        assertThat(RealEngine.leftovers(host)).isEmpty();
        assertThat(RealEngine.verify(host, POLICY, TIME).verdicts())
                .as("with room again")
                .extracting(Verdict::outcome)
                .containsOnly(Outcome.HELD);
    }

    /** Takes all that is free, first in large pieces. */
    private static void fill(Path filling) throws IOException, InterruptedException {
        Files.createFile(filling);
        long size = 0;
        for (long piece = 1L << 30; piece >= 1L << 12; piece /= 2) {
            while (run(
                            "fallocate",
                            "--offset",
                            String.valueOf(size),
                            "--length",
                            String.valueOf(piece),
                            filling.toString())
                    == 0) {
                size += piece;
            }
        }
        System.out.println("took " + (size >> 20) + " MiB of the engine's disk");
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }

    @Test
    void anEngineThatIsKilledAndStartedAgainIsABreakageAndKeepsNothing() throws Exception {
        String host = RealEngine.property("quotaDockerHost");
        Path output = Path.of("target", "killed-engine-run.log");
        Process run = RealEngine.java(output, FailingMachineIT.class, host);
        await(output, "mem_limit under");
        Thread.sleep(500); // into the next trial
        ProcessHandle engine = ProcessHandle.of(
                        Long.parseLong(Files.readString(Path.of(host.replaceFirst("^unix://(.*)\\.sock$", "$1.pid")))
                                .strip()))
                .orElseThrow();
        List<String> command = List.of(
                Files.readString(Path.of("/proc/" + engine.pid() + "/cmdline")).split("\0"));

        engine.destroyForcibly();
        engine.onExit().get(1, TimeUnit.MINUTES);
        start(command);

        assertThat(run.waitFor(TIME.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(output)).contains("breakage: ").doesNotContain("no breakage");
        System.out.println(Files.readString(output));
        awaitEngine(host);
        try (DockerEngine next = RealEngine.connect(host, TIME)) {
            System.out.println("removed: " + next.sweep());
        }
        assertThat(RealEngine.leftovers(host)).isEmpty();
    }

    private static void start(List<String> dockerd) throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid"));
        command.addAll(dockerd);
        new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        RealEngine.state().resolve("quota.log").toFile()))
                .start();
    }

    private static void await(Path file, String text) throws Exception {
        for (int i = 0; i < 600; i++) {
            if (Files.exists(file) && Files.readString(file).contains(text)) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no '" + text + "' in " + file + ": " + Files.readString(file));
    }

    private static void awaitEngine(String host) throws Exception {
        for (int i = 0; run("docker", "-H", host, "version") != 0; i++) {
            assertThat(i).as("the engine is back").isLessThan(600);
            Thread.sleep(100);
        }
    }
}
