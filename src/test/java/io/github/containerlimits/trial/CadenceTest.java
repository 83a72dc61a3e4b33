package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a long trial costs grows with its time, and what is certain is known soon. */
class CadenceTest {
    private static List<Integer> due(int readings) {
        Cadence cadence = new Cadence();
        return IntStream.rangeClosed(0, readings).filter(cadence::isDue).boxed().toList();
    }

    @Test
    void checksAreAskedAfterEachReadingAtFirst() {
        assertThat(due(99))
                .containsExactlyElementsOf(IntStream.rangeClosed(0, 99).boxed().toList());
    }

    @Test
    void theyAreAskedAHundredthLaterAtMost() {
        List<Integer> due = due(100_000);

        assertThat(IntStream.range(1, due.size()))
                .allMatch(i -> due.get(i) - due.get(i - 1) <= 1 + due.get(i - 1) / 100);
    }

    @Test
    void whatTheyLookAtGrowsWithTheTimeAndNotWithItsSquare() {
        long ofOne = due(10_000).stream().mapToLong(Integer::longValue).sum();
        long ofTen = due(100_000).stream().mapToLong(Integer::longValue).sum();

        assertThat(ofTen).isLessThan(ofOne * 12);
    }

    @Test
    void aReadingThatIsMissingDelaysNothing() {
        Cadence cadence = new Cadence();

        assertThat(cadence.isDue(0)).isTrue();
        assertThat(cadence.isDue(0)).as("no new reading").isFalse();
        assertThat(cadence.isDue(5)).isTrue();
    }
}
