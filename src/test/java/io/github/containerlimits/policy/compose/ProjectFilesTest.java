package io.github.containerlimits.policy.compose;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Compose takes of a directory where no file is named. */
class ProjectFilesTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void files() throws IOException {
        file("docker-compose.yml", "services: { shop: { image: shop, mem_limit: 32m } }");
    }

    @Test
    void theFirstOfItsNamesWithTheFileThatOverridesIt() throws IOException, InvalidPolicyException {
        assertThat(names(Map.of())).containsExactly("docker-compose.yml");

        file("compose.yaml", "services: { shop: { image: shop, mem_limit: 64m, pids_limit: 9 } }");
        assertThat(names(Map.of())).containsExactly("compose.yaml");

        file("compose.override.yaml", "services: { shop: { mem_limit: 16m } }");
        assertThat(names(Map.of())).containsExactly("compose.yaml", "compose.override.yaml");
        assertThat(limits(Map.of()))
                .containsExactly("mem_limit 16 MiB at compose.override.yaml:1:32", "pids_limit 9 at compose.yaml:1:62");
        assertThat(policy(Map.of()).remarks()).isEmpty();
    }

    @Test
    void thoseThatTheEnvironmentNames() throws IOException, InvalidPolicyException {
        file("a.yaml", "services: { shop: { image: shop, pids_limit: 9 } }");
        file("b.yaml", "services: { shop: { pids_limit: 8 } }");
        Map<String, String> both = Map.of("COMPOSE_FILE", "a.yaml:b.yaml");

        assertThat(names(both)).containsExactly("a.yaml", "b.yaml");
        assertThat(ProjectFiles.of(project(both)).named()).isTrue();
        assertThat(limits(both)).containsExactly("pids_limit 8 at b.yaml:1:33");
        assertThat(names(Map.of("COMPOSE_FILE", "a.yaml;b.yaml", "COMPOSE_PATH_SEPARATOR", ";")))
                .containsExactly("a.yaml", "b.yaml");
    }

    @Test
    void thoseThatItsVariablesFileNames() throws IOException {
        file("a.yaml", "services: { shop: { pids_limit: 9 } }");
        file(".env", "COMPOSE_FILE=a.yaml");

        assertThat(names(Map.of())).containsExactly("a.yaml");
        assertThat(names(Map.of("COMPOSE_DISABLE_ENV_FILE", "1"))).containsExactly("docker-compose.yml");
        assertThat(names(Map.of("COMPOSE_FILE", "docker-compose.yml"))).containsExactly("docker-compose.yml");
    }

    @Test
    void variablesComeFromTheFilesThatTheEnvironmentNames() throws IOException, InvalidPolicyException {
        file("compose.yaml", "services: { shop: { image: shop, pids_limit: '${N}', cpu_shares: '${M-7}' } }");
        file(".env", "N=1\nM=9");
        file("one.env", "N=2\nM=3");
        file("two.env", "N=4");

        assertThat(limits(Map.of("COMPOSE_ENV_FILES", "one.env,two.env")))
                .containsExactly("pids_limit 4 at compose.yaml:1:46", "cpu_shares 3 at compose.yaml:1:66");
        assertThat(limits(Map.of("COMPOSE_ENV_FILES", "two.env")))
                .containsExactly("pids_limit 4 at compose.yaml:1:46", "cpu_shares 7 at compose.yaml:1:66");
        assertThat(findings(Map.of("COMPOSE_ENV_FILES", "three.env")))
                .contains("COMPOSE_ENV_FILES:1:1: there is no file 'three.env'");
    }

    @Test
    void filesThatCanNotBeLaidOverEachOtherAreFindings() throws IOException {
        file("limits.yml", "limits: { cpus: 1 }");

        assertThat(findings(Map.of("COMPOSE_FILE", "docker-compose.yml:limits.yml")))
                .containsExactly(
                        "limits.yml:1:1: this is not a Compose file, and can't be laid over docker-compose.yml");
        assertThat(findings(Map.of("COMPOSE_FILE", "limits.yml:docker-compose.yml")))
                .containsExactly("limits.yml:1:1: this is not a Compose file or a Kubernetes manifest");
        assertThat(findings(Map.of("COMPOSE_FILE", "docker-compose.yml:nowhere.yml")))
                .containsExactly("docker-compose.yml:1:1: there is no file 'nowhere.yml'");
    }

    private void file(String name, String text) throws IOException {
        Files.writeString(directory.resolve(name), text);
    }

    private Project project(Map<String, String> environment) {
        return new Project(Optional.of(directory), Optional.empty(), Optional.empty(), environment, Map.of());
    }

    private List<String> names(Map<String, String> environment) {
        return ProjectFiles.of(project(environment)).files().stream()
                .map(file -> directory.relativize(file).toString())
                .toList();
    }

    private Policy policy(Map<String, String> environment) throws IOException, InvalidPolicyException {
        return PolicyReader.read(ProjectFiles.of(project(environment)).files(), project(environment));
    }

    private List<String> limits(Map<String, String> environment) throws IOException, InvalidPolicyException {
        return policy(environment).limits().limits().stream()
                .map(limit -> limit.key() + " " + limit.value() + " at " + limit.place())
                .toList();
    }

    private List<String> findings(Map<String, String> environment) {
        return Assertions.catchThrowableOfType(InvalidPolicyException.class, () -> policy(environment))
                .findings()
                .stream()
                .map(Finding::toString)
                .toList();
    }
}
