package io.github.containerlimits.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.load.HttpLoad.Pace;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpLoadTest {
    @ParameterizedTest
    @CsvSource({
        "50, 1, 20",
        "1000, 1, 1",
        "0.1, 1, 10000",
        "300, 3, 10",
        "700, 7, 10",
        "7, 1, 143",
        "30, 2, 67",
        "1, 1, 1000"
    })
    void asFewBeginAtOnceAsTheRateAllows(double rate, int atOnce, long milliseconds) {
        assertThat(load(rate).pace()).isEqualTo(new Pace(atOnce, milliseconds));
    }

    @Test
    void thePaceIsNearTheRate() {
        for (double rate = HttpLoad.LEAST; rate <= HttpLoad.MOST; rate *= 1.01) {
            assertThat(Math.abs(load(rate).pace().rate() - rate)).isLessThan(0.011 * rate);
        }
    }

    private static HttpLoad load(double rate) {
        return new HttpLoad(8080, "/", "GET", Map.of(), "", rate);
    }
}
