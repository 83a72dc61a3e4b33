package io.github.containerlimits.report.html;

import static java.util.stream.Collectors.joining;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineFacts;
import io.github.containerlimits.engine.Host.Disk;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Network;
import io.github.containerlimits.limit.Limit;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Dependency;
import io.github.containerlimits.load.Scripts;
import io.github.containerlimits.load.Service;
import io.github.containerlimits.load.Stressor;
import io.github.containerlimits.measure.Counters;
import io.github.containerlimits.plan.Check;
import io.github.containerlimits.plan.Trial;
import io.github.containerlimits.result.Results;
import io.github.containerlimits.result.Results.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a reader types to run a trial without the plugin.
 *
 * @param lines for a shell, in their order
 * @param leftOut what differs from what was run, a sentence each without a full stop
 */
record ByHand(List<String> lines, List<String> leftOut) {
    private static final String NAME = "by-hand";
    private static final String LABEL = "io.github.containerlimits.toolbox";

    /** What a shell takes as it stands. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    ByHand {
        lines = List.copyOf(lines);
        leftOut = List.copyOf(leftOut);
    }

    /** @param results of which the trial is one: what disk is behind a target, another trial may have seen */
    static ByHand of(TrialResult result, Results results) {
        Image image = results.image();
        EngineFacts engine = results.engine();
        Function<Limit, Optional<Disk>> disks = limit -> disk(limit, results);
        Trial trial = result.trial();
        List<String> leftOut = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        lines.add("export DOCKER_HOST=" + quoted(engine.address()));
        lines.add("tools=$(docker volume ls --quiet --filter label=" + LABEL + " | head -n 1)");
        lines.add(run(NAME, trial.limits(), trial, image, disks, leftOut));
        for (int i = 0; i < trial.rivals().size(); i++) {
            lines.add(run(NAME + "-rival-" + (i + 1), trial.rivals().get(i), trial, image, disks, leftOut));
        }
        List<String> containers = containers(trial);
        if (needsScratch(trial)) {
            containers.forEach(container -> lines.add(makeFolder(container, Container.SCRATCH)));
        }
        for (String container : containers) {
            trial.workload().directory().ifPresent(directory -> lines.add(makeFolder(container, directory)));
            trial.workload().preparation().ifPresent(first -> lines.add(exec(container, "", first)));
        }
        String look = look(result, engine);
        if (look.isEmpty()) {
            leftOut.add("no file of the control group has what was measured: see what the load prints");
        } else {
            lines.add(look);
            if (look.contains(CgroupFile.PIDS_PEAK.fileName())) {
                leftOut.add(
                        "what runs a command in the container has some threads of its own, and no limit refuses those: pids.peak can be some above the limit");
            }
        }
        for (String rival : containers.subList(1, containers.size())) {
            lines.add(exec(rival, "--detach ", trial.workload().command()));
        }
        lines.add(trial.workload()
                .service()
                .map(service -> "sleep " + service.lasts().toSeconds())
                .orElseGet(() -> exec(NAME, "", trial.workload().command())));
        if (trial.spent() && look.contains(CgroupFile.PIDS_PEAK.fileName())) {
            // At the limit not even the look could start.
            lines.add("sleep "
                    + Scripts.lasting(trial.workload().needs().processes()).toSeconds());
        }
        if (!look.isEmpty()) {
            lines.add(look);
        }
        lines.add("docker rm --force --volumes " + String.join(" ", containers));
        leftOut.addAll(differences(trial, engine));
        return new ByHand(lines, leftOut.stream().distinct().toList());
    }

    private static String makeFolder(String container, String folder) {
        return "docker exec --user 0 " + container + " " + Container.BUSYBOX + " mkdir -m 1777 " + quoted(folder);
    }

    /** Whether it uses the folder on the root file system that the plugin makes in every container. */
    private static boolean needsScratch(Trial trial) {
        return Stream.of(
                        trial.workload().directory().stream(),
                        trial.workload().command().arguments().stream(),
                        trial.workload().preparation().stream().flatMap(first -> first.arguments().stream()))
                .flatMap(words -> words)
                .anyMatch(word -> word.startsWith(Container.SCRATCH));
    }

    private static List<String> containers(Trial trial) {
        List<String> names = new ArrayList<>(List.of(NAME));
        for (int i = 0; i < trial.rivals().size(); i++) {
            names.add(NAME + "-rival-" + (i + 1));
        }
        return names;
    }

    private static List<String> differences(Trial trial, EngineFacts engine) {
        List<String> differences = new ArrayList<>();
        trial.workload().service().ifPresent(service -> {
            differences.add("how the plugin asks whether it is ready: wait for that before the first look");
            if (!service.needs().isEmpty()) {
                differences.add(
                        "what the application needs, which runs beside it in one network, and is ready before it starts: "
                                + service.needs().stream()
                                        .map(Dependency::toString)
                                        .collect(joining(", ")));
            }
            if (!service.beside().isEmpty()) {
                differences.add("what runs beside the application once it was watched alone, for as long again: "
                        + service.beside().stream().map(Stressor::toString).collect(joining(", ")));
            }
            service.network().ifPresent(network -> differences.add("its network: say --network " + network));
            if (!service.environment().isEmpty()) {
                differences.add("the values of the policy's variables, which may be secret: export them first");
            }
        });
        differences.add("the plugin reads the counters all the time and ends the load once all is decided, after "
                + Numbers.text(trial.atMost()) + " at the latest; by hand it runs to its own end, or until Ctrl-C");
        trial.contrast()
                .ifPresent(contrast ->
                        differences.add("the same load in a container without the caps, which ran before: leave out "
                                + trial.limits().limits().stream()
                                        .filter(limit -> !contrast.limits().contains(limit))
                                        .map(Limit::key)
                                        .distinct()
                                        .collect(joining(", "))));
        trial.declared()
                .ifPresent(full -> differences.add("the look at a container with the limits as declared, "
                        + full.limits().stream()
                                .map(limit -> limit.key() + " of " + limit.value())
                                .collect(joining(", "))));
        trial.checks().stream()
                .flatMap(check -> check.way().stream())
                .forEach(way -> differences.add("what the plugin looks at round the container for "
                        + way.suffix().strip()));
        if (engine.address().startsWith("tcp:")) {
            differences.add(
                    "the certificates of an engine that is reached over TLS (DOCKER_TLS_VERIFY, DOCKER_CERT_PATH)");
        }
        return differences;
    }

