package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.load.Readiness;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.quantity.Durations;
import io.github.containerlimits.verdict.Bound.AtMost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
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

/** Reads what is to be tried of the application itself. */
final class AppReader {
    /** All keys of an app, each of which the policy's schema describes. */
    static final Set<String> KEYS = Set.of("name", "ready", "for", "env", "command", "load", "fits", "jvm");
    /** The same of its readiness. */
    static final Set<String> READY = Set.of("http", "log", "exec", "healthcheck", "exit", "within");

    private static final String USUAL_NAME = "app";
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final Duration LASTS = Duration.ofSeconds(10);
    private static final Duration LEAST = Duration.ofMillis(500);
    private static final Duration MOST = Duration.ofHours(1);
    private static final Pattern VARIABLE = Pattern.compile("[^=\\x00]+");

    private final Findings findings;
    private final Nodes nodes;
    private final Limits limits;

    AppReader(Findings findings, Limits limits) {
        this.findings = findings;
        this.nodes = new Nodes(findings);
        this.limits = limits;
    }

    /** One, or a list of them with different names. */
    List<DeclaredApp> read(Node node) {
        List<DeclaredApp> apps = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Node item : node instanceof SequenceNode ? nodes.items(node, "app") : List.of(node)) {
            DeclaredApp app = app(item);
            if (!names.add(app.name())) {
                findings.add(item, "there is an app '" + app.name() + "' already: give each a name of its own");
            }
            apps.add(app);
        }
        if (apps.isEmpty()) {
            findings.add(node, "app is empty: nothing would be proven");
        }
        return apps;
    }

    private DeclaredApp app(Node node) {
        Map<String, Node> entries = nodes.entries(node, "app", KEYS);
        Map<String, Node> ready = present(entries, "ready")
                .map(value -> nodes.entries(value, "ready", READY))
                .orElse(Map.of());
        Optional<Readiness> readiness = present(entries, "ready").flatMap(value -> readiness(value, ready));
        boolean isJob = readiness.filter(Readiness.Ends.class::isInstance).isPresent();
        present(entries, "for")
                .filter(value -> isJob)
                .ifPresent(value -> findings.add(
                        value, "for: an app that is ready at its end is not watched after it; see ready.within"));
        Service service = new Service(
                present(entries, "command").map(this::command).orElse(List.of()),
                present(entries, "env").map(this::environment).orElse(Map.of()),
                readiness,
                duration(ready, "within", WITHIN),
                isJob ? Duration.ZERO : duration(entries, "for", LASTS),
                present(entries, "load").flatMap(new HttpLoadReader(findings)::read));
        present(entries, "load").ifPresent(load -> checkLoad(load, service));
        Place place = findings.place(node);
        return new DeclaredApp(
                place,
                present(entries, "name")
                        .flatMap(value -> nodes.text(value, "name"))
                        .orElse(USUAL_NAME),
                service,
                present(entries, "fits")
                        .map(value -> claims(value, service))
                        .orElseGet(() -> usualClaims(place, service)),
                new JvmReader(findings).read(present(entries, "jvm"), place));
    }

    private void checkLoad(Node node, Service service) {
        if (service.isJob() && service.http().isPresent()) {
            findings.add(node, "load: an app that is ready at its end is asked nothing");
        }
        double seconds = service.lasts().toMillis() / 1e3;
        if (service.http()
                .filter(http -> http.rate() * seconds > HttpLoadReader.MOST_REQUESTS)
                .isPresent()) {
            findings.add(
                    node,
                    "load: more than " + HttpLoadReader.MOST_REQUESTS
                            + " requests: take a lower rate, or a shorter 'for'");
        }
    }

    private static Optional<Node> present(Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key));
    }

    private Duration duration(Map<String, Node> entries, String key, Duration usual) {
        return present(entries, key)
                .flatMap(node -> nodes.value(node, key, AppReader::duration))
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
        present(entries, "http").ifPresent(value -> ways.add(nodes.value(value, "http", AppReader::http)));
        present(entries, "log")
                .ifPresent(value ->
                        ways.add(nodes.value(value, "log", AppReader::pattern).map(Readiness.Log::new)));
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

    private List<Expectation.Fits> claims(Node node, Service service) {
        List<Expectation.Fits> claims = new ArrayList<>();
        if (node instanceof MappingNode mapping && mapping.getValue().isEmpty()) {
            findings.add(node, "fits is empty: nothing would be proven");
        }
        nodes.entries(node, "fits", MetricKinds.keys()).forEach((key, value) -> {
            MetricKind metric = MetricKinds.find(key).orElseThrow();
            if (metric.needsRivals() || metric.isOfLog()) {
                findings.add(value, key + " is not measured of an app");
            }
            if (metric.isOfHttp() && service.http().isEmpty()) {
                findings.add(value, key + " needs a load: load: { http: \":8080/\", rate: 50/s }");
            }
            nodes.value(
                            value,
                            key,
                            text -> new Expectation.Fits(
                                    findings.place(value), metric, Bounds.claimed(metric, text, limits), text))
                    .ifPresent(claims::add);
        });
        return claims;
    }

    /**
     * What is a fault by itself: a kill for want of memory; a fork that was refused, where that is limited; requests that failed, where there are some; of
     * a job, that it ended badly.
     */
    private List<Expectation.Fits> usualClaims(Place place, Service service) {
        List<Expectation.Fits> claims = new ArrayList<>();
        for (MetricKind metric : MetricKinds.ALL) {
            boolean isLimited = metric.limitedAs().equals(metric)
                    || limits.limits().stream().anyMatch(limit -> limit.metric().equals(metric.limitedAs()));
            if (isLimited
                    && (service.isJob() || !metric.isOfEnd())
                    && (service.http().isPresent() || !metric.isOfHttp())) {
                metric.usualMost()
                        .ifPresent(most -> claims.add(new Expectation.Fits(
                                place,
                                metric,
                                new AtMost(most),
                                "<= " + metric.dimension().printDeclared(most))));
            }
        }
        return claims;
    }
}
