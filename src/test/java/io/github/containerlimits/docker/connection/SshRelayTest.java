package io.github.containerlimits.docker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;

class SshRelayTest {
    @Test
    void sshIsCalledAsTheDockerCliCallsIt() {
        assertThat(String.join(" ", SshRelay.command("ssh", URI.create("ssh://engine"))))
                .isEqualTo("ssh -T -o BatchMode=yes -o ConnectTimeout=20 -- engine docker system dial-stdio");
        assertThat(String.join(" ", SshRelay.command("ssh", URI.create("ssh://me@engine:2222"))))
                .isEqualTo(
                        "ssh -T -o BatchMode=yes -o ConnectTimeout=20 -l me -p 2222 -- engine docker system dial-stdio");
    }

    /** The other machine's shell would take it for more than a path. */
    @Test
    void aPathIsQuoted() {
        assertThat(SshRelay.command("ssh", URI.create("ssh://engine/run/a%20b%27;reboot.sock")))
                .contains("--host='unix:///run/a b'\\'';reboot.sock'");
    }

    @Test
    void whatLooksLikeAnOptionIsNone() {
        assertThat(SshRelay.command("ssh", URI.create("ssh://-oProxyCommand=reboot@engine")))
                .containsSubsequence("-l", "-oProxyCommand=reboot", "--", "engine");
    }
}
