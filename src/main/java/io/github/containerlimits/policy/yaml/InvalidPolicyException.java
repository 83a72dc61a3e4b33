package io.github.containerlimits.policy.yaml;

import java.util.List;
import java.util.stream.Collectors;

/** A policy file that cannot be used; it carries all findings of the file, in the file's order. */
public final class InvalidPolicyException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<Finding> findings;

    /** @param findings at least one */
    public InvalidPolicyException(List<Finding> findings) {
        super(findings.stream().map(Finding::toString).collect(Collectors.joining(System.lineSeparator())));
        this.findings = List.copyOf(findings);
    }

    public List<Finding> findings() {
        return findings;
    }
}
