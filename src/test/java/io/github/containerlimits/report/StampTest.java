package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.metric.Excuse;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StampTest {
    private static final Stamp STAMP = new Stamp("key", "build");

    private final List<Verdict> verdicts = List.of(
            Sample.verdict(2, Outcome.HELD, "cpus", "0.5 CPUs", "≤ 0.5 CPUs", "seen"),
            Sample.smaller(Sample.verdict(3, Outcome.ESCAPED, "mem_limit", "1 GiB", "≤ 1 MiB", "seen")),
            Sample.verdict(4, Outcome.DISCARDED, "mem_swappiness", "-", "10", "said"),
            Sample.verdict(5, Outcome.UNSUPPORTED, "storage_opt.size", "-", "64 MiB", "refused"),
            unproven());

    @TempDir
    Path directory;

    private Path report;

    private static Verdict unproven() {
        Verdict verdict = Sample.verdict(6, Outcome.HELD, "memswap_limit", "-", "1 GiB", "");
        return new Verdict(
                verdict.subject(),
                verdict.place(),
                verdict.load(),
                Optional.empty(),
                Conclusion.unproven("1 GiB", new Excuse("no swap", Cause.HOST)),
                Duration.ofSeconds(1),
                false,
                verdict.consequence());
    }

    @BeforeEach
    void aReportIsWritten() throws IOException {
        report = directory.resolve("report.json");
        new JsonReport(report).tell(Sample.of(verdicts));
    }

    @Test
    void aStampedReportIsReadBackWhateverItsVerdicts() throws IOException {
        STAMP.on(report);

        Stamp.Stamped stamped = Stamp.of(report).orElseThrow();

        assertThat(stamped.stamp()).isEqualTo(STAMP);
        Results results = stamped.results();
        assertThat(results.verdicts())
                .extracting(Verdict::outcome)
                .containsExactly(
                        Outcome.HELD, Outcome.ESCAPED, Outcome.DISCARDED, Outcome.UNSUPPORTED, Outcome.UNPROVEN);
        for (int i = 0; i < verdicts.size(); i++) {
            assertThat(results.verdicts().get(i).sentence("shop"))
                    .isEqualTo(verdicts.get(i).sentence("shop"));
            assertThat(results.verdicts().get(i).passes())
                    .isEqualTo(verdicts.get(i).passes());
        }
        assertThat(stamped.since()).endsWith("Z").doesNotContain(".");
    }

    @Test
    void aReportWithoutAStampIsOfNobodyKnows() throws IOException {
        assertThat(Stamp.of(report)).isEmpty();

        STAMP.on(report);
        Stamp.remove(report);

        assertThat(Stamp.of(report)).isEmpty();
        assertThat(Stamp.of(directory.resolve("other.json"))).isEmpty();
    }

    @Test
    void aReportThatWasChangedIsNotTheOneThatWasStamped() throws IOException {
        STAMP.on(report);
        Files.writeString(report, Files.readString(report).replace("escaped", "held"));

        assertThat(Stamp.of(report)).isEmpty();
    }
}
