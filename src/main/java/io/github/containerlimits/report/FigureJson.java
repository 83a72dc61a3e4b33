package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.metric.Dimension;
import io.github.containerlimits.verdict.Figure;
import java.util.Optional;

/** A figure as an object: its text, and beside it the number, its unit, and the lowest and highest values that keep to a bound. */
final class FigureJson {
    private FigureJson() {}

    static ObjectNode of(Figure figure) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("text", figure.text());
        figure.amount().filter(amount -> Double.isFinite(amount.value())).ifPresent(amount -> {
            put(node, "value", amount.value());
            node.put("unit", amount.dimension().unit());
        });
        figure.within().ifPresent(range -> {
            put(node, "atLeast", range.low());
            put(node, "atMost", range.high());
        });
        return node;
    }

    /** Bytes and counts in whole numbers; no infinite value. */
    private static void put(ObjectNode node, String field, double value) {
        if (value == (long) value) {
            node.put(field, (long) value);
        } else if (Double.isFinite(value)) {
            node.put(field, value);
        }
    }

    /**
     * Reads it back.
     *
     * @throws IllegalArgumentException where there is none
     */
    static Figure read(JsonNode node) {
        if (!node.path("text").isTextual()) {
            throw new IllegalArgumentException("it has a figure without text");
        }
        Optional<Figure.Amount> amount = node.path("value").isNumber()
                ? Optional.of(new Figure.Amount(
                        node.path("value").asDouble(),
                        Dimension.of(node.path("unit").asText())))
                : Optional.empty();
        Optional<Figure.Range> within = node.has("atLeast") || node.has("atMost")
                ? Optional.of(new Figure.Range(
                        node.path("atLeast").asDouble(Double.NEGATIVE_INFINITY),
                        node.path("atMost").asDouble(Double.POSITIVE_INFINITY)))
                : Optional.empty();
        return new Figure(node.path("text").asText(), amount, within);
    }
}
