package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Verdict;
import io.github.containerlimits.verdict.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * All that was not held, as GitLab's code quality report: an empty list where everything was, which GitLab needs to tell that a finding is gone.
 *
 * @param file its directories are made
 * @param workspace absent where it is not known: names of files are then those that the user knows
 */
record GitLabReport(Path file, Optional<Workspace> workspace) implements Report {
    /** Characters of a description. */
    private static final int LONGEST_DESCRIPTION = 1000;

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    @Override
    public void tell(Results results) throws IOException {
        ArrayNode findings = JsonNodeFactory.instance.arrayNode();
        Set<String> fingerprints = new HashSet<>();
        for (Verdict verdict : results.verdicts()) {
            if (verdict.outcome() != Outcome.HELD) {
                findings.add(finding(verdict, results, fingerprints));
            }
        }
        write(findings);
    }

    /** What is wrong in a policy; nothing else that breaks is about the quality of the code, and no report says that nothing is known. */
    @Override
    public void tellBroken(Breakage breakage) throws IOException {
        if (breakage.findings().isEmpty()) {
            return;
        }
        ArrayNode findings = JsonNodeFactory.instance.arrayNode();
        Set<String> fingerprints = new HashSet<>();
        for (Finding invalid : breakage.findings()) {
            Place place = place(invalid.place(), breakage.policyFile());
            findings.add(finding(
                    place,
                    invalid.message(),
                    "policy",
                    fingerprint(place.file() + "\n" + invalid.message(), fingerprints),
                    "blocker"));
        }
        write(findings);
    }

    private void write(ArrayNode findings) throws IOException {
        WholeFile.write(file, (JSON.writeValueAsString(findings) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private Place place(Place place, String policyFile) throws IOException {
        Optional<Place> known = workspace.isPresent() ? workspace.get().place(place, policyFile) : Optional.empty();
        return known.orElse(place);
    }

    private ObjectNode finding(Verdict verdict, Results results, Set<String> fingerprints) throws IOException {
        Place place = place(verdict.place(), results.policyFile());
        return finding(
                place,
                verdict.sentence(results.image().reference()),
                verdict.subject(),
                fingerprint(place.file() + "\n" + verdict.subject() + "\n" + verdict.load(), fingerprints),
                severity(verdict));
    }

    private static ObjectNode finding(
            Place place, String description, String check, String fingerprint, String severity) {
        ObjectNode finding = JsonNodeFactory.instance.objectNode();
        finding.put("description", PlainText.oneLine(description, LONGEST_DESCRIPTION));
        finding.put("check_name", "container-limits/" + PlainText.oneLine(check, LONGEST_DESCRIPTION));
        finding.put("fingerprint", fingerprint);
        finding.put("severity", severity);
        ObjectNode location = finding.putObject("location");
        location.put("path", place.file());
        location.putObject("lines").put("begin", place.line());
        return finding;
    }

    private static String severity(Verdict verdict) {
        if (verdict.passes()) {
            return verdict.isToWarnOf() ? "minor" : "info";
        }
        return verdict.outcome() == Outcome.ESCAPED ? "critical" : "major";
    }

    /**
     * The same for what is found again in another run, whatever was measured and wherever in the file it has moved to.
     *
     * @param taken by which the second of two that would be the same, such as those of two disks, gets another
     */
    private static String fingerprint(String about, Set<String> taken) {
        String fingerprint = hash(about);
        for (int i = 2; !taken.add(fingerprint); i++) {
            fingerprint = hash(about + "\n" + i);
        }
        return fingerprint;
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
