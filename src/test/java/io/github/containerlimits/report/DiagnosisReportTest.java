package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.containerlimits.limit.LimitKind;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.result.Diagnosis;
import io.github.containerlimits.result.Diagnosis.Ability;
import io.github.containerlimits.result.Diagnosis.Basis;
import io.github.containerlimits.result.Diagnosis.Premise;
import io.github.containerlimits.result.Diagnosis.Word;
import io.github.containerlimits.result.Results;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DiagnosisReportTest {
    private static final Ability SIZE =
            ability("storage_opt.size", Word.NO, "the engine refuses it: \u001b[31mno quotas", "Use xfs.", Basis.SAID);

    @Test
    void tellsWhatDependsOnWhatAndEachLimitWithWhatToDo() {
        List<String> lines = text(SIZE, ability("cpus", Word.YES, "the control group shows 0.5 CPUs", "", Basis.SEEN));

        assertThat(lines)
                .contains(
                        "swap  seen  none",
                        "            → Add some.",
                        "cpus              yes       seen  the control group shows 0.5 CPUs",
                        "                                  → Use xfs.",
                        "1 yes, 1 no of 2 kinds of limits in 1.5 s")
                .noneMatch(line -> line.contains("\u001b"));
        // In the order of all kinds, whatever was found first.
        assertThat(lines.toString()).containsSubsequence("cpus  ", "storage_opt.size  ");
    }

    @Test
    void tellsManyOfAFamilyThatAreEnforcedInOneRow() {
        List<String> names = List.of("nofile", "core", "stack");
        List<String> lines = text(Stream.concat(
                        names.stream().map(name -> ability("ulimits." + name, Word.YES, "x", "", Basis.SEEN)),
                        Stream.of(ability("ulimits.nice", Word.UNKNOWN, "y", "", Basis.TRIED)))
                .toArray(Ability[]::new));

        assertThat(lines)
                .contains("ulimits       yes       seen   nofile, core, stack: each as it was asked for")
                .contains("ulimits.nice  unknown   tried  y");
    }

    @Test
    void tellsWhatToDoOnceWhereItIsTheSameForMany() {
        assertThat(text(
                        ability("mem_limit", Word.DISCARDED, "x", "Use a host with cgroup v2.", Basis.SEEN),
                        ability("cpus", Word.DISCARDED, "x", "Use a host with cgroup v2.", Basis.SEEN),
                        SIZE))
                .containsSubsequence(
                        "                                   → Use a host with cgroup v2.",
                        "                                   → as for mem_limit",
                        "                                   → Use xfs.");
    }

    @Test
    void tellsProgramsTheSame() throws IOException {
        JsonNode json = new ObjectMapper().readTree(new DiagnosisReport(diagnosis(SIZE)).json());

        assertThat(json.at("/limits/storage_opt.size/enforced").asText()).isEqualTo("no");
        assertThat(json.at("/limits/storage_opt.size/advice").asText()).isEqualTo("Use xfs.");
        assertThat(json.at("/premises/0/name").asText()).isEqualTo("swap");
        assertThat(json.at("/engine/storageDriver").asText()).isNotEmpty();
    }

    private static Ability ability(String key, Word word, String why, String advice, Basis basis) {
        LimitKind kind = LimitKinds.ALL.stream()
                .filter(one -> one.key().equals(key))
                .findFirst()
                .orElseThrow();
        return new Ability(kind, "1", word, why, advice, basis);
    }

    private static Diagnosis diagnosis(Ability... abilities) {
        Results sample = Sample.of(List.of());
        return new Diagnosis(
                sample.engine(),
                sample.image(),
                List.of(Premise.seen("swap", "none").advising("Add some.")),
                List.of(abilities),
                Duration.ofMillis(1500));
    }

    private static List<String> text(Ability... abilities) {
        return new DiagnosisReport(diagnosis(abilities)).text();
    }
}
