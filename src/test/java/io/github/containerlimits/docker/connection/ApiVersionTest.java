package io.github.containerlimits.docker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.core.RemoteApiVersion;
import io.github.containerlimits.engine.EngineException;
import java.lang.reflect.Field;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiVersionTest {
    @ParameterizedTest
    @CsvSource({"1.41,1.12,1.41", "1.44,1.24,1.44", "1.52,1.44,1.44", "1.9,1.9,1.9", "2.0,1.40,1.44"})
    void theNewestThatBothSpeakIsTaken(String newest, String oldest, String settled) {
        assertThat(ApiVersion.settle(ApiVersion.parse(newest), ApiVersion.parse(oldest)))
                .hasToString(settled);
    }

    @Test
    void anEngineThatSpeaksOnlyNewerOnesIsAnError() {
        assertThatThrownBy(() -> ApiVersion.settle(new ApiVersion(1, 60), new ApiVersion(1, 45)))
                .isInstanceOf(EngineException.class)
                .hasMessage("The engine speaks versions 1.45 to 1.60 of its API, but this plugin 1.44 at most.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "1.x", "v1.41", "1.41.2", "-1.4"})
    void anythingElseIsNoVersion(String text) {
        assertThatThrownBy(() -> ApiVersion.parse(text))
                .isInstanceOf(EngineException.class)
                .hasMessage("'" + text + "' is no version of an engine's API.");
    }

    @Test
    void theNewestKnownIsTheNewestThatDockerJavaNames() {
        assertThat(Arrays.stream(RemoteApiVersion.class.getFields())
                        .map(Field::getName)
                        .filter(name -> name.matches("VERSION_\\d+_\\d+"))
                        .map(name -> name.substring("VERSION_".length()).replace('_', '.'))
                        .map(ApiVersion::parse)
                        .max(ApiVersion::compareTo))
                .contains(ApiVersion.NEWEST_KNOWN);
    }
}
