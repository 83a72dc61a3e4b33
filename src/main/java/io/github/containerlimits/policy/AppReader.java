package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.metric.MetricKind;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.policy.yaml.Spellings;
import io.github.containerlimits.verdict.Bound.AtMost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads what is to be tried of the application itself. */
final class AppReader {
    /** All keys of an app, each of which the policy's schema describes. */
    static final Set<String> KEYS =
            Set.of("name", "ready", "for", "env", "command", "load", "network", "needs", "beside", "fits", "jvm");

    private static final String USUAL_NAME = "app";
    private static final Duration LASTS = Duration.ofSeconds(10);

    private static final Pattern NETWORK = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final Set<String> OTHER_NETWORKS = Set.of("host", "container");

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
        Map<String, Node> entries = nodes.entries(
                node, "app", KEYS, key -> Spellings.hintInTrial(key, KEYS, LimitsReader.KEYS, MetricKinds.keys()));
        ServiceReader services = new ServiceReader(findings);
        Service own = services.service(entries);
        present(entries, "for")
                .filter(value -> own.isJob())
                .ifPresent(value -> findings.add(
                        value, "for: an app that is ready at its end is not watched after it; see ready.within"));
        Service service = own.watchedFor(own.isJob() ? Duration.ZERO : services.duration(entries, "for", LASTS))
                .with(
                        present(entries, "load").flatMap(new HttpLoadReader(findings)::read),
                        present(entries, "network").flatMap(value -> nodes.value(value, "network", AppReader::network)),
                        present(entries, "needs")
                                .map(new DependencyReader(findings)::read)
                                .orElse(List.of()));
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
                present(entries, "beside").map(value -> beside(value, service)).orElse(List.of()),
                new JvmReader(findings).read(present(entries, "jvm"), place));
    }

    private List<DeclaredStressor> beside(Node node, Service service) {
        if (service.isJob()) {
            findings.add(node, "beside: an app that is ready at its end is not watched, and nothing runs beside it");
        }
        return new BesideReader(findings, limits).read(node);
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

    /** The engine's own words would give it that of the host, or of any other container. */
    private static String network(String text) {
        if (!NETWORK.matcher(text).matches() || OTHER_NETWORKS.contains(text)) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no network of the engine's: name one that 'docker network ls' shows, but host");
        }
        return text;
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
            nodes.value(value, key, text -> Bounds.claimed(findings.place(value), metric, text, limits))
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
                                Optional.empty(),
                                "<= " + metric.dimension().printDeclared(most))));
            }
        }
        return claims;
    }
}
