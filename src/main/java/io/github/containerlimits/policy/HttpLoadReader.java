package io.github.containerlimits.policy;

import io.github.containerlimits.load.HttpLoad;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** Reads what is asked of an application over HTTP. */
final class HttpLoadReader {
    /** All keys of a load, each of which the policy's schema describes. */
    static final Set<String> KEYS = Set.of("http", "rate", "method", "headers", "body");

    /** So many requests are timed one by one. */
    static final int MOST_REQUESTS = 100_000;

    private static final int MOST_PORT = 65_535;
    private static final int SECONDS = 60;
    private static final Pattern ADDRESS = Pattern.compile(":(\\d{1,5})(/[!-~]*)?");
    private static final Pattern RATE = Pattern.compile("(\\d{1,6}(?:\\.\\d{1,3})?) ?/ ?(s|m)");
    private static final Pattern METHOD = Pattern.compile("[A-Z]{1,20}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,200}");
    private static final Pattern HEADER_VALUE = Pattern.compile("[ -~\\t]*");

    private final Findings findings;
    private final Nodes nodes;

    HttpLoadReader(Findings findings) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
    }

    /**
     * Where an application is asked.
     *
     * @param path with its slash
     */
    record Address(int port, String path) {}

    /**
     * A port and a path: {@code :8080/health}.
     *
     * @throws IllegalArgumentException where the text is none
     */
    static Address address(String text) {
        Matcher address = ADDRESS.matcher(text);
        if (!address.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no port and path in the container, such as \":8080/health\"");
        }
        int port = Integer.parseInt(address.group(1));
        if (port < 1 || port > MOST_PORT) {
            throw new IllegalArgumentException(port + " is no port: it is not within 1 to " + MOST_PORT);
        }
        return new Address(port, Optional.ofNullable(address.group(2)).orElse("/"));
    }

    /** Absent where something is wrong, which is among the findings then. */
    Optional<HttpLoad> read(Node node) {
        Map<String, Node> entries = nodes.entries(node, "load", KEYS);
        Optional<Address> address =
                present(entries, "http").flatMap(value -> nodes.value(value, "http", HttpLoadReader::address));
        Optional<Double> rate =
                present(entries, "rate").flatMap(value -> nodes.value(value, "rate", HttpLoadReader::rate));
        String method = present(entries, "method")
                .flatMap(value -> nodes.value(value, "method", HttpLoadReader::method))
                .orElse("GET");
        String body = present(entries, "body")
                .flatMap(value -> nodes.value(value, "body", HttpLoadReader::body))
                .orElse("");
        Map<String, String> headers =
                present(entries, "headers").map(this::headers).orElse(Map.of());
        if (node instanceof MappingNode && (!entries.containsKey("http") || !entries.containsKey("rate"))) {
            findings.add(node, "load needs http and rate, such as { http: \":8080/work\", rate: 50/s }");
        }
        return address.flatMap(
                at -> rate.map(often -> new HttpLoad(at.port(), at.path(), method, headers, body, often)));
    }

    private static Optional<Node> present(Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private static double rate(String text) {
        Matcher rate = RATE.matcher(text.strip());
        if (!rate.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no rate, such as 50/s or 30/m");
        }
        double number = Double.parseDouble(rate.group(1)) / (rate.group(2).equals("m") ? SECONDS : 1);
        if (number < HttpLoad.LEAST || number > HttpLoad.MOST) {
            throw new IllegalArgumentException("'" + text + "' is not within 0.1/s to 1000/s");
        }
        return number;
    }

    private static String method(String text) {
        if (!METHOD.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no method, such as POST");
        }
        return text;
    }

    private static String body(String text) {
        if (text.indexOf(0) >= 0) {
            throw new IllegalArgumentException("it has a NUL in it");
        }
        return text;
    }

    private Map<String, String> headers(Node node) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            findings.add(node, "headers must be a mapping, such as { Accept: text/html }");
            return headers;
        }
        mapping.getValue().forEach(entry -> {
            if (!(entry.getKeyNode() instanceof ScalarNode name)
                    || !HEADER.matcher(name.getValue()).matches()) {
                findings.add(entry.getKeyNode(), "the name of a header must be a plain word");
                return;
            }
            nodes.value(entry.getValueNode(), "headers." + name.getValue(), text -> {
                        if (!HEADER_VALUE.matcher(text).matches()) {
                            throw new IllegalArgumentException("it has more than printable characters of ASCII in it");
                        }
                        return text;
                    })
                    .ifPresent(value -> headers.put(name.getValue(), value));
        });
        return headers;
    }
}
