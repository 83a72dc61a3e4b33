package io.github.containerlimits.docker.belongings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerTest {
    private final Owner current = Owner.current();

    @Test
    void anOwnerIsReadAsItWasWritten() {
        assertThat(Owner.parse(current.toString())).contains(current);
    }

    @Test
    void anOwnerNeedsNoMoreThanHostProcessAndStart() {
        assertThat(Owner.parse("build-7/123/1795464882000")).contains(new Owner("build-7", 123, 1795464882000L, "", 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "host",
                "host/1",
                "/1/2",
                "host/x/2",
                "host/1/-2",
                "host/1/2/3",
                "host/1/2/m/x",
                "host/1/2/m/3/4",
                "host/1/9999999999999999999"
            })
    void anythingElseIsNoOwner(String text) {
        assertThat(Owner.parse(text)).isEmpty();
    }

    @Test
    void thisProcessIsNotGone() throws IOException {
        assertThat(current.isGone()).isFalse();
        String host = InetAddress.getLocalHost().getHostName();
        assertThat(new Owner(host, current.pid(), current.started(), "", 0).isGone())
                .isFalse();
    }

    @Test
    void aClockThatWasSetMakesNoProcessGone() {
        Owner before = new Owner(
                current.host(), current.pid(), current.started() - 3_600_000, current.machine(), current.ticks());

        assertThat(before.isGone()).isFalse();
    }

    @Test
    void aProcessThatEndedIsGone() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();

        assertThat(new Owner(current.host(), process.pid(), 1, "", 0).isGone()).isTrue();
    }

    @Test
    void aProcessWhoseIdIsAnothersNowIsGone() {
        assertThat(new Owner(current.host(), current.pid(), 1, "", 0).isGone()).isTrue();
        assertThat(new Owner(current.host(), current.pid(), current.started(), current.machine(), 1).isGone())
                .isTrue();
    }

    @Test
    void nothingIsKnownOfAnotherMachinesProcesses() {
        assertThat(new Owner("another", 1, 1, "", 0).isGone()).isFalse();
        assertThat(new Owner(current.host(), 1, 1, "another", 1).isGone()).isFalse();
    }
}
