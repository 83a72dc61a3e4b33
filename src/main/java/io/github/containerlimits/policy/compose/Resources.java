package io.github.containerlimits.policy.compose;

import io.github.containerlimits.policy.source.Origins;
import io.github.containerlimits.policy.yaml.Findings;
import io.github.containerlimits.policy.yaml.Nodes;
import io.github.containerlimits.policy.yaml.Spellings;
import io.github.containerlimits.quantity.Bytes;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;

/**
 * What a service says under {@code deploy.resources}, which stands in for its keys of old (compose-go: loader/validate.go).
 *
 * @param deployed by the key of old
 */
record Resources(Map<String, NodeTuple> deployed) {
    private static final String LIMITS = "limits";
    private static final String RESERVATIONS = "reservations";
    private static final String DEPLOY = "deploy";
    private static final String RESOURCES = "deploy.resources";

    /** What can stand in {@code deploy}, and below it where resources do (schema/compose-spec.json). */
    private static final Map<String, List<String>> KNOWN = Map.of(
            DEPLOY,
            List.of(
                    "endpoint_mode",
                    "labels",
                    "mode",
                    "placement",
                    "replicas",
                    "resources",
                    "restart_policy",
                    "rollback_config",
                    "update_config"),
            RESOURCES,
            List.of(LIMITS, RESERVATIONS),
            RESOURCES + "." + LIMITS,
            List.of("cpus", "memory", "pids"),
            RESOURCES + "." + RESERVATIONS,
            List.of("cpus", "memory", "devices", "generic_resources"));

    /** Two places for one thing, the key of old and that below deploy.resources. */
    private enum Twice {
        CPUS("cpus", LIMITS, "cpus"),
        MEMORY("mem_limit", LIMITS, "memory"),
        PIDS("pids_limit", LIMITS, "pids"),
        RESERVATION("mem_reservation", RESERVATIONS, "memory");

        private final String classic;
        private final String section;
        private final String key;

        Twice(String classic, String section, String key) {
            this.classic = classic;
            this.section = section;
            this.key = key;
        }

        String path() {
            return "deploy.resources." + section + "." + key;
        }

