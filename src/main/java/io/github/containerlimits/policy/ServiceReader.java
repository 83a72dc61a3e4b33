package io.github.containerlimits.policy;

import io.github.containerlimits.load.Readiness;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.quantity.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads how an image's own command is run, and when it is ready: of an application, and of what it needs. */
final class ServiceReader {
    /** All keys of its readiness, each of which the policy's schema describes. */
    static final Set<String> READY = Set.of("http", "log", "exec", "healthcheck", "exit", "within");

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofHours(1);
    private static final Pattern VARIABLE = Pattern.compile("[^=\\x00]+");

    private final Findings findings;
    private final Nodes nodes;

    ServiceReader(Findings findings) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
    }

    /** Of the entries {@code command}, {@code env} and {@code ready}: alone, asked nothing, and watched for no time. */
    Service service(Map<String, Node> entries) {
        Map<String, Node> ready = present(entries, "ready")
                .map(value -> nodes.entries(value, "ready", READY))
                .orElse(Map.of());
        return new Service(
                present(entries, "command").map(this::command).orElse(List.of()),
                present(entries, "env").map(this::environment).orElse(Map.of()),
                present(entries, "ready").flatMap(value -> readiness(value, ready)),
                duration(ready, "within", WITHIN),
                Duration.ZERO,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static Optional<Node> present(Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** A time of 500 ms to an hour. */
    Duration duration(Map<String, Node> entries, String key, Duration usual) {
        return present(entries, key)
                .flatMap(node -> nodes.value(node, key, ServiceReader::duration))
                .orElse(usual);
    }

    private static Duration duration(String text) {
        Duration duration = Durations.parse(text);
        if (duration.compareTo(LEAST) < 0 || duration.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("'" + text + "' is not within 500ms to 1h");
        }
        return duration;
    }

    private Optional<Readiness> readiness(Node node, Map<String, Node> entries) {
        List<Optional<Readiness>> ways = new ArrayList<>();
        present(entries, "http").ifPresent(value -> ways.add(nodes.value(value, "http", ServiceReader::http)));
        present(entries, "log")
                .ifPresent(value -> ways.add(
                        nodes.value(value, "log", ServiceReader::pattern).map(Readiness.Log::new)));
        present(entries, "exec")
                .ifPresent(value -> ways.add(Optional.of(command(value))
                        .filter(words -> !words.isEmpty())
                        .map(Readiness.Exec::new)));
        present(entries, "healthcheck")
                .ifPresent(value -> ways.add(isTrue(value, "healthcheck").map(yes -> new Readiness.HealthCheck())));
        present(entries, "exit")
                .ifPresent(value -> ways.add(isTrue(value, "exit").map(yes -> new Readiness.Ends())));
        if (ways.size() > 1) {
            findings.add(node, "ready needs one of http, log, exec, healthcheck and exit, and has " + ways.size());
        }
        return ways.stream().findFirst().flatMap(way -> way);
    }

    private Optional<Boolean> isTrue(Node node, String what) {
        return nodes.value(node, what, text -> {
            if (!text.equals("true")) {
                throw new IllegalArgumentException("'" + text + "' is not true: leave it out otherwise");
            }
            return true;
        });
    }

    private static Readiness http(String text) {
        HttpLoadReader.Address address = HttpLoadReader.address(text);
        return new Readiness.Http(address.port(), address.path());
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no regular expression: " + e.getDescription(), e);
        }
    }

    /** A list of words, or one text that is split as a shell would. */
    private List<String> command(Node node) {
        Optional<List<String>> words = node instanceof SequenceNode
                ? Optional.of(nodes.texts(node, "a command"))
                : nodes.value(node, "a command", Words::split);
        boolean isEmpty = node instanceof SequenceNode list
                ? list.getValue().isEmpty()
                : words.filter(List::isEmpty).isPresent();
        if (isEmpty) {
            findings.add(node, "a command has one word at least");
        }
        return words.orElse(List.of());
    }

    /** As in Compose: a mapping, or a list of {@code NAME=value}. */
    private Map<String, String> environment(Node node) {
        Map<String, String> variables = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> {
                if (entry.getKeyNode() instanceof ScalarNode name
                        && VARIABLE.matcher(name.getValue()).matches()) {
                    nodes.text(entry.getValueNode(), "env." + name.getValue())
                            .ifPresent(value -> variables.put(name.getValue(), value));
                } else {
                    findings.add(entry.getKeyNode(), "the name of a variable must be a plain word");
                }
            });
            return variables;
        }
        for (Node item : nodes.items(node, "env")) {
            nodes.value(item, "env", text -> {
                        int sign = text.indexOf('=');
                        if (sign < 1) {
                            throw new IllegalArgumentException("'" + text + "' is no NAME=value");
                        }
                        return Map.entry(text.substring(0, sign), text.substring(sign + 1));
                    })
                    .ifPresent(variable -> variables.put(variable.getKey(), variable.getValue()));
        }
        return variables;
    }
}
