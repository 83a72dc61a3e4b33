package io.github.containerlimits.report;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.result.Diagnosis;
import io.github.containerlimits.result.Diagnosis.Ability;
import io.github.containerlimits.result.Diagnosis.Premise;
import io.github.containerlimits.result.Diagnosis.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an engine can enforce, for people and for programs. */
public record DiagnosisReport(Diagnosis diagnosis) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** Fewer of one family that are enforced have a row each. */
    private static final int FAMILY = 3;

    /** As lines of plain text: the engine, what limits depend on, a row for each limit with what to do, and a summary. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add(diagnosis.engine().name() + " " + diagnosis.engine().version() + " at "
                + diagnosis.engine().address() + ", kernel "
                + diagnosis.engine().kernel() + ", "
                + diagnosis.engine().cpus() + " CPUs; examined with the image "
                + diagnosis.image().reference());
        lines.add("");
        List<List<String>> rows = new ArrayList<>();
        for (Premise premise : diagnosis.premises()) {
            rows.add(List.of(premise.name(), premise.basis().toString(), premise.text()));
            if (!premise.advice().isEmpty()) {
                rows.add(List.of("", "", "→ " + premise.advice()));
            }
        }
        lines.addAll(TextTable.lines(rows));
        lines.add("");
        lines.addAll(TextTable.lines(abilities()));
        lines.add("");
        lines.add(summary());
        lines.add("said: by the engine; seen: what the kernel shows in a container; tried: by a load");
        return lines.stream().map(line -> PlainText.oneLine(line, 1000)).toList();
    }

    private List<List<String>> abilities() {
        Map<String, List<Ability>> families = diagnosis.abilities().stream()
                .filter(ability ->
                        ability.word() == Word.YES && ability.kind().path().size() > 1)
                .collect(Collectors.groupingBy(ability -> ability.kind().path().get(0)));
        families.values().removeIf(family -> family.size() < FAMILY);
        Map<String, String> advised = new HashMap<>();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("LIMIT", "ENFORCED", "HOW", "WHY"));
        for (Ability ability : diagnosis.abilities()) {
            List<Ability> family = families.getOrDefault(ability.kind().path().get(0), List.of());
            if (!family.contains(ability)) {
                rows.add(List.of(
                        ability.kind().key(),
                        ability.word().toString(),
                        ability.basis().toString(),
                        ability.why()));
            } else if (family.get(0).equals(ability)) {
                rows.add(List.of(
                        ability.kind().path().get(0),
                        Word.YES.toString(),
                        ability.basis().toString(),
                        family.stream().map(one -> one.kind().path().get(1)).collect(joining(", "))
                                + ": each as it was asked for"));
            }
            if (!ability.advice().isEmpty()) {
                @Nullable
                String first =
                        advised.putIfAbsent(ability.advice(), ability.kind().key());
                rows.add(List.of("", "", "", "→ " + (first == null ? ability.advice() : "as for " + first)));
            }
        }
        return rows;
    }

    private String summary() {
        return Arrays.stream(Word.values())
                        .map(word -> Map.entry(
                                word,
                                diagnosis.abilities().stream()
                                        .filter(ability -> ability.word() == word)
                                        .count()))
                        .filter(count -> count.getValue() > 0)
                        .map(count -> count.getValue() + " " + count.getKey())
                        .collect(joining(", "))
                + " of " + diagnosis.abilities().size() + " kinds of limits in "
                + String.format(Locale.ROOT, "%.1f", diagnosis.took().toMillis() / 1e3)
                + " s";
    }

    /** As JSON, with a line's end. */
    public String json() {
        ObjectNode report = JSON.createObjectNode();
        report.put("schemaVersion", 1);
        report.set("image", JsonReport.image(diagnosis.image()));
        report.set("engine", JsonReport.engine(diagnosis.engine()));
        report.put("seconds", diagnosis.took().toMillis() / 1e3);
        ArrayNode premises = report.putArray("premises");
        diagnosis
                .premises()
                .forEach(premise -> premises.addObject()
                        .put("name", premise.name())
                        .put("text", premise.text())
                        .put("advice", premise.advice())
                        .put("basis", premise.basis().toString()));
        ObjectNode limits = report.putObject("limits");
        diagnosis
                .abilities()
                .forEach(ability -> limits.putObject(ability.kind().key())
                        .put("enforced", ability.word().toString())
                        .put("asked", ability.asked())
                        .put("why", ability.why())
                        .put("advice", ability.advice())
                        .put("basis", ability.basis().toString()));
        try {
            return JSON.writeValueAsString(report) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers is no JSON", e);
        }
    }
}
