package io.github.containerlimits.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.metric.Cause;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.trial.Bench;
import io.github.containerlimits.verdict.Conclusion;
import io.github.containerlimits.verdict.Outcome;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryReservationTest {
    private static final Limit LIMIT = new MemoryReservation(Bench.PLACE, Bytes.ofMebibytes(32));

    @ParameterizedTest
    @CsvSource({
        "1, memory.soft_limit_in_bytes, 33554432, UNPROVEN",
        "1, memory.soft_limit_in_bytes, 9223372036854771712, DISCARDED",
        "1, memory.soft_limit_in_bytes, 67108864, DISCARDED",
        "1, memory.soft_limit_in_bytes, 16777216, DISCARDED",
        "2, memory.low, 33554432, UNPROVEN",
        "2, memory.low, 0, DISCARDED",
        "2, memory.low, 67108864, DISCARDED",
        "2, memory.low, 16777216, DISCARDED",
    })
    void isUnprovenWhereItIsShown(int version, String file, String shown, Outcome outcome) {
        Measurement running = Bench.running(second -> Readings.version(version).with(file, shown + "\n"), 1);

        Optional<Conclusion> conclusion = Bench.USUAL.conclude(LIMIT, Bench.ended(running));

        assertThat(Bench.USUAL.conclude(LIMIT, running)).isEmpty();
        assertThat(conclusion).map(Conclusion::outcome).contains(outcome);
        assertThat(conclusion.flatMap(Conclusion::cause).equals(Optional.of(Cause.HOST)))
                .isEqualTo(outcome == Outcome.UNPROVEN);
    }
}
