package io.github.containerlimits;

import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host;
import io.github.containerlimits.engine.Host.NoDiskException;
import io.github.containerlimits.engine.KnownRefusal;
import io.github.containerlimits.engine.Target;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.measure.Ancestors;
import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.result.Diagnosis.Premise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What of an engine and of its host limits depend on.
 *
 * @param seen what {@code premises.sh} printed, by the names of its parts
 */
record Premises(EngineFacts engine, Host host, Map<String, String> seen) {
    /** Of which limits are, as cgroup v2 names them, and as v1 does. */
    private static final Map<Integer, List<String>> CONTROLLERS = Map.of(
            1,
            List.of("cpu", "cpuset", "blkio", "memory", "pids"),
            2,
            List.of("cpu", "cpuset", "io", "memory", "pids"));

    /** The groups of the engine's containers begin below this one, as the engine shows them. */
    private static final String ROOT = "/";

    /** A file that no root of a host's control groups has. */
    private static final String NOT_IN_ROOT = "pids.max";

    Premises {
        seen = Map.copyOf(seen);
    }

    /** @param printed by {@code premises.sh} */
    static Premises of(EngineFacts engine, Host host, String printed) {
        Map<String, String> parts = new HashMap<>();
        for (String part : ("\n" + printed).split("\n@@ ")) {
            int end = part.indexOf('\n');
            if (end > 0) {
                parts.put(part.substring(0, end), part.substring(end + 1));
            }
        }
        return new Premises(engine, host, parts);
    }

    /** All of them, in the order in which they are told. */
    List<Premise> all() {
        List<Premise> all =
                new ArrayList<>(List.of(controlGroups(), user(), place(), above(), swap(), storage(), images()));
        all.addAll(disks());
        engine.warnings()
                .forEach(warning -> all.add(Premise.said("engine's warning", warning.replaceFirst("^WARNING: ", ""))));
        return List.copyOf(all);
    }

    /** What would let the engine enforce a limit that it does not. */
    String advice(Limit limit, String why) {
        boolean isForWantOfGroups = limit.isOfControlGroup() && isRootless() && !why.contains("cgroup v2");
        return KnownRefusal.in(why)
                .or(() -> isForWantOfGroups ? Optional.of(rootless()) : Optional.empty())
                .map(KnownRefusal::advice)
                .orElseGet(() -> limit.enabledBy(engine));
    }

    private KnownRefusal rootless() {
        return engine.cgroupVersion() == 2 ? KnownRefusal.ROOTLESS : KnownRefusal.ROOTLESS_ON_VERSION_1;
    }

    private Premise controlGroups() {
        List<String> controllers = controllers();
        List<String> missing = CONTROLLERS.getOrDefault(version(), List.of()).stream()
                .filter(controller -> !controllers.contains(controller))
                .toList();
        String without = missing.isEmpty() ? "" : ", without " + String.join(", ", missing);
        String doubt =
                version() == engine.cgroupVersion() ? "" : ", although the engine says v" + engine.cgroupVersion();
        Premise premise = Premise.seen(
                "control groups",
                "cgroup v" + version() + doubt + ", driver " + engine.cgroupDriver() + ", controllers "
                        + String.join(" ", controllers) + without);
        return missing.isEmpty() || !isRootless()
                ? premise
                : premise.advising(rootless().advice());
    }

    /** By what the kernel shows in a container. */
    private int version() {
        return part("controllers").isBlank() ? 1 : 2;
    }

    private List<String> controllers() {
        if (version() == 2) {
            return Arrays.asList(part("controllers").strip().split("\\s+"));
        }
        return part("cgroups")
                .lines()
                .map(line -> line.split("\\s+"))
                .filter(fields -> fields.length == 4 && fields[3].equals("1"))
                .map(fields -> fields[0])
                .filter(CONTROLLERS.getOrDefault(1, List.of())::contains)
                .toList();
    }

    private Premise user() {
        return switch (outside()) {
            case "0" -> Premise.seen("root", "root of a container is root of the host");
            case "" -> Premise.seen("root", "not shown");
            default ->
                Premise.seen(
                        "root",
                        "root of a container is user " + outside() + " of the host"
                                + (isRootless() ? ": the engine runs without root" : ": the engine maps users"));
        };
    }

    /** Which user of the host root of a container is; empty where that is not shown. */
    private String outside() {
        return part("uid_map")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(fields -> fields.length == 3 && fields[0].equals("0"))
                .map(fields -> fields[1])
                .findFirst()
                .orElse("");
    }

    /** An engine without root has its own user for root alone; one that maps users has many for all. */
    private boolean isRootless() {
        return part("uid_map")
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .anyMatch(fields ->
                        fields.length == 3 && fields[0].equals("0") && !fields[1].equals("0") && fields[2].equals("1"));
    }

