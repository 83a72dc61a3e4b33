package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an engine knows of its host: all of it or nothing, and for many threads. */
class DockerEngineIT {
    private static final int THREADS = 4;

    private final DockerEngine engine = RealEngine.connect(RealEngine.host(), Duration.ofMinutes(10));
    private final Image image = engine.image("it/busybox");

    @AfterEach
    void close() throws Exception {
        engine.close();
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void aSurveyThatFailedWasNone() {
        List<Mount> nowhere = List.of(new Mount("/tmp", "no/absolute/path", true));

        assertThatThrownBy(() -> engine.survey(image, nowhere)).isInstanceOf(EngineException.class);
        assertThatThrownBy(engine::surveyAgain).isInstanceOf(IllegalStateException.class);

        engine.survey(image, List.of());
        assertThatThrownBy(() -> engine.survey(image, nowhere)).isInstanceOf(EngineException.class);
        assertThat(engine.surveyAgain().space()).as("the last one").containsOnlyKeys("/");
    }

    @Test
    void manyThreadsSurveyAtOnce() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<HostSurvey>> surveys = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                surveys.add(threads.submit(() -> engine.survey(image, List.of())));
            }
            for (Future<HostSurvey> survey : surveys) {
                assertThat(survey.get().space()).containsKey("/");
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(engine.surveyAgain().meminfo()).contains("MemAvailable");
    }
}
