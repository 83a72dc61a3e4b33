package io.github.containerlimits.docker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    /** The folders of the contexts "remote" and "other": the SHA-256 of their names. */
    private static final String REMOTE = "b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a";

    private static final String OTHER = "d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa";

    @TempDir
    private Path home;

    @Test
    void theParameterComesBeforeTheEnvironment() {
        Address address = find("unix:///a.sock", Map.of("DOCKER_HOST", "unix:///b.sock"));

        assertThat(address.uri()).isEqualTo("unix:///a.sock");
        assertThat(address.origin()).isEqualTo("container-limits.dockerHost");
    }

    @Test
    void theEnvironmentsHostComesBeforeItsContext() {
        Address address = find("", Map.of("DOCKER_HOST", "tcp://engine:2375", "DOCKER_CONTEXT", "no-such"));

        assertThat(address.uri()).isEqualTo("tcp://engine:2375");
        assertThat(address.origin()).isEqualTo("DOCKER_HOST");
        assertThat(address.certificates()).isEmpty();
    }

    @Test
    void theEnvironmentsContextComesBeforeTheCurrentOne() throws IOException {
        context("remote", "tcp://remote:1");
        context("other", "tcp://other:2");
        current("other");

        assertThat(find("", Map.of("DOCKER_CONTEXT", "remote")).uri()).isEqualTo("tcp://remote:1");
        assertThat(find("", Map.of()).uri()).isEqualTo("tcp://other:2");
        assertThat(find("", Map.of()).origin()).isEqualTo("the docker context 'other'");
        assertThat(find("", Map.of("DOCKER_CONTEXT", "default")).uri()).isEqualTo("unix:///var/run/docker.sock");
    }

    @Test
    void theParameterMayNameAContext() throws IOException {
        context("remote", "tcp://remote:1");

        assertThat(find("context:remote", Map.of("DOCKER_HOST", "unix:///b.sock"))
                        .uri())
                .isEqualTo("tcp://remote:1");
        assertThatThrownBy(() -> find("context:gone", Map.of()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining(
                        "The docker context 'gone', named by container-limits.dockerHost, does not exist");
    }

    @Test
    void aContextOfAnotherConfigurationIsFound() throws IOException {
        context("remote", "tcp://remote:1");
        Path elsewhere = Files.move(home.resolve(".docker"), home.resolve("elsewhere"));

        assertThat(find("", Map.of("DOCKER_CONFIG", elsewhere.toString(), "DOCKER_CONTEXT", "remote"))
                        .uri())
                .isEqualTo("tcp://remote:1");
    }

    @Test
    void withNothingSaidItIsTheUsualSocket() {
        assertThat(find("", Map.of()).uri()).isEqualTo("unix:///var/run/docker.sock");
        assertThat(find("", Map.of()).origin()).isEqualTo("the default");
    }

    @Test
    void anUnknownContextIsAnError() throws IOException {
        current("gone");

        assertThatThrownBy(() -> find("", Map.of()))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("The docker context 'gone', named by the current context of " + home)
                .hasMessageContaining("does not exist");
    }

    @Test
    void aConfigurationThatIsNoJsonIsAnErrorWithItsFile() throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{");

        assertThatThrownBy(() -> find("", Map.of()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("config.json is no JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ssh://",
                "http://engine",
                "https://engine:1",
                "fd://",
                "npipe:////./pipe/docker_engine",
                "engine:2375",
                "unix://relative.sock",
                "tcp://",
                "no address",
                ""
            })
    void anAddressOfAnotherKindIsAnErrorThatSaysWhoNamedIt(String host) throws IOException {
        context("remote", host);

        assertThatThrownBy(() -> find("", Map.of("DOCKER_CONTEXT", "remote")))
                .isInstanceOf(EngineException.class)
                .hasMessageStartingWith("The engine's address '" + host
                        + "', from the docker context 'remote', is not supported: give ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh://me@engine", "ssh://engine:2222", "ssh://me@[::1]/run/engine.sock"})
    void anAddressOfSshIsLeftAsItIs(String host) {
        Map<String, String> encrypted = Map.of("DOCKER_TLS_VERIFY", "1");

        assertThat(find(host, encrypted).uri()).isEqualTo(host);
        assertThat(find(host, encrypted).isOverSsh()).isTrue();
        assertThat(find(host, encrypted).certificates()).isEmpty();
    }

    @Test
    void aPasswordInAnAddressIsRefusedAndNotRepeated() {
        assertThatThrownBy(() -> find("ssh://me:secret@engine", Map.of()))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("from container-limits.dockerHost, has a password in it")
                .hasMessageNotContaining("secret");
    }

    @Test
    void anAddressWithoutAPortHasTheUsualOne() throws IOException {
        assertThat(find("tcp://engine", Map.of()).uri()).isEqualTo("tcp://engine:2375");
        assertThat(find("tcp://engine", tls("ca.pem", "cert.pem", "key.pem")).uri())
                .isEqualTo("tcp://engine:2376");
    }

    @Test
    void certificatesComeFromTheEnvironmentOrTheContext() throws IOException {
        Map<String, String> tls = tls("ca.pem", "cert.pem", "key.pem");
        assertThat(find("tcp://engine:1", tls).certificates()).contains(home.resolve("certs"));
        assertThat(find("unix:///a.sock", tls).certificates()).isEmpty();

        context("remote", "tcp://remote:1");
        Path folder = home.resolve(".docker/contexts/tls").resolve(REMOTE).resolve("docker");
        Files.createDirectories(folder);
        for (String file : new String[] {"ca.pem", "cert.pem", "key.pem"}) {
            Files.createFile(folder.resolve(file));
        }
        assertThat(find("", Map.of("DOCKER_CONTEXT", "remote")).certificates()).contains(folder);
    }

    @Test
    void aMissingCertificateIsAnErrorInsteadOfAnOpenConnection() {
        assertThatThrownBy(() -> find("tcp://engine:1", tls("ca.pem")))
                .isInstanceOf(EngineException.class)
                .hasMessage(
                        "The engine at tcp://engine:1, from container-limits.dockerHost, is to be reached with TLS, but "
                                + home.resolve("certs") + " lacks cert.pem, key.pem.");
    }

    private Address find(String dockerHost, Map<String, String> environment) {
        return Address.find(dockerHost, environment, home);
    }

    private Map<String, String> tls(String... files) throws IOException {
        Path folder = Files.createDirectories(home.resolve("certs"));
        for (String file : files) {
            Files.createFile(folder.resolve(file));
        }
        return Map.of("DOCKER_TLS_VERIFY", "1", "DOCKER_CERT_PATH", folder.toString());
    }

    private void current(String context) throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        Files.writeString(home.resolve(".docker/config.json"), "{\"currentContext\": \"" + context + "\"}");
    }

    /** Makes a context as the Docker CLI does. */
    private void context(String name, String host) throws IOException {
        String folder = name.equals("remote") ? REMOTE : OTHER;
        Path file = home.resolve(".docker/contexts/meta").resolve(folder).resolve("meta.json");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, "{\"Name\": \"" + name + "\", \"Endpoints\": {\"docker\": {\"Host\": \"" + host + "\"}}}");
    }
}
