package io.github.containerlimits.policy;

import io.github.containerlimits.jvm.CollectorUsed;
import io.github.containerlimits.jvm.JvmFinding;
import io.github.containerlimits.jvm.JvmFindings;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what is to be found out of an app's JVM: all that applies, but for what is skipped. */
final class JvmReader {
    private static final String SKIP = "skip";
    private static final String CHECK = "check";

    private final Findings findings;
    private final Nodes nodes;

    JvmReader(Findings findings) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
    }

    /**
     * Reads {@code jvm}.
     *
     * @param node absent where the app does not say it
     * @param app where the app stands
     */
    List<JvmClaim> read(Optional<Node> node, Place app) {
        if (node.isEmpty()) {
            return claims(app, false);
        }
        if (node.get() instanceof ScalarNode) {
            return nodes.value(node.get(), "jvm", JvmReader::isWanted)
                    .filter(isWanted -> isWanted)
                    .map(isWanted -> claims(findings.place(node.get()), true))
                    .orElse(List.of());
        }
        Map<String, Node> entries = nodes.entries(node.get(), "jvm", JvmFindings.keys());
        List<JvmClaim> claims = new ArrayList<>();
        for (JvmFinding finding : JvmFindings.ALL) {
            Node value = entries.get(finding.key());
            if (value == null) {
                claims.add(new JvmClaim(app, finding, false, Optional.empty()));
            } else {
                named(finding, value).ifPresent(claims::add);
            }
        }
        return claims;
    }

    private static List<JvmClaim> claims(Place place, boolean areNamed) {
        return JvmFindings.ALL.stream()
                .map(finding -> new JvmClaim(place, finding, areNamed, Optional.empty()))
                .toList();
    }

    private static boolean isWanted(String text) {
        return switch (text) {
            case CHECK -> true;
            case SKIP -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither check nor skip");
        };
    }

    /** Absent where it is skipped. */
    private Optional<JvmClaim> named(JvmFinding finding, Node node) {
        Place place = findings.place(node);
        if (finding instanceof CollectorUsed
                && node instanceof ScalarNode scalar
                && CollectorUsed.NAMES.contains(scalar.getValue())) {
            return Optional.of(new JvmClaim(place, finding, true, Optional.of(scalar.getValue())));
        }
        String what = "jvm." + finding.key();
        return nodes.value(node, what, text -> isWanted(finding, text))
                .filter(isWanted -> isWanted)
                .map(isWanted -> new JvmClaim(place, finding, true, Optional.empty()));
    }

    private static boolean isWanted(JvmFinding finding, String text) {
        if (finding instanceof CollectorUsed && !text.equals(CHECK) && !text.equals(SKIP)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is none of check, skip and " + String.join(", ", CollectorUsed.NAMES));
        }
        return isWanted(text);
    }
}
