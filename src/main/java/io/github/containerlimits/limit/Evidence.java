package io.github.containerlimits.limit;

import io.github.containerlimits.metric.Observed;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a limit is judged by.
 *
 * @param rivals the limits of the containers that ran the same load beside it
 * @param tolerance by how much a value may be above its bound, as a part of it; the metric's own where absent
 */
public record Evidence(Observed observed, List<Limits> rivals, OptionalDouble tolerance) {
    public Evidence {
        rivals = List.copyOf(rivals);
    }
}
