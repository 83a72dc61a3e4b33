package io.github.containerlimits.report;

import io.github.containerlimits.policy.yaml.Finding;
import java.util.List;

/**
 * Why there are no verdicts: the policy is invalid, or it could not be verified.
 *
 * @param policyFile as the user knows it
 * @param message in one line or more, the findings among them
 * @param findings of an invalid policy; empty where it is something else
 */
public record Breakage(String policyFile, String image, String message, List<Finding> findings) {
    public Breakage {
        findings = List.copyOf(findings);
    }

    /** What broke. */
    String title() {
        return findings.isEmpty() ? "The limits of " + image + " could not be verified" : "Invalid limits policy";
    }
}
