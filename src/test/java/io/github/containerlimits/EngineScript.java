package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The scripts below src/it/engine, which start engines and stop them. */
public final class EngineScript {
    private EngineScript() {}

    /**
     * Runs one to its end. One that fails, or does not end, fails the test.
     *
     * @param state where what it prints is kept
     */
    public static void run(Path state, String script, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("bash", "src/it/engine/" + script));
        line.addAll(List.of(arguments));
        // Through a file, since what it starts keeps it open.
        Path output = state.resolve(script + ".out");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("%s ends", line).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    }
}
