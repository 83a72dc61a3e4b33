package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.report.JsonReport;
import io.github.containerlimits.report.console.Ansi;
import io.github.containerlimits.report.console.Letters;
import io.github.containerlimits.report.console.Table;
import io.github.containerlimits.result.Results;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What an image prints is nobody's to trust: gigabytes without a line's end, and bytes that would be taken for commands. */
class HostileOutputIT {
    private static final String POLICY = """
            derive: false
            limits: { pids_limit: 50 }
            trials:
              - name: gigabytes without a line's end
                run: [ dd, if=/dev/zero, bs=1M, count=2048 ]
                for: 2m
                expect: { pids.peak: "<= 9" }
              - name: commands for a terminal, a page and a file
                run: [ sh, -c, "printf '\\\\033[2J<script>alert(1)</script>]]>\\\\377\\\\300' >&2; exit 3" ]
                expect: { pids.peak: "<= 9" }
            """;
    private static final int MOST_REPORTED = 256 << 10;

    /** In a JVM of its own, with little memory. */
    public static void main(String[] arguments) throws Exception {
        Results results = RealEngine.verify(RealEngine.host(), POLICY);
        new JsonReport(Path.of(arguments[0])).tell(results);
        new Table(System.out::println, new Ansi(false), new Letters(StandardCharsets.UTF_8), 93).tell(results);
    }

    @Test
    void isCutAndEscaped() throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "hostile-output"));
        Path report = folder.resolve("report.json");
        Path output = folder.resolve("output");
        Files.deleteIfExists(report);

        Process run = RealEngine.java(output, HostileOutputIT.class, report.toString());
        assertThat(run.waitFor(5, TimeUnit.MINUTES)).isTrue();

        String console = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(run.exitValue()).as(console).isZero();
        assertThat(console)
                .contains("the load ended with code 3")
                .contains("<script>")
                .doesNotContain("\u001b");
        assertThat(report).exists();
        assertThat(Files.size(report)).isLessThan(MOST_REPORTED);
        assertThat(Files.readString(report, StandardCharsets.UTF_8)).doesNotContain("\u001b");
        assertThat(RealEngine.leftovers()).isEmpty();
    }
}
