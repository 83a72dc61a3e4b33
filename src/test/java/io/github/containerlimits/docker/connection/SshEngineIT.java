package io.github.containerlimits.docker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.RealEngine;
import io.github.containerlimits.engine.EngineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine that is reached by ssh, through a real sshd on this machine. */
class SshEngineIT {
    private static final Duration ANSWER = Duration.ofSeconds(30);

    @TempDir
    private static Path state;

    private static String port = "";

    @BeforeAll
    static void up() throws Exception {
        script("up", state.toString(), String.valueOf(ProcessHandle.current().pid()));
        port = Files.readString(state.resolve("port")).strip();
    }

    @AfterAll
    static void down() throws Exception {
        script("down", state.toString());
    }

    private static void script(String... arguments) throws Exception {
        String[] words = Stream.concat(Stream.of("bash", "src/it/engine/sshd.sh"), Stream.of(arguments))
                .toArray(String[]::new);
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(state.resolve("script.log").toFile())
                .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(state.resolve("script.log")))
                .isZero();
    }

    private static Connection open(String program, String at) {
        String socket = RealEngine.host().replaceFirst("^unix://", "");
        Address address = Address.find("ssh://root@127.0.0.1:" + at + socket, Map.of(), state);
        return Connection.open(address, ANSWER, program);
    }

    /** The client whose configuration is another in one line. */
    private static String client(String line) throws IOException {
        Path config =
                Files.writeString(state.resolve("other"), line + "\n" + Files.readString(state.resolve("config")));
        Path program = Files.writeString(
                state.resolve("other-ssh"), "#!/bin/sh\nexec /usr/bin/ssh -F " + config + " \"$@\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program.toString();
    }

    @Test
    void theEngineBehindSshIsTheSame() {
        Connection direct = Connection.open(Address.find(RealEngine.host(), Map.of(), state), ANSWER);
        try (direct;
                Connection connection = open(state.resolve("ssh").toString(), port)) {
            assertThat(connection.facts().version()).isEqualTo(direct.facts().version());
            assertThat(connection.facts().address()).startsWith("ssh://root@127.0.0.1:" + port);
            assertThat(connection.client().infoCmd().exec().getId())
                    .isEqualTo(direct.client().infoCmd().exec().getId());
        }
    }

    @Test
    void noProcessAndNoSocketIsLeftBehind() throws Exception {
        Connection connection = open(state.resolve("ssh").toString(), port);
        assertThat(clients()).isPositive();
        assertThat(sockets()).isPositive();

        connection.close();

        for (int i = 0; i < 100 && clients() > 0; i++) {
            Thread.sleep(100);
        }
        assertThat(clients()).isZero();
        assertThat(sockets()).isZero();
    }

    private static long clients() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info().commandLine().orElse("").contains("dial-stdio"))
                .count();
    }

    private static long sockets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("container-limits-ssh-"))
                    .count();
        }
    }

    @Test
    void aHostWhoseKeyIsNotKnownIsRefused() throws IOException {
        String program = client("UserKnownHostsFile /dev/null");

        assertThatThrownBy(() -> open(program, port))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("No container engine answers at ssh://root@127.0.0.1:" + port)
                .hasMessageContaining("Host key verification failed")
                .hasMessageContaining("Connect once by hand to see its key and accept it, or add it to known_hosts");
    }

    @Test
    void aUserWithoutAKeyIsRefusedAndNobodyIsAskedForAPassword() throws IOException {
        String program = client("IdentityFile /dev/null");
        Files.writeString(
                state.resolve("other"),
                Files.readString(state.resolve("other")).replaceAll("(?m)^ +IdentityFile .*$", ""));

        assertThatThrownBy(() -> open(program, port))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("Permission denied")
                .hasMessageContaining("give ssh a key");
    }

    @Test
    void aHostOnWhichNoSshdListensIsNamed() {
        assertThatThrownBy(() -> open(state.resolve("ssh").toString(), "1"))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("Connection refused")
                .hasMessageContaining("Try by hand what it runs there: docker system dial-stdio");
    }

    @Test
    void aHostWithoutDockerIsToldOf() throws IOException {
        // What the other machine runs has another name there, as a machine without the command has none.
        Path program = Files.writeString(
                state.resolve("without"),
                "#!/bin/bash\nexec " + state.resolve("ssh") + " \"${@/#docker/docker-of-nobody}\"\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();

        assertThatThrownBy(() -> open(program.toString(), port))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("docker-of-nobody")
                .hasMessageContaining("The user there needs the docker command, 18.09 or newer");
    }

    @Test
    void aMachineWithoutSshIsToldOf() {
        assertThatThrownBy(() -> open("/nowhere/ssh", port))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("/nowhere/ssh");
    }
}
