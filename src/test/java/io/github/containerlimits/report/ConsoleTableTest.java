package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleTableTest {
    @Test
    void eachVerdictIsARowAndEachFailureASentence() {
        Results results = Sample.of(List.of(
                Sample.verdict(2, Outcome.HELD, "cpus", "0.500 CPUs", "≤ 0.500 CPUs (±10%)", "12 periods throttled"),
                Sample.verdict(
                        3, Outcome.ESCAPED, "mem_limit", "301.0 MiB", "≤ 256.0 MiB", "nothing kept the load within it"),
                Sample.verdict(4, Outcome.UNPROVEN, "pids_limit", "-", "100", "there is no data on pids.peak")));

        assertThat(ConsoleTable.lines(results))
                .containsExactly(
                        "LIMIT       MEASURED    BOUND                VERDICT   EVIDENCE                         SECONDS",
                        "cpus        0.500 CPUs  ≤ 0.500 CPUs (±10%)  held      12 periods throttled                 1.2",
                        "mem_limit   301.0 MiB   ≤ 256.0 MiB          escaped   nothing kept the load within it      1.2",
                        "pids_limit  -           100                  unproven  there is no data on pids.peak        1.2",
                        "",
                        "limits.yaml:3:3: mem_limit of shop:1.4 under 'stress --cpu 2': CPU use is 301.0 MiB, but the bound is ≤ 256.0 MiB:"
                                + " nothing kept the load within it. Do something about it.",
                        "limits.yaml:4:3: pids_limit of shop:1.4 under 'stress --cpu 2': the bound of 100 is not proven (load):"
                                + " there is no data on pids.peak. Do something about it.",
                        "",
                        "1 held, 1 escaped, 1 unproven in 23.4 s on Docker 20.10.24 (cgroup v1)");
    }

    @Test
    void longEvidenceGoesOnInTheNextRow() {
        Results results = Sample.of(List.of(Sample.verdict(
                2,
                Outcome.HELD,
                "mem_limit",
                "512.0 MiB",
                "≤ 512.0 MiB (±1%)",
                "the kernel killed 1 process for want of memory (oom_kill), 234 charges met the limit")));

        assertThat(ConsoleTable.lines(results).subList(1, 3))
                .containsExactly(
                        "mem_limit  512.0 MiB  ≤ 512.0 MiB (±1%)  held     the kernel killed 1 process for want of memory (oom_kill),"
                                + "      1.2",
                        "                                                  234 charges met the limit");
    }

    @Test
    void limitsOfOneKeyAreToldApartByTheirPlace() {
        Results results = Sample.of(List.of(
                Sample.verdict(7, Outcome.HELD, "device_write_bps", "1", "1", "e"),
                Sample.verdict(8, Outcome.HELD, "device_write_bps", "1", "1", "e")));

        assertThat(ConsoleTable.lines(results).subList(1, 3))
                .extracting(row -> row.substring(0, 24).strip())
                .containsExactly("device_write_bps at 7:3", "device_write_bps at 8:3");
    }

    @Test
    void whatALoadPrintsCannotReachTheTerminal() {
        Results results = Sample.of(List.of(Sample.verdict(
                2,
                Outcome.UNPROVEN,
                "run",
                "-",
                "1",
                "it ended with code 1: \u001b[2J\r[INFO] BUILD SUCCESS\n" + "x".repeat(5000))));

        List<String> lines = ConsoleTable.lines(results);

        assertThat(lines).noneMatch(line -> line.chars().anyMatch(Character::isISOControl));
        assertThat(lines).allMatch(line -> line.length() <= 1000);
        assertThat(lines).anyMatch(line -> line.contains("\\u001b[2J\\r[INFO] BUILD SUCCESS\\nxxx"));
    }

    @Test
    void theSummarySaysHowManyWereHeldOnlyAtASmallerSize() {
        Verdict held = Sample.verdict(2, Outcome.HELD, "cpus", "0.5 CPUs", "≤ 0.5 CPUs", "at 0.5 CPUs of 4 CPUs: e");
        Verdict unproven = Sample.verdict(3, Outcome.UNPROVEN, "mem_limit", "-", "1 GiB", "e");

        assertThat(ConsoleTable.summary(Sample.of(List.of(held, Sample.smaller(held), Sample.smaller(unproven)))))
                .startsWith("2 held (1 at a smaller size), 1 unproven in ");
    }

    @Test
    void nothingTriedIsSaid() {
        assertThat(ConsoleTable.summary(Sample.of(List.of())))
                .isEqualTo("nothing tried in 23.4 s on Docker 20.10.24 (cgroup v1)");
    }
}
