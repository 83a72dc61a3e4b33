package io.github.containerlimits.docker.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.RealEngine;
import io.github.containerlimits.docker.execution.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An image that one engine serves and another gets, here from itself, under another name. */
class LayerServerIT {
    private static final String ENGINE = RealEngine.host();
    private static final String SERVED = "it/busybox";
    private static final String FETCHED = "fetched:here";
    private static final String LAYERS = "{{json .RootFS.Layers}}";

    private final List<String> log = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        if (!docker("image", "ls", "-q", FETCHED).isEmpty()) {
            docker("image", "rm", FETCHED);
        }
    }

    @Test
    void anEngineGetsTheVerySameLayerWithWhatTheImageRuns() throws Exception {
        assertThat(fetch(SERVED, layer())).isZero();

        assertThat(docker("image", "inspect", "--format", LAYERS, FETCHED))
                .isEqualTo(docker("image", "inspect", "--format", LAYERS, SERVED));
        assertThat(docker("image", "inspect", "--format", "{{json .Config.Entrypoint}} {{json .Config.Env}}", FETCHED))
                .isEqualTo("[\"/bin/of its own\",\"-x\"] [\"PATH=/bin\"]\n");
        assertThat(log).isEmpty();
    }

    @Test
    void aLayerOfAnotherHashIsThrownAway() throws Exception {
        List<String> before = images();

        assertThat(fetch(SERVED, "sha256:" + "0".repeat(64))).isOne();

        assertThat(images()).containsExactlyInAnyOrderElementsOf(before);
    }

    @Test
    void anImageThatTheEngineDoesNotHaveIsNotServed() throws Exception {
        assertThat(fetch("not:there", layer())).isOne();

        assertThat(docker("image", "ls", "-q", FETCHED)).isEmpty();
        assertThat(log).singleElement().asString().startsWith("The layer of not:there could not be served: ");
    }

    private static List<String> images() throws IOException, InterruptedException {
        return docker("image", "ls", "-aq").lines().toList();
    }

    private static String layer() throws IOException, InterruptedException {
        return docker("image", "inspect", "--format", "{{index .RootFS.Layers 0}}", SERVED)
                .strip();
    }

    private int fetch(String image, String layer) throws IOException, InterruptedException {
        try (LayerServer server = LayerServer.start(ENGINE, image, Duration.ofMinutes(1), log::add)) {
            return new ProcessBuilder(
                            "/bin/sh",
                            "-c",
                            Resources.text(OwnImage.class, "fetch-image.sh"),
                            "fetch-image",
                            ENGINE,
                            FETCHED,
                            "http://127.0.0.1:" + server.port() + "/",
                            layer,
                            "ENTRYPOINT [\"/bin/of its own\", \"-x\"]",
                            "ENV PATH=/bin")
                    .inheritIO()
                    .start()
                    .waitFor();
        }
    }

    private static String docker(String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("docker", "-H", ENGINE));
        line.addAll(List.of(arguments));
        Process process = new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }
}