    private static String run(
            String name,
            Limits limits,
            Trial trial,
            Image image,
            Function<Limit, Optional<Disk>> disks,
            List<String> leftOut) {
        List<String> words = new ArrayList<>(List.of(
                "docker run --detach --name " + name,
                "--network=none",
                "--security-opt=no-new-privileges",
                "--volume=\"$tools\":" + Container.TOOLBOX + ":ro"));
        limits.tmpfs().forEach(mount -> words.add("--tmpfs=" + quoted(mount.toString())));
        boolean isLogged = false;
        for (Limit limit : limits.limits()) {
            Optional<List<String>> options = limit.options(disks.apply(limit));
            if (options.isEmpty()) {
                leftOut.add(limit.key() + " of " + limit.value() + ": how to tell docker run of it is not known here");
            }
            options.filter(known -> !known.isEmpty())
                    .ifPresent(known ->
                            words.add(known.stream().map(ByHand::quoted).collect(joining(" "))));
            isLogged |= options.stream().flatMap(List::stream).anyMatch(option -> option.startsWith("--log"));
        }
        if (!isLogged && trial.checks().stream().noneMatch(Check::isOfLog)) {
            words.add("--log-driver=none");
        }
        limits.volumes().forEach(mount -> words.add(volume(mount)));
        if (limits.readOnly()) {
            words.add("--read-only");
        }
        trial.workload()
                .service()
                .ifPresentOrElse(
                        service -> words.add(own(service, image)),
                        // A first process that adopts orphans: those that nobody waits for would stay in its limit of
                        // pids.
                        () -> words.add("--entrypoint=" + Container.BUSYBOX + " " + quoted(image.reference())
                                + " sh -c '\"$0\" sleep 600 & wait' " + Container.BUSYBOX));
        return words.stream().distinct().collect(joining(" \\\n  "));
    }

    /** The image's own command. The values of variables may be secret, and are taken from the reader's shell. */
    private static String own(Service service, Image image) {
        return Stream.of(
                        service.network().isPresent()
                                ? Stream.<String>of()
                                : Stream.of(
                                        "--hostname=" + Network.OWN_NAME,
                                        "--add-host=" + Network.OWN_NAME + ":127.0.0.1"),
                        service.environment().keySet().stream().sorted().map(name -> "--env=" + quoted(name)),
                        Stream.of(quoted(image.reference())),
                        service.command().stream().map(ByHand::quoted))
                .flatMap(words -> words)
                .collect(joining(" "));
    }

    /** The disk that a cap is on, where a trial looked at it. */
    private static Optional<Disk> disk(Limit limit, Results results) {
        return limit.target()
                .flatMap(target -> results.trials().stream()
                        .flatMap(result -> result.trial().checks().stream())
                        .filter(check -> check.limit().flatMap(Limit::target).equals(Optional.of(target)))
                        .flatMap(check -> check.disk().stream())
                        .findFirst());
    }

    private static String volume(Mount mount) {
        if (mount.isNamed()) {
            return "--volume=" + quoted(mount.toString());
        }
        return "--mount="
                + quoted("type=" + (mount.isBind() ? "bind,source=" + mount.source() : "volume") + ",target="
                        + mount.target() + (mount.readOnly() ? ",readonly" : ""));
    }

    private static String exec(String container, String options, Command command) {
        List<String> words = new ArrayList<>(
                command.tool() == Tool.IMAGE ? List.of() : command.tool().prefix());
        words.addAll(command.arguments());
        return "docker exec " + options
                + command.user().map(user -> "--user " + quoted(user) + " ").orElse("") + container + " "
                + words.stream().map(ByHand::quoted).collect(joining(" "));
    }

    /** Prints the counters of the container's control group, from in it; empty where none has what is measured. */
    private static String look(TrialResult result, EngineFacts engine) {
        List<String> paths = result.trial().checks().stream()
                .flatMap(check -> check.metric().flatMap(metric -> metric.trace(check.disk())).stream())
                .flatMap(trace -> trace.files().stream())
                .distinct()
                .filter(file -> isThere(file, result, engine))
                .map(file -> "/sys/fs/cgroup/"
                        + (engine.cgroupVersion() == 1 ? file.controller() + "/" : "")
                        + file.fileName())
                .toList();
        return paths.isEmpty()
                ? ""
                : "docker exec --user 0 " + NAME + " " + Container.BUSYBOX + " head -n 50 \\\n  "
                        + String.join(" \\\n  ", paths);
    }

    private static boolean isThere(CgroupFile file, TrialResult result, EngineFacts engine) {
        List<CgroupFile> known = engine.cgroupVersion() == 1 ? CgroupFile.VERSION_1 : CgroupFile.VERSION_2;
        return known.contains(file)
                && result.measurement().map(measurement -> measurement.own().all()).orElse(List.of()).stream()
                        .map(Counters::reading)
                        .anyMatch(reading -> reading.files().containsKey(file.fileName()));
    }

    /** As one word of a shell. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
