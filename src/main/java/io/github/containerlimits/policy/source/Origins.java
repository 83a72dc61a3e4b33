package io.github.containerlimits.policy.source;

import io.github.containerlimits.limit.Place;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import io.github.containerlimits.policy.yaml.YamlFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.Node;

/** The files and variables that one policy is read from. It remembers all that was read, since the policy depends on it. */
public final class Origins {
    private static final int MOST_FILES = 32;
    private static final int MOST_CHARACTERS = 160 << 10;

    private final Project project;
    private static final int MOST_PASSED_OVER = 5;

    private final Findings findings;
    private final List<Path> allowed = new ArrayList<>();
    private final Set<Finding> remarks = new LinkedHashSet<>();
    private final Set<Finding> asides = new HashSet<>();
    private final Map<Place, String> unset = new HashMap<>();
    private final List<String> read = new ArrayList<>();
    private final Map<Path, String> texts = new HashMap<>();
    private final Map<String, String> variables = new HashMap<>();
    private int files;
    private int characters;

    public Origins(Project project, Findings findings) {
        this.project = project;
        this.findings = findings;
        project.directory().flatMap(Origins::real).ifPresent(allowed::add);
    }

    public Project project() {
        return project;
    }

    public Findings findings() {
        return findings;
    }

    /** Adds a line for the user that is no finding: "cpu_rt_runtime is not looked at". */
    public void remark(Node node, String message) {
        remark(findings.place(node), message);
    }

    public void remark(Place place, String message) {
        if (remarks.size() < 100) {
            remarks.add(Findings.finding(place, message));
        }
    }

    /** The same of what is no limit, so that nobody who is left with none need look there. */
    public void aside(Node node, String message) {
        remark(node, message);
        asides.add(Findings.finding(findings.place(node), message));
    }

    /** Adds that a text has a variable that is not set. */
    public void remarkUnset(Node node, String variable) {
        String message = "the variable " + variable + " is not set, and taken as blank";
        remark(node, message);
        unset.putIfAbsent(findings.place(node), message);
    }

    /** All findings in their order; one on a text with a variable that is not set says that as well, since that is most often why. */
    public List<Finding> explained() {
        return findings.sorted().stream()
                .map(finding -> unset.containsKey(finding.place())
                        ? Findings.finding(finding.place(), finding.message() + "; " + unset.get(finding.place()))
                        : finding)
                .toList();
    }

    /** In the order in which they were made, each once. */
    public List<Finding> remarks() {
        return List.copyOf(remarks);
    }

    /** The first of them as the rest of a sentence, for whoever is left with nothing: a file that declares something is not empty to who wrote it. */
    public String passedOver() {
        List<Finding> left =
                remarks.stream().filter(remark -> !asides.contains(remark)).toList();
        String rest = left.size() > MOST_PASSED_OVER ? "; …" : "";
        return left.isEmpty()
                ? ""
                : left.stream()
                        .limit(MOST_PASSED_OVER)
                        .map(Finding::toString)
                        .collect(Collectors.joining("; ", ". Passed over: ", rest));
    }

    /** The texts of all files, and the names and values of all variables, that were read, in that order. */
    public List<String> read() {
        return List.copyOf(read);
    }

    /** What was read, for whoever reads it again elsewhere; the first file's text is not among it. */
    public Sourced sourced(List<Path> files) {
        return new Sourced(files, texts, variables);
    }

    /** A variable of the environment, or else of the build. */
    public Optional<String> variable(String name) {
        Optional<String> value = project.variable(name);
        remember(name + "=" + value.orElse("\0"));
        value.ifPresent(text -> variables.put(name, text));
        return value;
    }

    /** Remembers something else that the policy depends on. */
    public void remember(String text) {
        if (!read.contains(text)) {
            read.add(text);
        }
    }

