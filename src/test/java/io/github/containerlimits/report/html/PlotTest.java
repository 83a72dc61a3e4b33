package io.github.containerlimits.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.report.html.Plot.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much is drawn of a series, and on which grid. */
class PlotTest {
    @Test
    void fewPointsStayAsTheyAre() {
        List<Point> points = List.of(new Point(0, 1), new Point(1, 9), new Point(2, 3));

        assertThat(Plot.thinned(points, 3)).isEqualTo(points);
    }

    @Test
    void ofManyPointsNoPeakIsLostAndTimeGoesOn() {
        List<Point> points = IntStream.range(0, 10_000)
                .mapToObj(i -> new Point(i, i == 5_001 ? 99 : i == 7_777 ? -99 : i % 7))
                .toList();

        List<Point> thinned = Plot.thinned(points, 120);

        assertThat(thinned).hasSizeBetween(60, 120).contains(new Point(5_001, 99), new Point(7_777, -99));
        assertThat(points).containsAll(thinned);
        assertThat(thinned).extracting(Point::seconds).isSorted();
    }

    @ParameterizedTest
    @CsvSource({
        "0.13, CPUS, 0.2",
        "0.6, COUNT, 1",
        "17, COUNT, 20",
        "3000, BYTES, 5120",
        "17e6, BYTES, 20971520",
        "0.4, BYTES_A_SECOND, 1",
        "0.3, SECONDS, 0.5"
    })
    void theGridHasRoundNumbers(double least, Dimension dimension, double step) {
        assertThat(Chart.step(least, dimension)).isCloseTo(step, within(1e-9 * step));
        assertThat(Chart.step(least, dimension)).isGreaterThanOrEqualTo(least);
    }

    @Test
    void aWordOfAShellIsOneWord() {
        assertThat(ByHand.quoted("--cpus=0.5")).isEqualTo("--cpus=0.5");
        assertThat(ByHand.quoted("a b; $(rm) 'c'")).isEqualTo("'a b; $(rm) '\\''c'\\'''");
        assertThat(ByHand.quoted("")).isEqualTo("''");
    }
}
