package io.github.containerlimits.policy.kubernetes;

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

/**
 * A module's directory with manifests in it, and what is read from them.
 *
 * @param image of the module, empty where it has none
 * @param container that the build names, empty where it names none
 */
record Manifests(Path directory, String image, String container) {
    static final String FILE = "k8s/pod.yaml";

    static Manifests in(Path directory) {
        return new Manifests(directory, "", "");
    }

    Manifests ofImage(String reference) {
        return new Manifests(directory, reference, container);
    }

    Manifests container(String name) {
        return new Manifests(directory, image, name);
    }

    Manifests file(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
        return this;
    }

    /** A pod with one container, of which this stands in the file from its sixth line on. */
    Manifests pod(String container) throws IOException {
        return file(FILE, """
                apiVersion: v1
                kind: Pod
                metadata: { name: shop }
                spec:
                  containers:
                  - name: shop
                """ + container.indent(4)).file("limits.yaml", "limits: { from: " + FILE + " }");
    }

    Policy read(String file) throws IOException, InvalidPolicyException {
        return PolicyReader.read(
                directory.resolve(file),
                new Project(
                        Optional.of(directory),
                        Optional.of(image).filter(text -> !text.isEmpty()),
                        Optional.of(container).filter(text -> !text.isEmpty()),
                        Map.of(),
                        Map.of()));
    }

    /** "mem_limit 512 MiB at k8s/pod.yaml:3:16" for each limit. */
    List<String> limits(String file) throws IOException, InvalidPolicyException {
        return read(file).limits().limits().stream()
                .map(limit -> limit.key() + " " + limit.value() + " at " + limit.place())
                .toList();
    }

    List<String> limits() throws IOException, InvalidPolicyException {
        return limits("limits.yaml");
    }

    List<String> remarks() throws IOException, InvalidPolicyException {
        return read("limits.yaml").remarks().stream().map(Finding::toString).toList();
    }

    List<String> findings(String file) {
        InvalidPolicyException exception = catchThrowableOfType(InvalidPolicyException.class, () -> read(file));
        assertThat(exception).as(file).isNotNull();
        return exception.findings().stream().map(Finding::toString).toList();
    }

    List<String> findings() {
        return findings("limits.yaml");
    }
}
