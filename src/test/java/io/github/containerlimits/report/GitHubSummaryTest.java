package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitHubSummaryTest {
    @TempDir
    Path directory;

    private static final Results RESULTS = Sample.of(List.of(
            Sample.verdict(2, Outcome.HELD, "cpus", "0.5 CPUs", "≤ 0.5 CPUs", "12 periods throttled"),
            Sample.wayRound(
                    Sample.verdict(3, Outcome.ESCAPED, "shm_size", "17", "16", "`rm|x` <b>\n*y*"), Consequence.WARN),
            Sample.verdict(4, Outcome.UNPROVEN, "pids_limit", "-", "100", "there is no data on pids.peak")));

    @Test
    void aTableWithWhatWasNotHeldFirst() throws IOException {
        Path file = directory.resolve("summary.md");

        new GitHubSummary(file, false).tell(RESULTS);

        assertThat(file).content().isEqualTo("""

                ### Container limits of shop\\:1.4

                1 held, 1 unproven, 1 warning in 23.4 s on Docker 20.10.24 (cgroup v1)

                | Verdict | Limit | Measured | Bound | Evidence | Place |
                | --- | --- | --- | --- | --- | --- |
                | **unproven** | pids\\_limit | - | 100 | there is no data on pids.peak. Do something about it. | limits.yaml\\:4\\:3 |
                | escaped | shm\\_size | 17 | 16 | \\`rm\\|x\\` \\<b\\>\\\\n\\*y\\*. Do something about it. | limits.yaml\\:3\\:3 |
                | held | cpus | 0.5 CPUs | ≤ 0.5 CPUs | 12 periods throttled. | limits.yaml\\:2\\:3 |

                """);
    }

    @Test
    void whatOthersWroteStays() throws IOException {
        Path file = Files.writeString(directory.resolve("summary.md"), "another step\n");

        new GitHubSummary(file, true).tell(RESULTS);
        new GitHubSummary(file, false).tell(RESULTS);

        assertThat(file).content().startsWith("another step\n\n### ").containsOnlyOnce("; unchanged since 2026");
        assertThat(Files.readAllLines(file))
                .filteredOn(line -> line.startsWith("### "))
                .hasSize(2);
    }

    /** Whatever the text is, no row has more cells than the head. */
    @Test
    void noTextBreaksOutOfItsCell() {
        assertThat(GitHubSummary.plain("a\\|b")).isEqualTo("a\\\\\\|b");
        assertThat(GitHubSummary.plain("a``b\r\n| c")).isEqualTo("a\\`\\`b\\\\r\\\\n\\| c");
        assertThat(GitHubSummary.plain("≤ 0.5 CPUs (±10%)")).isEqualTo("≤ 0.5 CPUs (±10%)");
    }

    @Test
    void whatBrokeIsSaidInItsLines() throws IOException {
        Path file = directory.resolve("broken.md");

        new GitHubSummary(file, false)
                .tellBroken(new Breakage("limits.yaml", "shop:1.4", "No engine | answers.\n\nStart one.", List.of()));

        assertThat(file).hasContent("""

                        ### Container limits of shop\\:1.4

                        **The limits of shop\\:1.4 could not be verified**

                        - No engine \\| answers.
                        - Start one.

                        """);
    }
}
