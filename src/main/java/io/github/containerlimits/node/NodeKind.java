package io.github.containerlimits.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.containerlimits.engine.EngineFacts;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What kind of machine a node is, as far as verdicts may depend on it. What one node of a kind proves stands for all of them. Its disks are not in it.
 *
 * @param cpu the models of its CPUs, as Linux names them; empty where it does not
 * @param cpus how many CPUs it has
 * @param memoryGib its memory, rounded to GiB, since firmware keeps a little of it that differs
 * @param kernel its release
 * @param engine name and version
 * @param driver of the engine's storage
 * @param groups the version of control groups, and who makes them for the engine
 */
public record NodeKind(
        String cpu, int cpus, long memoryGib, String kernel, String engine, String driver, String groups) {
    private static final int LONGEST = 200;
    private static final long HALF_GIB = 1L << 29;
    private static final int GIB_BITS = 30;
    private static final List<String> MODEL =
            List.of("model name", "CPU implementer", "CPU architecture", "CPU part", "CPU variant", "cpu");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * That of the machine of an engine.
     *
     * @param cpuinfo the text of {@code /proc/cpuinfo} there
     */
    static NodeKind of(EngineFacts facts, String cpuinfo) {
        return new NodeKind(
                model(cpuinfo),
                facts.cpus(),
                (facts.memoryBytes() + HALF_GIB) >> GIB_BITS,
                facts.kernel(),
                facts.name() + " " + facts.version(),
                facts.storageDriver(),
                "cgroup v" + facts.cgroupVersion() + " by " + facts.cgroupDriver());
    }

    /** What the lines say that name a model, each once, in their order: a machine may have CPUs of several. */
    private static String model(String cpuinfo) {
        String model = cpuinfo.lines()
                .filter(line -> line.contains(":")
                        && MODEL.contains(line.substring(0, line.indexOf(':')).strip()))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .filter(value -> !value.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
        return model.length() <= LONGEST ? model : model.substring(0, LONGEST);
    }

    /** Whether all is known. A node of which it is not is of a kind of its own. */
    public boolean isKnown() {
        return cpus > 0
                && memoryGib > 0
                && Stream.of(cpu, kernel, engine, driver, groups)
                        .noneMatch(part -> part.isBlank() || part.contains("unknown"));
    }

    /** As JSON, which {@link #parse} reads. */
    String text() {
        ObjectNode node = JSON.createObjectNode();
        node.put("cpu", cpu);
        node.put("cpus", cpus);
        node.put("memoryGib", memoryGib);
        node.put("kernel", kernel);
        node.put("engine", engine);
        node.put("driver", driver);
        node.put("groups", groups);
        return node.toString();
    }

    /**
     * Reads what a node says of itself, whatever that is; what is missing is not known.
     *
     * @throws IllegalArgumentException where it is no JSON
     */
    public static NodeKind parse(String text) {
        JsonNode node;
        try {
            node = JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it does not say what kind of machine it is", e);
        }
        return new NodeKind(
                part(node, "cpu"),
                node.path("cpus").asInt(),
                node.path("memoryGib").asLong(),
                part(node, "kernel"),
                part(node, "engine"),
                part(node, "driver"),
                part(node, "groups"));
    }

    /** One that is too long is not known. */
    private static String part(JsonNode node, String field) {
        String value = node.path(field).asText("");
        return value.length() <= LONGEST ? value : "";
    }

    /** As a line says it. */
    @Override
    public String toString() {
        return cpus + " CPUs (" + cpu + "), " + memoryGib + " GiB, Linux " + kernel + ", " + engine + ", " + driver
                + ", " + groups;
    }
}
