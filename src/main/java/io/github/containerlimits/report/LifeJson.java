package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.measure.Life;

/** How an application lived, in the words of the report's schema. */
final class LifeJson {
    private LifeJson() {}

    static ObjectNode of(Life life) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        life.ready().ifPresent(ready -> {
            ObjectNode span = node.putObject("ready");
            span.put("atLeastSeconds", rounded(ready.low()));
            span.put("atMostSeconds", rounded(ready.high()));
        });
        if (!life.unready().isEmpty()) {
            node.put("unready", life.unready());
        }
        life.lost().ifPresent(seconds -> node.put("lostSeconds", rounded(seconds)));
        life.end().ifPresent(end -> {
            ObjectNode how = node.putObject("end");
            how.put("code", end.code());
            how.put("seconds", rounded(end.after()));
            how.put("unreadSeconds", rounded(end.unread()));
            how.put("isSaidToBeOutOfMemory", end.isSaidToBeOutOfMemory());
        });
        node.put("lasted", life.lasted());
        node.put("printedBytes", life.printed());
        node.put("tail", life.tail());
        return node;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1e3) / 1e3;
    }
}
