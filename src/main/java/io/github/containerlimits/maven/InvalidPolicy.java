package io.github.containerlimits.maven;

import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.report.SourceLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoExecutionException;

/** A breakage of the build by what stands in a policy's files. */
final class InvalidPolicy extends MojoExecutionException {
    private static final long serialVersionUID = 1L;

    private static final String INDENT = "  ";

    private final transient List<Finding> findings;
    private final transient Path directory;

    /**
     * With at least one finding.
     *
     * @param directory where the names of the files begin
     */
    InvalidPolicy(List<Finding> findings, Path directory) {
        super(message(findings, directory, true));
        this.findings = List.copyOf(findings);
        this.directory = directory;
    }

    /** In the files' order. */
    List<Finding> findings() {
        return findings;
    }

    /** The message for readers whose letters differ in width. */
    String withoutCarets() {
        return message(findings, directory, false);
    }

    private static String message(List<Finding> findings, Path directory, boolean hasCarets) {
        return "The limits policy is invalid, with " + findings.size()
                + (findings.size() == 1 ? " finding:" : " findings:")
                + findings.stream()
                        .flatMap(finding -> lines(finding, SourceLine.of(directory, finding.place()), hasCarets))
                        .map(line -> System.lineSeparator() + INDENT + line)
                        .collect(Collectors.joining());
    }

    private static Stream<String> lines(Finding finding, Optional<SourceLine> line, boolean hasCaret) {
        return Stream.concat(
                Stream.of(finding.toString()),
                line.stream()
                        .flatMap(source ->
                                hasCaret ? Stream.of(source.text(), source.caret()) : Stream.of(source.text()))
                        .map(source -> INDENT + source));
    }
}
