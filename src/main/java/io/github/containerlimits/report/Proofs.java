package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * Reports of runs in which everything was held, each in a file that is named by all that its verdicts depend on: {@code KEY.json}, and beside it
 * {@code KEY.html}. A run of the same key need not be repeated.
 *
 * @param directories where they are looked for, in this order, and kept; made where they are missing
 */
public record Proofs(List<Path> directories) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Proofs {
        directories = List.copyOf(directories);
    }

    /**
     * A report of an earlier run.
     *
     * @param since when that began, in UTC: {@code 2026-11-25T11:42:14Z}
     * @param held what was held, as the table names it
     * @param results what it found, without what was measured for that
     * @param page the same for a browser; it may not be there
     */
    public record Proof(ObjectNode report, String since, List<String> held, Results results, Path page) {
        /**
         * Writes the report as that of this run, marked as unchanged.
         *
         * @param browsed where the page goes, if there is one
         * @throws IOException where that can't be written
         */
        public void writeTo(Path file, Path browsed) throws IOException {
            JsonReport.write(file, report.deepCopy().put("unchanged", true));
            if (Files.isRegularFile(page)) {
                WholeFile.write(browsed, Files.readAllBytes(page));
            }
        }
    }

    /**
     * The report that was kept under the key; absent where there is none that says that all was held.
     *
     * @throws IOException where there is one that can't be read
     */
    public Optional<Proof> find(String key) throws IOException {
        for (Path directory : directories) {
            Path file = file(directory, key);
            if (Files.isRegularFile(file)) {
                Optional<Proof> proof = proof(JSON.readTree(file.toFile()), page(directory, key));
                if (proof.isPresent()) {
                    return proof;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Proof> proof(JsonNode report, Path page) throws IOException {
        List<JsonNode> verdicts = StreamSupport.stream(report.path("trials").spliterator(), false)
                .flatMap(trial -> StreamSupport.stream(trial.path("verdicts").spliterator(), false))
                .toList();
        boolean isProof = report instanceof ObjectNode
                && report.path("schemaVersion").asInt() == JsonReport.SCHEMA_VERSION
                && report.path("passes").asBoolean()
                && report.path("untried").isEmpty()
                && !verdicts.isEmpty()
                && verdicts.stream()
                        .allMatch(verdict -> verdict.path("outcome").asText().equals(Outcome.HELD.toString()));
        return isProof
                ? Optional.of(new Proof(
                        (ObjectNode) report,
                        report.path("began").asText().replaceFirst("\\.\\d+Z$", "Z"),
                        verdicts.stream()
                                .map(verdict -> verdict.path("subject").asText())
                                .toList(),
                        KeptResults.of(report, verdicts),
                        page))
                : Optional.empty();
    }

    /**
     * Keeps a run's report where everything was held in it: what is only warned of must be seen again each time.
     *
     * @throws IOException where it can't be written
     */
    public void keep(String key, Results results) throws IOException {
        List<Verdict> verdicts = results.verdicts();
        if (!verdicts.isEmpty() && verdicts.stream().allMatch(verdict -> verdict.outcome() == Outcome.HELD)) {
            for (Path directory : directories) {
                new HtmlReport(page(directory, key), true).tell(results);
                new JsonReport(file(directory, key)).tell(results);
            }
        }
    }

    private static Path file(Path directory, String key) {
        return directory.resolve(key + ".json");
    }

    private static Path page(Path directory, String key) {
        return directory.resolve(key + ".html");
    }
}
