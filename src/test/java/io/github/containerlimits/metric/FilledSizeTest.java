package io.github.containerlimits.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Bound;
import io.github.containerlimits.verdict.Outcome;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The size of a file system as a user claims it of a load of his own. */
class FilledSizeTest {
    private static final Bound BOUND = new Bound.AtMost(100 << 20);
    private static final String FULL = "dd: error writing '/x': No space left on device\n";

    @ParameterizedTest
    @CsvSource({
        // Bytes that dd wrote, and how it ended.
        "104857600, dd: writing: No space left on device, HELD",
        "104857600, dd: writing: Disk quota exceeded, HELD",
        "106000000, dd: writing: No space left on device, HELD",
        "117440512, dd: writing: No space left on device, ESCAPED",
        "117440512, '', ESCAPED",
        "104857600, '', UNPROVEN",
        "1048576, dd: killed, UNPROVEN",
    })
    void whatDdWroteBeforeTheDiskWasFullIsItsSize(long written, String said, Outcome outcome) {
        Exit exit = new Exit(said.isEmpty() ? 0 : 1, "", said + "\n" + written + " bytes copied\n");

        assertThat(Bench.USUAL.claimed(FilledSize.OF_DISK, BOUND, ended(exit))).contains(outcome);
        assertThat(Bench.USUAL.claimed(FilledSize.OF_SHM, BOUND, ended(exit))).contains(outcome);
    }

    /** The busybox of an image prints no bytes where it ends with an error. */
    @ParameterizedTest
    @CsvSource({"bs=1M, 100, HELD", "bs=1M, 112, ESCAPED", "bs=64k, 1600, HELD", "obs=64k, 1800, ESCAPED"})
    void recordsAreCountedByTheBlockThatDdWasTold(String block, long records, Outcome outcome) {
        Exit exit = new Exit(1, "", FULL + (records + 1) + "+0 records in\n" + records + "+0 records out\n");

        assertThat(running("dd", "if=/dev/zero", "of=/x", block).claimed(FilledSize.OF_DISK, BOUND, ended(exit)))
                .contains(outcome);
    }

    @Test
    void recordsOfNoTakenBlockAreOfHalfAKibibyte() {
        Exit exit = new Exit(1, "", FULL + "204801+0 records in\n204800+0 records out\n");

        assertThat(running("dd", "if=/dev/zero", "of=/x").claim(FilledSize.OF_DISK, BOUND, ended(exit)))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.HELD);
                    assertThat(conclusion.measured()).hasToString("100 MiB");
                });
    }

    @ParameterizedTest
    @CsvSource({"28, 100, HELD", "122, 100, HELD", "28, 112, ESCAPED", "0, 50, UNPROVEN"})
    void fioSaysWhetherTheDiskWasFull(int error, long mebibytes, Outcome outcome) {
        Exit exit = new Exit(1, """
                {
                  "jobs": [
                    { "error": %d, "write": { "io_bytes": %d, "total_ios": 9, "runtime": 17, "bw_bytes": 9, "iops": 9 } }
                  ]
                }
                """.formatted(error, mebibytes << 20), "");

        assertThat(Bench.USUAL.claimed(FilledSize.OF_DISK, BOUND, ended(exit))).contains(outcome);
    }

    @Test
    void aLowerBoundIsReachedByWhatWasWritten() {
        Exit exit = new Exit(1, "", FULL + "104857600 bytes copied\n");

        assertThat(Bench.USUAL.claimed(FilledSize.OF_DISK, new Bound.AtLeast(90 << 20), ended(exit)))
                .contains(Outcome.HELD);
        assertThat(Bench.USUAL.claimed(FilledSize.OF_DISK, new Bound.AtLeast(200 << 20), ended(exit)))
                .contains(Outcome.ESCAPED);
    }

    @Test
    void aLoadThatSaysNothingProvesNothing() {
        assertThat(Bench.USUAL.claim(FilledSize.OF_DISK, BOUND, ended(new Exit(127, "", "sh: dd: not found\n"))))
                .hasValueSatisfying(conclusion -> {
                    assertThat(conclusion.outcome()).isEqualTo(Outcome.UNPROVEN);
                    assertThat(conclusion.evidence())
                            .isEqualTo("there is no data on disk.size; the load ended with code 127: sh: dd: not"
                                    + " found");
                });
    }

    private static Bench running(String... words) {
        return Bench.USUAL.running(Command.of(Tool.IMAGE, List.copyOf(Arrays.asList(words))));
    }

    private static Measurement ended(Exit exit) {
        return Bench.ended(Bench.running(second -> Readings.version(1), 1), exit);
    }
}
