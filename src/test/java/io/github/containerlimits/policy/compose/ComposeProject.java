package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.source.Project;
import io.github.containerlimits.policy.yaml.Finding;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A project's directory with Compose files in it, and what is read from them. */
final class ComposeProject {
    private final Path directory;
    private Map<String, String> environment = Map.of();
    private Map<String, String> properties = Map.of();
    private String image = "";
    private String service = "";

    ComposeProject() {
        try {
            directory = Files.createTempDirectory("compose").toRealPath();
            directory.toFile().deleteOnExit();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    ComposeProject(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    ComposeProject file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        deleteOnExit(file.normalize());
        return this;
    }

    /** A directory is only deleted once it is empty, and what is noted last goes first. */
    private void deleteOnExit(Path file) {
        Path made = directory;
        for (Path part : file.startsWith(directory) ? directory.relativize(file) : Path.of("")) {
            made = made.resolve(part);
            made.toFile().deleteOnExit();
        }
    }

    ComposeProject with(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    ComposeProject withProperties(Map<String, String> variables) {
        properties = variables;
        return this;
    }

    ComposeProject ofImage(String reference) {
        image = reference;
        return this;
    }

    ComposeProject service(String name) {
        service = name;
        return this;
    }

    Policy read(String file) throws IOException, InvalidPolicyException {
        return PolicyReader.read(
                directory.resolve(file),
                new Project(
                        Optional.of(directory),
                        Optional.of(image).filter(text -> !text.isEmpty()),
                        Optional.of(service).filter(text -> !text.isEmpty()),
                        environment,
                        properties));
    }

    /** "mem_limit 512 MiB at compose.yaml:3:16" for each limit. */
    List<String> limits(Policy policy) {
        return policy.limits().limits().stream()
                .map(limit -> limit.key() + " " + limit.value() + " at " + limit.place())
                .toList();
    }

    List<String> limits(String file) throws IOException, InvalidPolicyException {
        return limits(read(file));
    }

    List<String> remarks(String file) throws IOException, InvalidPolicyException {
        return read(file).remarks().stream().map(Finding::toString).toList();
    }

    List<String> findings(String file) {
        InvalidPolicyException exception = catchThrowableOfType(InvalidPolicyException.class, () -> read(file));
        assertThat(exception).as(file).isNotNull();
        return exception.findings().stream().map(Finding::toString).toList();
    }
}
