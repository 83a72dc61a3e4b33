package io.github.containerlimits.policy;

import io.github.containerlimits.limit.Consequence;
import io.github.containerlimits.limit.LimitKinds;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.limit.Place;
import io.github.containerlimits.metric.MetricKinds;
import io.github.containerlimits.policy.compose.Compose;
import io.github.containerlimits.policy.source.Declared;
import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.source.Source;
import io.github.containerlimits.policy.source.SourceFile;
import io.github.containerlimits.policy.source.Sourced;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.policy.yaml.Spellings;
import io.github.containerlimits.policy.yaml.YamlFile;
import io.github.containerlimits.way.Ways;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a policy from YAML, and finds all that is wrong with it at once. */
public final class PolicyReader {
    /** All keys of a policy, each of which its schema describes. */
    static final Set<String> KEYS = Stream.concat(
                    Stream.of(
                            "limits",
                            "trials",
                            "app",
                            "derive",
                            "smaller",
                            "on_unsupported",
                            "on_unproven",
                            "ways_round"),
                    EnginesReader.KEYS.stream())
            .collect(Collectors.toUnmodifiableSet());

    private final String file;
    private final Findings findings;
    private final Nodes nodes;
    private final Origins origins;
    private final List<SourceFile> others = new ArrayList<>();

    private PolicyReader(String file, Project project) {
        this.file = file;
        this.findings = new Findings();
        this.nodes = new Nodes(findings);
        this.origins = new Origins(project, findings);
    }

    /**
     * Reads a policy file of at most 64 KiB, which may be another tool's, or name such files.
     *
     * @throws IOException where it can't be read
     * @throws InvalidPolicyException with all findings
     */
    public static Policy read(Path file, Project project) throws IOException, InvalidPolicyException {
        return read(List.of(file), project);
    }

    /**
     * Reads what stands in several files of another tool, of which later ones override.
     *
     * @param files the first, which may also be a policy where it is the only one, and those after it
     * @throws IOException where the first can't be read
     * @throws InvalidPolicyException with all findings
     */
    public static Policy read(List<Path> files, Project project) throws IOException, InvalidPolicyException {
        return new PolicyReader(project.nameOf(files.get(0)), project).read(files);
    }

    /**
     * What {@link #read(List, Project)} reads of them: enough to read the same policy on another machine.
     *
     * @throws IOException where the first can't be read
     * @throws InvalidPolicyException with all findings
     */
    public static Sourced source(List<Path> files, Project project) throws IOException, InvalidPolicyException {
        Path first = files.get(0);
        PolicyReader reader = new PolicyReader(project.nameOf(first), project);
        reader.read(files);
        Sourced others = reader.origins.sourced(
                files.stream().map(file -> file.toAbsolutePath().normalize()).toList());
        Map<Path, String> texts = new HashMap<>(others.texts());
        texts.put(others.files().get(0), YamlFile.read(first, reader.file).text());
        return new Sourced(others.files(), texts, others.variables());
    }

    private Policy read(List<Path> files) throws IOException, InvalidPolicyException {
        for (Path other : files.subList(1, files.size())) {
            origins.openNamed(directory(other), other.toString(), new Place(file, 1, 1))
                    .ifPresent(others::add);
        }
        Path first = files.get(0);
        return parse(YamlFile.read(first, file), Optional.of(first));
    }

    /** The same for a project in the policy file's directory of which nothing else is known. */
    public static Policy read(Path file) throws IOException, InvalidPolicyException {
        return read(file, Project.in(directory(file)));
    }

    /**
     * Reads a policy that stands in no file, and so can't name any.
     *
     * @param file for places in messages
     * @throws InvalidPolicyException with all findings
     */
    public static Policy parse(String file, String yaml) throws InvalidPolicyException {
        return new PolicyReader(file, Project.NONE).parse(new YamlFile(file, yaml), Optional.empty());
    }

    private Policy parse(YamlFile yaml, Optional<Path> path) throws InvalidPolicyException {
        origins.remember(yaml.text());
        Policy policy = policy(yaml, path.map(Path::toAbsolutePath));
        if (!findings.isEmpty()) {
            throw new InvalidPolicyException(origins.explained());
        }
        return policy;
    }

    private static Path directory(Path file) {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElse(file);
    }

    private Policy policy(YamlFile yaml, Optional<Path> path) throws InvalidPolicyException {
        Findings own = new Findings();
        Findings foreign = new Findings();
        List<Node> documents = documents(yaml, own, foreign);
        Optional<Source> source = foreign.isEmpty() ? SourceReader.SOURCES.of(documents) : Optional.empty();
        if (source.isPresent()) {
            path.ifPresent(found -> origins.allow(directory(found)));
            SourceFile first = new SourceFile(path, file, documents);
            if (!areOf(source)) {
                return nothing();
            }
            return new SourceReader(origins)
                    .whole(
                            source.get(),
                            Stream.concat(Stream.of(first), others.stream()).toList())
                    .map(declared -> policy(declared.limits(), Map.of(), declared))
                    .orElseGet(this::nothing);
        }
        own.sorted().forEach(finding -> findings.add(finding.place(), finding.message()));
        if (!others.isEmpty()) {
            findings.add(new Place(file, 1, 1), "this is not " + SourceReader.SOURCES.nouns());
        }
        return policy(documents, path.map(PolicyReader::directory));
    }

