package io.github.containerlimits.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.measure.Measurement;
import io.github.containerlimits.measure.Readings;
import io.github.containerlimits.trial.Bench;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a load that failed. */
class ObservedTest {
    private static String failure(String stderr) {
        Measurement measurement =
                Bench.ended(Bench.running(second -> Readings.version(2).cpu(second, 0), 1), new Exit(1, "", stderr));
        return new Observed(measurement, Bench.USUAL.host(), Bench.USUAL.workload(), Optional.empty(), false).failure();
    }

    @Test
    void theFirstFailureIsNamedSinceOthersFollowFromIt() {
        assertThat(failure("""
                        stress: info: [10] dispatching hogs
                        stress: FAIL: [10] (425) <-- worker 11 got signal 11
                        stress: WARN: [10] (427) now reaping child worker processes
                        stress: FAIL: [10] (461) failed run completed in 2s
                        """))
                .isEqualTo("; the load ended with code 1: stress: FAIL: [10] (425) <-- worker 11 got signal 11");
        assertThat(failure("""
                        fio: laying out a file
                        fio: pid=9, err=28/file:x.c:1, func=write, error=No space left
                        run finished
                        """)).endsWith("error=No space left");
    }

    @Test
    void whereNoLineIsOfAFailureTheLastIsNamed() {
        assertThat(failure("""
                        begun
                        errorless
                        no room

                        """)).isEqualTo("; the load ended with code 1: no room");
        assertThat(failure("")).isEqualTo("; the load ended with code 1");
    }
}
