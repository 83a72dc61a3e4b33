package io.github.containerlimits.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.measure.FioResult.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FioResultTest {
    private static final String REPORT = """
            {
              "fio version" : "fio-3.33",
              "jobs" : [
                {
                  "jobname" : "trial",
                  "error" : 0,
                  "read" : { "io_bytes" : 40960, "bw_bytes" : 20480, "iops" : 5.25, "runtime" : 2000, "total_ios" : 10 },
                  "write" : { "io_bytes" : 0, "bw_bytes" : 0, "iops" : 0.0, "runtime" : 0, "total_ios" : 0 }
                },
                {
                  "jobname" : "trial",
                  "error" : 28,
                  "read" : { "io_bytes" : 8192, "bw_bytes" : 4096, "iops" : 1.0, "runtime" : 2500, "total_ios" : 2 },
                  "write" : { "io_bytes" : 4096, "bw_bytes" : 8192, "iops" : 2.0, "runtime" : 500, "total_ios" : 1 }
                },
                {
                  "jobname" : "trial",
                  "error" : 5,
                  "read" : { "io_bytes" : 0, "bw_bytes" : 0, "iops" : 0.0, "runtime" : 0, "total_ios" : 0 },
                  "write" : { "io_bytes" : 0, "bw_bytes" : 0, "iops" : 0.0, "runtime" : 0, "total_ios" : 0 }
                }
              ]
            }
            """;

    @Test
    void addsItsJobsUpAndTakesTheLongestTimeAndTheFirstError() {
        assertThat(FioResult.parse(REPORT))
                .contains(
                        new FioResult(new Flow(49_152, 24_576, 6.25, 12, 2.5), new Flow(4_096, 8_192, 2, 1, 0.5), 28));
    }

    @Test
    void passesOverNotesBeforeTheReport() {
        assertThat(FioResult.parse(
                        "note: both iodepth >= 1 and synchronous I/O engine are selected {trial}\n" + REPORT))
                .isEqualTo(FioResult.parse(REPORT))
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fio: failed to set up", "{}", "{\n}", "{\n\"jobs\" : []\n}", "{\n\"jobs\" : 1\n}"})
    void isAbsentWhereNothingIsReported(String stdout) {
        assertThat(FioResult.parse(stdout)).isEmpty();
    }

    @Test
    void isAbsentWhereTheReportIsCutOffAnywhere() {
        String report = REPORT.stripTrailing();
        for (int length = 0; length < report.length(); length++) {
            assertThat(FioResult.parse(report.substring(0, length)))
                    .as("the first %d characters", length)
                    .isEmpty();
        }
    }
}
