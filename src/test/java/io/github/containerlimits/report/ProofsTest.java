package io.github.containerlimits.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** What need not be repeated. */
class ProofsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private static Verdict verdict(Outcome outcome) {
        return Sample.verdict(2, outcome, "cpus", "0.5 CPUs", "≤ 0.5 CPUs", "e");
    }

    /** A run of one trial with these verdicts. */
    private static Results results(Verdict... verdicts) {
        Results full = Sample.full("");
        TrialResult trial = full.trials().get(0);
        return new Results(
                full.policyFile(),
                full.remarks(),
                full.image(),
                full.engine(),
                full.began(),
                full.took(),
                List.of(new TrialResult(
                        trial.trial(), trial.measurement(), List.of(verdicts), trial.took(), List.of())),
                List.of());
    }

    private Proofs proofs() {
        return new Proofs(List.of(directory.resolve("own"), directory.resolve("shared")));
    }

    @Test
    void whatWasHeldIsFoundUnderItsKeyAloneAndWrittenAsUnchanged() throws IOException {
        proofs().keep("a", results(verdict(Outcome.HELD)));

        assertThat(proofs().find("b")).isEmpty();
        assertThat(proofs().find("a")).hasValueSatisfying(proof -> {
            assertThat(proof.held()).containsExactly("cpus");
            assertThat(proof.since())
                    .isEqualTo(Sample.full("")
                            .began()
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString());
        });
        Path report = directory.resolve("report.json");
        proofs().find("a").orElseThrow().writeTo(report, directory.resolve("report.html"));
        assertThat(directory.resolve("report.html")).content().contains("the run was not repeated");
        JsonNode written = JSON.readTree(report.toFile());
        assertThat(written.path("unchanged").asBoolean()).isTrue();
        assertThat(written.at("/trials/0/verdicts/0/outcome").asText()).isEqualTo("held");
        Files.delete(directory.resolve("own/a.json"));
        assertThat(proofs().find("a")).as("in the other folder").isPresent();
    }

    @Test
    void aProofHasTheVerdictsOfItsRunAsTheyWere() throws IOException {
        Verdict declared = verdict(Outcome.HELD);
        Results run = results(declared, Sample.smaller(declared), Sample.wayRound(declared, Consequence.WARN));
        proofs().keep("a", run);

        Results kept = proofs().find("a").orElseThrow().results();

        assertThat(kept.verdicts()).isEqualTo(run.verdicts());
        assertThat(kept.image()).isEqualTo(run.image());
        assertThat(kept.engine()).isEqualTo(run.engine());
        assertThat(kept.remarks()).isEqualTo(run.remarks());
        assertThat(kept.began()).isEqualTo(run.began());
        assertThat(kept.took()).isEqualTo(run.took());
        assertThat(kept.policyFile()).isEqualTo(run.policyFile());
    }

    @ParameterizedTest
    @ValueSource(strings = {"began", "policyFile", "image", "engine"})
    void aReportThatLacksSomethingIsNoProof(String field) throws IOException {
        proofs().keep("a", results(verdict(Outcome.HELD)));
        Path file = directory.resolve("own/a.json");
        ObjectNode report = (ObjectNode) JSON.readTree(file.toFile());
        JSON.writeValue(file.toFile(), report.put(field, "?").without(field));

        assertThatThrownBy(() -> proofs().find("a"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("what was kept is no report: it has no text in ");
    }

    @ParameterizedTest
    @EnumSource(value = Outcome.class, mode = Mode.EXCLUDE, names = "HELD")
    void whatWasNotHeldAsAWholeIsRepeated(Outcome outcome) throws IOException {
        proofs().keep("a", results(verdict(Outcome.HELD), verdict(outcome)));
        proofs().keep("b", results());

        assertThat(proofs().find("a")).isEmpty();
        assertThat(proofs().find("b")).as("nothing was verified").isEmpty();
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    /** Whoever put it there. */
    @Test
    void aReportThatDoesNotSayThatAllWasHeldIsNoProof() throws IOException {
        Path file = Files.createDirectories(directory.resolve("own")).resolve("a.json");
        new JsonReport(file).tell(results(verdict(Outcome.HELD), verdict(Outcome.ESCAPED)));
        assertThat(proofs().find("a")).isEmpty();

        Files.writeString(file, "{}");
        assertThat(proofs().find("a")).isEmpty();

        Files.writeString(file, "{ \"passes\": tr");
        assertThatThrownBy(() -> proofs().find("a")).isInstanceOf(JsonProcessingException.class);
    }
}