    /** Whether the files that are laid over the first are all of one kind with it; it is a finding where one is not. */
    private boolean areOf(Optional<Source> source) {
        others.stream()
                .filter(other -> !SourceReader.SOURCES.of(other.documents()).equals(source))
                .forEach(other -> findings.add(
                        new Place(other.name(), 1, 1),
                        "this is not "
                                + source.map(Source::noun).orElse(SourceReader.SOURCES.nouns())
                                + ", and can't be laid over " + file));
        return findings.isEmpty();
    }

    /**
     * The documents of a file that is a policy or another tool's, which is read again where it is not a policy's.
     *
     * @param own what keeps it from being a policy
     * @param foreign what keeps it from being another tool's
     */
    private static List<Node> documents(YamlFile yaml, Findings own, Findings foreign) throws InvalidPolicyException {
        try {
            List<Node> documents = yaml.documents(own);
            return own.isEmpty() ? documents : yaml.foreignDocuments(foreign);
        } catch (InvalidPolicyException e) {
            e.findings().forEach(finding -> own.add(finding.place(), finding.message()));
            try {
                return yaml.foreignDocuments(foreign);
            } catch (InvalidPolicyException neither) {
                throw e;
            }
        }
    }

    private Policy policy(List<Node> documents, Optional<Path> directory) {
        if (!findings.isEmpty()) {
            return nothing(); // types or cycles that can't be walked
        }
        if (documents.isEmpty() || Nodes.isNull(documents.get(0))) {
            findings.add(new Place(file, 1, 1), "the policy is empty: it needs limits, trials or an app");
            return nothing();
        }
        Node root = documents.get(0);
        if (root instanceof MappingNode mapping && Compose.isOfVersion1(mapping)) {
            findings.add(
                    root, "this is a Compose file of version 1: Compose takes its services below 'services' alone");
            return nothing();
        }
        if (documents.size() > 1) {
            findings.add(documents.get(1), "a policy is one document, and here a second one begins");
        }
        Map<String, Node> entries =
                nodes.entries(root, "the policy", KEYS, key -> Spellings.hintAtRoot(key, KEYS, LimitsReader.KEYS));
        Optional<Node> limits = present(entries, "limits");
        if (limits.filter(SourceReader::isFromElsewhere).isPresent()) {
            return new SourceReader(origins)
                    .from(limits.get(), directory)
                    .map(declared -> policy(root, entries, declared))
                    .orElseGet(this::nothing);
        }
        return policy(root, entries);
    }

    /** What stands in the policy itself, above what is taken from elsewhere. */
    private Policy policy(Node root, Map<String, Node> above, Declared declared) {
        Map<String, Node> entries = new LinkedHashMap<>(declared.ours()
                .map(ours -> nodes.entries(ours, "x-container-limits", KEYS))
                .orElse(Map.of()));
        entries.putAll(above);
        entries.put("limits", declared.limits());
        return policy(root, entries);
    }

    private Policy policy(Node root, Map<String, Node> entries) {
        LimitsReader limitsReader = new LimitsReader(findings, origins::remark);
        Limits limits = present(entries, "limits")
                .map(node -> limitsReader.read(node, "limits").limits())
                .orElse(Limits.NONE);
        limitsReader.contradictions(limits, findings.place(root));
        List<DeclaredTrial> trials = present(entries, "trials")
                .map(node -> new TrialReader(findings, limitsReader, limits).read(node))
                .orElse(List.of());
        List<DeclaredApp> apps = present(entries, "app")
                .map(node -> new AppReader(findings, limits).read(node))
                .orElse(List.of());
        boolean derive = present(entries, "derive")
                .flatMap(node -> nodes.bool(node, "derive"))
                .orElse(true);
        if (findings.isEmpty()
                && trials.isEmpty()
                && apps.isEmpty()
                && (limits.limits().isEmpty() || !derive)) {
            findings.add(
                    root,
                    derive
                            ? "the policy is empty: it needs limits, trials or an app" + origins.passedOver()
                            : "with derive: false the policy needs trials or an app");
        }
        return new Policy(
                file,
                limits,
                derive,
                trials,
                apps,
                present(entries, "smaller").flatMap(node -> nodes.bool(node, "smaller")),
                consequences(entries, "on_unsupported", LimitKinds.keys()),
                consequences(
                        entries,
                        "on_unproven",
                        Stream.concat(LimitKinds.keys().stream(), MetricKinds.keys().stream())
                                .toList()),
                present(entries, "ways_round")
                        .map(node -> new ConsequencesReader(findings).ofWays(node, limits))
                        .orElseGet(Ways::usual),
                new EnginesReader(findings).read(entries),
                origins.remarks(),
                origins.read(),
                Optional.empty());
    }

    private Policy nothing() {
        return new Policy(
                file,
                Limits.NONE,
                true,
                List.of(),
                List.of(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Ways.usual(),
                Engines.NONE,
                List.of(),
                List.of(),
                Optional.empty());
    }

    private Map<String, Consequence> consequences(Map<String, Node> policy, String name, List<String> keys) {
        return present(policy, name)
                .map(node -> new ConsequencesReader(findings).byKey(node, name, keys))
                .orElseGet(Map::of);
    }

    private static Optional<Node> present(Map<String, Node> entries, String key) {
        return Optional.ofNullable(entries.get(key));
    }
}
