package io.github.containerlimits.benchmark;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A policy, or several that are proven one after the other, and the proofs by other means that say the same. */
@SuppressWarnings("ImmutableEnumChecker") // The lists are immutable.
enum Subject {
    ONE("one limit", policies("one"), List.of("mem_limit")),
    SERVICE("a service of four limits", policies("service"), List.of("cpus", "mem_limit", "pids_limit", "shm_size")),
    ALL(
            "all limits",
            policies("all"),
            List.of(
                    "cpus",
                    "cpuset",
                    "cpu_shares",
                    "mem_limit",
                    "memswap_limit",
                    "mem_swappiness",
                    "pids_limit",
                    "shm_size",
                    "nofile",
                    "logging",
                    "device_read_bps",
                    "device_write_bps",
                    "device_read_iops",
                    "device_write_iops")),
    SEED("the seed's experiments", seeds(), seeds().stream().map(Part::proof).toList());

    /** One policy file, and the property of the engine that it is for. */
    record Part(Path policy, String engine) {
        /** Of one that fails, since it shows an escape. */
        boolean escapes() {
            return proof().endsWith("escapes");
        }

        private String proof() {
            return policy.getParent().getFileName().toString().replace('-', '_');
        }
    }

    private final String title;
    private final List<Part> parts;
    private final List<String> proofs;

    Subject(String title, List<Part> parts, List<String> proofs) {
        this.title = title;
        this.parts = parts;
        this.proofs = proofs;
    }

    private static List<Part> policies(String name) {
        return List.of(
                new Part(Path.of("src/benchmark/policies", name + ".yaml").toAbsolutePath(), "dockerHost"));
    }

    private static List<Part> seeds() {
        return Stream.of(
                        "bps",
                        "bps-volume",
                        "bps-volume-escapes",
                        "cpu-shares",
                        "cpu-unlimited",
                        "cpuset",
                        "disk-size",
                        "iops-32k",
                        "iops-4k",
                        "mem-limit",
                        "memswap-default",
                        "oom-kill-disable")
                .map(name -> new Part(
                        Path.of("src/it", "seed-" + name, "limits.yaml").toAbsolutePath(),
                        name.equals("disk-size") ? "quotaDockerHost" : "dockerHost"))
                .toList();
    }

    /** Those whose names are in the list, separated by commas; all for an empty one. */
    static List<Subject> only(String names) {
        Set<String> wanted = Set.of(names.toUpperCase(java.util.Locale.ROOT).split(",", -1));
        return names.isEmpty()
                ? List.of(values())
                : Arrays.stream(values())
                        .filter(subject -> wanted.contains(subject.name()))
                        .toList();
    }

    String title() {
        return title;
    }

    List<Part> parts() {
        return parts;
    }

    List<String> proofs() {
        return proofs;
    }
}