    /** The root of a host's control groups limits nothing, so that one which can is no root. */
    private Premise place() {
        Optional<String> group = host.survey().ancestors().stream()
                .filter(ancestor ->
                        ancestor.path().equals(ROOT) && ancestor.files().containsKey(NOT_IN_ROOT))
                .map(ancestor -> "the engine runs in a container: the root of the control groups that it shows has "
                        + NOT_IN_ROOT + ", which that of a host has not")
                .findFirst();
        return Premise.seen(
                "engine's place",
                host.survey().ancestors().isEmpty()
                        ? "the engine does not show the control groups of its host"
                        : group.orElse("no sign of a container in which the engine runs"));
    }

    private Premise above() {
        List<String> limits = Ancestors.of(host).groups().stream()
                .flatMap(group -> limits(group).stream().map(limit -> limit + " in " + group.name()))
                .toList();
        return Premise.seen(
                "groups above",
                limits.isEmpty()
                        ? host.survey().ancestors().isEmpty() ? "not shown" : "none limits the engine's containers"
                        : "all containers together have " + String.join(", ", limits));
    }

    private List<String> limits(Ancestors.Ancestor group) {
        List<String> limits = new ArrayList<>();
        var inForce = group.now().inForce();
        inForce.memory().ifPresent(bytes -> limits.add(Bytes.of(bytes) + " of memory"));
        inForce.cpus().ifPresent(cpus -> limits.add(cpus + " CPUs"));
        inForce.pids().ifPresent(most -> limits.add(most + " processes"));
        inForce.cpuset()
                .filter(set -> !set.cpus().containsAll(host.cpus().cpus()))
                .ifPresent(set -> limits.add("only CPU " + set));
        return limits;
    }

    private Premise swap() {
        String where = host.survey()
                .swaps()
                .lines()
                .skip(1)
                .map(line -> line.split("\\s+")[0])
                .filter(name -> !name.isEmpty())
                .collect(Collectors.joining(", "));
        return host.hasSwap()
                ? Premise.seen("swap", Bytes.of(host.swapTotal()) + " on " + where)
                : Premise.seen("swap", "none: a memswap_limit above mem_limit can't be pressed here")
                        .advising(
                                "Add some, for tests: fallocate -l 1G /swapfile; chmod 600 /swapfile; mkswap /swapfile; swapon /swapfile.");
    }

    /** The engine's volumes, of which the toolbox is one, lie where its layers do. */
    private Premise storage() {
        String mount = host.survey()
                .mountinfo()
                .lines()
                .filter(line -> line.contains(" " + Container.TOOLBOX + " "))
                .findFirst()
                .map(Premises::fileSystem)
                .orElse("a file system that is not shown");
        return Premise.seen("storage", "driver " + engine.storageDriver() + ", " + engine.dataRoot() + " on " + mount);
    }

    private static String fileSystem(String line) {
        List<String> fields = Arrays.asList(line.split(" "));
        int dash = fields.indexOf("-");
        if (dash < 0 || fields.size() < dash + 4) {
            return "a file system that is not shown";
        }
        boolean hasQuota = Stream.of(fields.get(dash + 3).split(","))
                .anyMatch(option -> option.equals("prjquota") || option.equals("pquota"));
        return fields.get(dash + 1) + " (" + fields.get(dash + 2) + ")"
                + (hasQuota ? " with project quotas" : " without project quotas");
    }

    /** Containerd names its snapshotter otherwise than Docker its driver. */
    private Premise images() {
        return Premise.said(
                "image store",
                engine.storageDriver().equals("overlayfs")
                        ? "that of containerd, which takes storage_opt and makes nothing of it"
                        : "the engine's own");
    }

    private List<Premise> disks() {
        String root;
        try {
            root = host.disk(new Target.Rootfs()).number();
        } catch (NoDiskException e) {
            return List.of(Premise.seen("disk", "none behind a container's root file system: " + e.getMessage()));
        }
        return part("disks")
                .lines()
                .map(line -> line.split(" ", 3))
                .filter(fields -> fields.length == 3)
                .filter(fields -> fields[1].equals(root) || !fields[0].matches("(loop|ram|zram|sr|fd)\\d+"))
                .map(fields -> Premise.seen(
                        "disk",
                        "/dev/" + fields[0].replace('!', '/') + " (" + fields[1] + ")"
                                + (fields[1].equals(root) ? ", of a container's root file system" : "")
                                + (fields[2].isBlank() ? ", without schedulers" : ", schedulers " + fields[2].strip())))
                .toList();
    }

    private String part(String name) {
        return seen.getOrDefault(name, "");
    }
}
