package io.github.containerlimits.docker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import io.github.containerlimits.engine.EngineException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CallsTest {
    private final Calls calls = new Calls(Duration.ofSeconds(10));

    @AfterEach
    void close() {
        calls.close();
    }

    @Test
    void anAnswerIsGivenOn() {
        assertThat(calls.call("answer", () -> 42)).isEqualTo(42);
    }

    @Test
    void anEngineThatHangsIsToldWithWhatItWasAskedFor() {
        CountDownLatch never = new CountDownLatch(1);

        assertThatThrownBy(() -> calls.call("create a container", Duration.ofMillis(100), () -> {
                    never.await();
                    return 0;
                }))
                .isInstanceOf(EngineException.class)
                .hasMessage("The engine did not answer within 0.1 s when asked to create a container.")
                .matches(e -> Answers.of((EngineException) e).isEmpty());
    }

    @Test
    void aRefusalIsToldInTheEnginesOwnWords() {
        assertThatThrownBy(() -> calls.run("create a container", () -> {
                    throw new InternalServerErrorException("{\"message\":\"no space\\n left on device\"}\n");
                }))
                .isInstanceOf(EngineException.class)
                .hasMessage("The engine could not create a container: no space left on device")
                .matches(e -> Answers.of((EngineException) e).isPresent());
    }

    @Test
    void aBrokenConnectionIsToldByWhatBrokeIt() {
        assertThatThrownBy(() -> calls.call("create a container", () -> {
                    throw new IllegalStateException(new IOException("Connection refused"));
                }))
                .isInstanceOf(EngineException.class)
                .hasMessage("The engine could not create a container: Connection refused")
                .matches(e -> Answers.of((EngineException) e).isEmpty());
    }

    @Test
    void whatTheEngineDoesNotHaveIsAbsent() {
        assertThat(calls.find("inspect a volume", () -> {
                    throw new NotFoundException("{\"message\":\"no such volume\"}");
                }))
                .isEmpty();
    }

    @Test
    void nothingIsAskedOfAnEngineOnceTheRunHasEnded() {
        calls.close();

        assertThatThrownBy(() -> calls.call("create a container", () -> 42))
                .isInstanceOf(EngineException.class)
                .hasMessage("The run was ended before the engine could create a container.");
    }
}
