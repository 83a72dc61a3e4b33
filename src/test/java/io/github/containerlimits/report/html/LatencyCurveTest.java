package io.github.containerlimits.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.measure.Served;
import io.github.containerlimits.report.html.LatencyCurve.Answers;
import io.github.containerlimits.report.html.LatencyCurve.Edge;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The drawing of what answers took. */
class LatencyCurveTest {
    /** A thousand answers of 1 to 1000 ms. */
    private static final Served SERVED = new Served(
            50,
            1000,
            0,
            0,
            0,
            0,
            true,
            LongStream.rangeClosed(1, 1000).mapToObj(i -> i * 1000).toList());

    private static String page(List<Edge> edges) {
        return new LatencyCurve(List.of(new Answers("", SERVED)), edges, "answers")
                .figure()
                .toString();
    }

    private static List<double[]> places(String page, String kind) {
        Matcher line =
                Pattern.compile("class=\"" + kind + "\" points=\"([^\"]*)\"").matcher(page);
        List<double[]> places = new ArrayList<>();
        while (line.find()) {
            for (String place : line.group(1).split(" ", -1)) {
                String[] two = place.split(",", -1);
                places.add(new double[] {Double.parseDouble(two[0]), Double.parseDouble(two[1])});
            }
        }
        return places;
    }

    @Test
    void itRisesFromTheFastestToTheSlowest() {
        List<double[]> places = places(page(List.of()), "line0");
        // The first line of that class is the key of the legend.
        List<double[]> curve = places.subList(2, places.size());

        assertThat(curve).hasSize(SERVED.curve().size());
        for (int i = 1; i < curve.size(); i++) {
            assertThat(curve.get(i)[0]).isGreaterThan(curve.get(i - 1)[0]);
            assertThat(curve.get(i)[1]).isLessThanOrEqualTo(curve.get(i - 1)[1]);
        }
        assertThat(curve.get(curve.size() - 1)[1]).isLessThan(curve.get(0)[1] / 2);
    }

    @Test
    void itsTableHasTheNumbersOfTheReport() {
        assertThat(page(List.of()))
                .contains("<td>0.5</td><td>0.5</td>", "<td>0.999</td><td>0.999</td>", "<td>1</td><td>1</td>")
                .contains("1000 requests at 50.0/s, none failed");
    }

    @Test
    void thoseBesideOtherLoadsAreASecondCurveOfTheSameScale() {
        Served slower = new Served(50, 2, 0, 0, 0, 0, true, List.of(10_000_000L, 90_000_000L));
        String page = new LatencyCurve(
                        List.of(new Answers("alone", SERVED), new Answers("beside the other loads", slower)),
                        List.of(),
                        "answers")
                .figure()
                .toString();
        List<double[]> alone = places(page, "line0");
        List<double[]> beside = places(page, "line1");

        assertThat(page)
                .contains("alone: 1000 requests", "beside the other loads: 2 requests")
                .contains("What answers took alone", "What answers took beside the other loads");
        assertThat(beside.get(beside.size() - 1)[1])
                .as("90 s are drawn above 1 s")
                .isLessThan(alone.get(alone.size() - 1)[1] - 20);
    }

    @Test
    void aBoundReachesAsFarAsItsPart() {
        String page = page(List.of(new Edge("http.p95", 0.95, 2)));
        List<double[]> edge = places(page, "edge");
        List<double[]> curve = places(page, "line0");
        double[] end = edge.get(edge.size() - 1);

        assertThat(page).contains("bound of http.p95, 2 s");
        assertThat(curve).as("it ends above the curve's own point").anySatisfy(point -> {
            assertThat(point[0]).isEqualTo(end[0]);
            assertThat(point[1]).isGreaterThan(end[1]);
        });
    }
}
