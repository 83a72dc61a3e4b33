package io.github.containerlimits.policy.kubernetes;

import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.policy.yaml.Template;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * An amount of a resource in a manifest.
 *
 * @param what findings call it: {@code limits.memory}
 * @param text as it is written
 */
record Amount(Node node, String what, String text, Quantity quantity) {
    private static final long MEBIBYTE = 1L << 20;
    private static final long LEAST_OF_ENGINES = 6 * MEBIBYTE;
    private static final Pattern VARIABLE = Pattern.compile("\\$(\\{\\w|\\(\\w|[A-Za-z_])");
    private static final long MOST_CPUS = 9_999;

    /** Reads one; what is no quantity, or is negative, is a finding. */
    static Optional<Amount> read(Node node, String what, Findings findings) {
        Nodes nodes = new Nodes(findings);
        return nodes.value(node, what, text -> {
            if (text.contains("{{")) {
                throw new IllegalArgumentException(Template.MESSAGE);
            }
            if (VARIABLE.matcher(text).find()) {
                throw new IllegalArgumentException(
                        "'" + text
                                + "' has a variable, which a manifest has none of: give what is made of it, such as 'envsubst' prints");
            }
            if (text.matches("[+-]?0\\d+")
                    && node instanceof ScalarNode scalar
                    && scalar.getScalarStyle() == ScalarStyle.PLAIN) {
                throw new IllegalArgumentException(
                        "'" + text + "' is an octal number to YAML: write it without the zero");
            }
            Quantity quantity = Quantity.parse(text);
            if (quantity.isNegative()) {
                throw new IllegalArgumentException("'" + text + "' is below 0");
            }
            return new Amount(node, what, text, quantity);
        });
    }

    /** The same of bytes: so few that no container can have them are a finding. */
    Optional<Amount> bytes(Findings findings) {
        return bytes(MEBIBYTE, findings);
    }

    /** The same of memory that a container may have: less than an engine gives is a finding. */
    Optional<Amount> memory(Findings findings) {
        Optional<Amount> bytes = bytes(findings);
        if (bytes.isPresent() && !isZero() && quantity.value().compareTo(BigDecimal.valueOf(LEAST_OF_ENGINES)) < 0) {
            findings.add(node, what + ": " + Findings.quoted(text) + " is below 6Mi, the least that an engine takes");
            return Optional.empty();
        }
        return bytes;
    }

    /** The same of bytes that are only asked for: less than one is a finding. */
    Optional<Amount> bytesAsked(Findings findings) {
        return bytes(1, findings);
    }

    private Optional<Amount> bytes(long least, Findings findings) {
        if (quantity.isZero() || quantity.value().compareTo(BigDecimal.valueOf(least)) >= 0) {
            return Optional.of(this);
        }
        String number = text.replaceFirst("[^0-9.]+$", "");
        findings.add(
                node,
                what + ": " + Findings.quoted(text) + " is " + quantity + " bytes"
                        + (text.endsWith("m")
                                ? ", since m is a thousandth; did you mean " + number + "Mi or " + number + "M?"
                                : ", less than 1 MiB, in which nothing runs"));
        return Optional.empty();
    }

    /** The same of CPUs: more than any host has are a finding. */
    Optional<Amount> cpus(Findings findings) {
        if (quantity.whole() <= MOST_CPUS) {
            return Optional.of(this);
        }
        findings.add(
                node,
                what + ": " + Findings.quoted(text) + " is " + quantity + " CPUs, more than any host has"
                        + inThousandths());
        return Optional.empty();
    }

    /** "; did you mean 300m?", of a whole number of CPUs. */
    String inThousandths() {
        return text.matches("\\d{1,9}") ? "; did you mean " + text + "m?" : "";
    }

    boolean isInThousandths() {
        return quantity.value().stripTrailingZeros().scale() <= 3;
    }

    long whole() {
        return quantity.whole();
    }

    long thousandths() {
        return quantity.thousandths();
    }

    boolean isZero() {
        return quantity.isZero();
    }
}