    /**
     * Opens a file that the policy itself names, wherever it stands. Files beside it and below may then be opened as well.
     *
     * @param from the directory that a relative name begins at
     * @param place where it is named
     */
    public Optional<SourceFile> openNamed(Path from, String name, Place place) {
        return resolve(from, name, place).flatMap(path -> {
            allow(directoryOf(path));
            return open(path, place);
        });
    }

    /** Allows files in a directory and below it to be opened where another file names them. */
    public void allow(Path directory) {
        real(directory).ifPresent(allowed::add);
    }

    /** Opens a file that another one names: it must stand in the project's directory, or below that of a file which the policy names. */
    public Optional<SourceFile> open(Path from, String name, Place place) {
        return resolve(from, name, place).filter(path -> isAllowed(path, place)).flatMap(path -> open(path, place));
    }

    private Optional<Path> resolve(Path from, String name, Place place) {
        if (name.isBlank() || !Findings.escaped(name).equals(name)) {
            findings.add(place, Findings.quoted(name) + " is no name of a file");
            return Optional.empty();
        }
        if (name.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") || name.startsWith("git@")) {
            findings.add(place, Findings.quoted(name) + " is not read: only files of this machine are");
            return Optional.empty();
        }
        return Optional.of(from.resolve(name).normalize());
    }

    private boolean isAllowed(Path path, Place place) {
        Optional<Path> real = real(path);
        if (real.isPresent() && allowed.stream().noneMatch(real.get()::startsWith)) {
            findings.add(
                    place,
                    Findings.quoted(project.nameOf(path)) + " stands outside the project's directory, and is not read:"
                            + " name it in the policy's from");
            return false;
        }
        return true;
    }

    /**
     * The text of a file that another one names, under the same conditions.
     *
     * @param optional whether it may be absent
     */
    public Optional<YamlFile> text(Path from, String name, Place place, boolean optional) {
        return resolve(from, name, place)
                .filter(path -> !optional || Files.isRegularFile(path))
                .filter(path -> isAllowed(path, place))
                .flatMap(path -> text(path, place));
    }

    private Optional<SourceFile> open(Path path, Place place) {
        return text(path, place).flatMap(yaml -> {
            Findings own = new Findings();
            List<Node> documents = List.of();
            try {
                documents = yaml.foreignDocuments(own);
            } catch (InvalidPolicyException e) {
                e.findings().forEach(finding -> own.add(finding.place(), finding.message()));
            }
            own.sorted().forEach(finding -> findings.add(finding.place(), finding.message()));
            return own.isEmpty()
                    ? Optional.of(new SourceFile(Optional.of(path), yaml.name(), documents))
                    : Optional.empty();
        });
    }

    private Optional<YamlFile> text(Path path, Place place) {
        String name = project.nameOf(path);
        if (!Files.isRegularFile(path)) {
            findings.add(place, "there is no file " + Findings.quoted(name));
            return Optional.empty();
        }
        if (++files > MOST_FILES) {
            findings.add(place, "a policy is read from at most " + MOST_FILES + " files");
            return Optional.empty();
        }
        try {
            YamlFile yaml = YamlFile.read(path, name);
            characters += yaml.charactersOfOthers();
            if (characters > MOST_CHARACTERS) {
                findings.add(place, "a policy is read from at most " + (MOST_CHARACTERS >> 10) + " KiB in all files");
                return Optional.empty();
            }
            remember(name + "\n" + yaml.text());
            texts.put(path.toAbsolutePath().normalize(), yaml.text());
            return Optional.of(yaml);
        } catch (InvalidPolicyException e) {
            e.findings().forEach(finding -> findings.add(finding.place(), finding.message()));
        } catch (IOException e) {
            findings.add(place, Findings.quoted(name) + " cannot be read");
        }
        return Optional.empty();
    }

    private static Path directoryOf(Path path) {
        @Nullable Path directory = path.getParent();
        return directory == null ? path : directory;
    }

    private static Optional<Path> real(Path path) {
        try {
            return Optional.of(path.toRealPath());
        } catch (IOException e) {
            return Optional.empty(); // it is not there, which whoever opens it says
        }
    }
}