        /** The number that Compose compares; absent where the text is none, which whoever reads it says. */
        Optional<BigDecimal> number(Node node) {
            String text = Compose.text(node).orElse("");
            try {
                return Optional.of(
                        switch (this) {
                            case CPUS -> new BigDecimal(String.valueOf(Float.parseFloat(text)));
                            case PIDS -> new BigDecimal(Long.parseLong(text));
                            case MEMORY, RESERVATION ->
                                new BigDecimal(Bytes.parse(text).value());
                        });
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /** Those of a service. That it says one thing twice and not the same is a finding, as it is an error to Compose. */
    static Resources of(MappingNode service, Origins origins) {
        Map<String, NodeTuple> deployed = new LinkedHashMap<>();
        Optional<MappingNode> resources = Keys.value(service, DEPLOY)
                .filter(deploy -> !Nodes.isNull(deploy))
                .flatMap(deploy -> mapping(deploy, DEPLOY, origins))
                .flatMap(deploy -> below(deploy, "resources", RESOURCES, origins));
        for (String section : List.of(LIMITS, RESERVATIONS)) {
            resources
                    .flatMap(all -> below(all, section, RESOURCES + "." + section, origins))
                    .ifPresent(mapping -> section(mapping, section, service, deployed, origins));
        }
        return new Resources(deployed);
    }

    /** A mapping below a key; that it is none, which Compose refuses, is a finding. */
    private static Optional<MappingNode> below(MappingNode mapping, String key, String what, Origins origins) {
        return Keys.value(mapping, key).flatMap(value -> mapping(value, what, origins));
    }

    private static Optional<MappingNode> mapping(Node value, String what, Origins origins) {
        if (!(value instanceof MappingNode mapping)) {
            origins.findings()
                    .add(
                            value,
                            what
                                    + (Nodes.isNull(value)
                                            ? " is empty, and must be a mapping"
                                            : " must be a mapping of keys to values"));
            return Optional.empty();
        }
        List<String> known = KNOWN.getOrDefault(what, List.of());
        for (NodeTuple tuple : mapping.getValue()) {
            String key = Keys.of(tuple);
            if (!known.contains(key) && !key.startsWith("x-")) {
                unknown(tuple.getKeyNode(), key, what, known, origins);
            }
        }
        return Optional.of(mapping);
    }

    /** Compose takes none; of those that say how a service is deployed otherwise there is nothing to say. */
    private static void unknown(Node node, String key, String what, List<String> known, Origins origins) {
        String hint = Spellings.hintOfDeploy(key, what, known);
        if (what.equals(DEPLOY) && hint.isEmpty()) {
            origins.remark(node, Findings.quoted(key) + " in " + what + " is not known, and not looked at");
        } else {
            origins.findings().add(node, "unknown key " + Findings.quoted(key) + " in " + what + hint);
        }
    }

    private static void section(
            MappingNode mapping,
            String section,
            MappingNode service,
            Map<String, NodeTuple> deployed,
            Origins origins) {
        for (NodeTuple tuple : mapping.getValue()) {
            String key = Keys.of(tuple);
            String what = RESOURCES + "." + section;
            Optional<Twice> place = find(section, key);
            if (place.isPresent()) {
                add(place.get(), tuple, deployed, origins);
            } else if (KNOWN.getOrDefault(what, List.of()).contains(key)) {
                origins.remark(tuple.getKeyNode(), what + "." + key + " is not looked at");
            }
        }
        for (Twice twice : Twice.values()) {
            if (twice.section.equals(section)) {
                Keys.value(service, twice.classic)
                        .ifPresent(classic -> compare(twice, classic, mapping, origins.findings()));
            }
        }
    }

    private static void add(Twice twice, NodeTuple tuple, Map<String, NodeTuple> deployed, Origins origins) {
        Node value = tuple.getValueNode();
        boolean isNumber = PlainScalars.isWhole(value) || PlainScalars.isWithPoint(value);
        if (twice.key.equals("memory") ? isNumber || Nodes.isNull(value) : Nodes.isNull(value)) {
            origins.findings()
                    .add(
                            value,
                            twice.path() + " must be "
                                    + (twice.key.equals("memory") ? "a string" : "a number or string")
                                    + (isNumber
                                            ? ": write \"" + Compose.text(value).orElse("") + "\", with quotes"
                                            : ", and is empty"));
        } else if (isZero(twice, value) || (twice == Twice.PIDS && isNegative(twice, value))) {
            origins.remark(value, twice.path() + " of " + Compose.text(value).orElse("nothing") + " is no limit");
        } else if (!Keys.isLimit(twice.classic)) {
            origins.remark(tuple.getKeyNode(), twice.path() + " is not looked at");
        } else {
            deployed.put(twice.classic, Types.whole(twice.classic, tuple));
        }
    }

    private static void compare(Twice twice, Node classic, MappingNode section, Findings findings) {
        Optional<BigDecimal> one = twice.number(classic);
        if (one.filter(number -> number.signum() == 0).isPresent()) {
            return;
        }
        Optional<Node> other = Keys.value(section, twice.key);
        boolean isSame = other.isPresent()
                && one.isPresent()
                && twice.number(other.get())
                        .map(number -> number.compareTo(one.get()) == 0)
                        .orElse(true);
        if (!isSame) {
            findings.add(
                    classic,
                    "can't set distinct values on '" + twice.classic + "' and '" + twice.path() + "': "
                            + Compose.text(classic).orElse("") + " here, "
                            + other.map(node -> Findings.quoted(
                                                    Compose.text(node).orElse("")) + " at " + findings.place(node))
                                    .orElseGet(() ->
                                            "and nothing at " + findings.place(section) + ", which Compose takes for 0")
                            + ". Write it in one of the two places");
        }
    }

    /** Whether the key of old gives way, to one that is the same or to one that is its only meaning. */
    boolean isReplaced(String classic) {
        return deployed.containsKey(classic);
    }

    private static boolean isZero(Twice twice, Node node) {
        return twice.number(node).filter(number -> number.signum() == 0).isPresent();
    }

    private static boolean isNegative(Twice twice, Node node) {
        return twice.number(node).filter(number -> number.signum() < 0).isPresent();
    }

    private static Optional<Twice> find(String section, String key) {
        for (Twice twice : Twice.values()) {
            if (twice.section.equals(section) && twice.key.equals(key)) {
                return Optional.of(twice);
            }
        }
        return Optional.empty();
    }
}
