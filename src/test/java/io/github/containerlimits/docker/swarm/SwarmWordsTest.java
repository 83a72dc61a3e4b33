package io.github.containerlimits.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manager says of nodes, tasks and logs, as it says it. */
class SwarmWordsTest {
    private static JsonNode json(String text) throws IOException {
        return new ObjectMapper().readTree(text);
    }

    private static Node node() throws IOException {
        return Node.of(json("""
                {"ID": "j78e", "Spec": {"Labels": {"limits": "true"}, "Role": "worker", "Availability": "active"},
                 "Description": {"Hostname": "node2", "Platform": {"Architecture": "x86_64", "OS": "linux"},
                                 "Engine": {"Labels": {"disk": "ssd"}}},
                 "Status": {"State": "ready", "Addr": "10.66.0.2"}}
                """));
    }

    @ParameterizedTest
    @CsvSource({
        "node.labels.limits==true, true",
        "node.labels.limits==True, true",
        "node.labels.limits!=true, false",
        "node.labels.other==true, false",
        "node.labels.other!=true, true",
        "node.hostname==node2, true",
        "node.id == j78e, true",
        "node.role!=manager, true",
        "node.platform.os==linux, true",
        "engine.labels.disk==hdd, false"
    })
    void aConstraintTakesTheNodesThatAServicesWould(String constraint, boolean takes) throws IOException {
        assertThat(Constraint.parse(constraint).takes(node())).isEqualTo(takes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "node.role", "role==worker", "node.role=worker", "node.role==", "node.role==a b"})
    void whatIsNoConstraintIsRefused(String text) {
        assertThatThrownBy(() -> Constraint.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no constraint such as node.labels.limits==true");
    }

    @Test
    void aNodeIsReadyAndActiveByItsOwnWords() throws IOException {
        assertThat(node().isReady()).isTrue();
        assertThat(node().isActive()).isTrue();
        assertThat(node().isDown()).isFalse();
        assertThat(Node.of(json("{\"Status\": {\"State\": \"unknown\"}}")).isDown())
                .isFalse();
        assertThat(Node.of(json("{\"Status\": {\"State\": \"down\"}}")).isDown())
                .isTrue();
        assertThat(Node.of(json("{}")).isReady()).isFalse();
        assertThat(Node.of(json("{}")).isActive()).isFalse();
    }

    @Test
    void aTaskThatWasRejectedForItsImageSaysSo() throws IOException {
        Task task = Task.of(json("""
                {"Status": {"State": "rejected", "Err": "No such image: container-limits-node:abc"}}
                """));

        assertThat(task.lacksImage()).isTrue();
        assertThat(task.isLost()).isTrue();
        assertThat(task.isComplete()).isFalse();
        assertThat(Task.NONE.isLost()).isFalse();
    }

    private static void piece(ByteArrayOutputStream log, int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        log.writeBytes(ByteBuffer.allocate(8)
                .put(0, (byte) stream)
                .putInt(4, bytes.length)
                .array());
        log.writeBytes(bytes);
    }

    @Test
    void aLogIsTakenApartAndBounded() throws IOException {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        piece(log, 1, "one, ");
        piece(log, 2, "a warning\n");
        piece(log, 1, "and more\ntwo\n");

        Log whole = Log.read(new ByteArrayInputStream(log.toByteArray()), 1000);
        assertThat(whole.out()).containsExactly("one, and more", "two");
        assertThat(whole.err()).containsExactly("a warning");
        assertThat(Log.read(new ByteArrayInputStream(log.toByteArray()), 16).out())
                .containsExactly("one, ");
        assertThat(Log.read(new ByteArrayInputStream(new byte[] {1, 0, 0, 0, -1, -1, -1, -1}), 1000)
                        .out())
                .isEmpty();
    }
}
