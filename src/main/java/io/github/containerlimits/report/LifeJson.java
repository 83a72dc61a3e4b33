package io.github.containerlimits.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.engine.RunningProcess;
import io.github.containerlimits.measure.Life;
import io.github.containerlimits.measure.Served;
import io.github.containerlimits.measure.Stressed;

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
        life.asked().ifPresent(seconds -> node.put("firstRequestSeconds", rounded(seconds)));
        life.served().ifPresent(served -> node.set("served", of(served)));
        life.stressed().ifPresent(stressed -> node.set("beside", of(stressed)));
        return node;
    }

    private static ObjectNode of(Stressed stressed) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        ArrayNode stressors = node.putArray("stressors");
        for (Stressed.Ran ran : stressed.stressors()) {
            ObjectNode stressor = stressors.addObject();
            stressor.put("name", ran.name());
            stressor.put("inContainer", ran.isInside());
            ran.process().ifPresent(process -> stressor.put("process", process));
            stressor.put("starts", ran.starts());
            ran.failure().ifPresent(failure -> stressor.put("failure", failure));
        }
        stressed.unbegun().ifPresent(reason -> node.put("unbegun", reason));
        node.put("seconds", rounded(stressed.seconds()));
        node.put("lasted", stressed.lasted());
        stressed.lost().ifPresent(reason -> node.put("lost", reason));
        stressed.end().ifPresent(end -> node.put("endCode", end.code()));
        stressed.kills().ifPresent(kills -> node.put("oomKills", kills));
        ArrayNode victims = node.putArray("victims");
        for (RunningProcess victim : stressed.victims()) {
            victims.addObject().put("process", victim.id()).put("command", victim.command());
        }
        stressed.doubt().ifPresent(reason -> node.put("doubt", reason));
        stressed.served().ifPresent(served -> node.set("served", of(served)));
        return node;
    }

    private static ObjectNode of(Served served) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("askedPerSecond", rounded(served.asked()));
        node.put("begunPerSecond", rounded(served.begun()));
        node.put("isDelivered", served.isDelivered());
        node.put("requests", served.requests());
        node.put("failed", served.failed());
        node.put("rejected", served.rejected());
        node.put("endless", served.endless());
        ArrayNode latencies = node.putArray("latencies");
        served.curve().forEach(point -> {
            ObjectNode latency = latencies.addObject();
            latency.put("part", point.part());
            latency.put("seconds", point.seconds());
        });
        return node;
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1e3) / 1e3;
    }
}
