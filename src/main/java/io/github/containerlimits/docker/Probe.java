package io.github.containerlimits.docker;

import io.github.containerlimits.docker.connection.Connection;
import io.github.containerlimits.docker.counters.CounterStream;
import io.github.containerlimits.docker.execution.Resources;
import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.HostSurvey;
import io.github.containerlimits.engine.HostSurvey.Ancestor;
import io.github.containerlimits.engine.HostSurvey.Space;
import io.github.containerlimits.engine.Mount;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A container without limits that looks at the engine's host: it has the host's cgroup tree and the policy's volumes, read-only.
 *
 * @param mountPoints whose free space it looks at
 */
record Probe(Connection connection, DockerContainer container, List<String> mountPoints) {
    /** The host's cgroup tree in the probe. */
    static final Mount CGROUPS = new Mount("/sys/fs/cgroup", "/.container-limits-cgroup", true);

    private static final Pattern LINK = Pattern.compile("^(\\d+:\\d+) -> (\\S+) ?(.*)$", Pattern.MULTILINE);
    private static final Pattern SCHEDULER = Pattern.compile("^(\\d+:\\d+) (.+)$", Pattern.MULTILINE);
    private static final Pattern SPACE = Pattern.compile("^free (\\d+) (\\d+) (\\d+) (\\d+) (.*)$", Pattern.MULTILINE);

    /** The names that head gives files. */
    private static final Pattern FILE = Pattern.compile("^==> (.+)/([^/]+) <==$");

    /**
     * What it saw.
     *
     * @param machine what tells the kernel that runs there from any other: the id that it gave itself when it was started; empty where it has none
     */
    record Look(HostSurvey survey, String machine) {}

    HostSurvey survey() {
        return look().survey();
    }

    Look look() {
        String files =
                CgroupFile.OF_ANCESTORS.stream().map(CgroupFile::fileName).collect(Collectors.joining(" "));
        List<String> script = Stream.concat(
                        Stream.of(
                                "sh",
                                "-c",
                                Resources.text(Probe.class, "survey.sh"),
                                "sh",
                                Container.BUSYBOX,
                                container.id(),
                                CGROUPS.target(),
                                files),
                        mountPoints.stream())
                .toList();
        Exit exit = container
                .start(Command.asRoot(Tool.BUSYBOX, script))
                .await(connection.calls().deadline())
                .orElseThrow(
                        () -> new EngineException("The engine's host could not be looked at: the probe did not end."));
        Map<String, String> parts = new HashMap<>();
        for (String part : ("\n" + exit.stdout()).split("\n@@ ")) {
            int end = part.indexOf('\n');
            parts.put(end < 0 ? part : part.substring(0, end), end < 0 ? "" : part.substring(end + 1));
        }
        if (!parts.containsKey("end")) {
            throw new EngineException(
                    "The engine's host could not be looked at: " + (exit.stdout() + exit.stderr()).strip());
        }
        Map<String, String> devices = new HashMap<>();
        Map<String, String> mapped = new HashMap<>();
        Matcher link = LINK.matcher(parts.getOrDefault("devices", ""));
        while (link.find()) {
            devices.put(link.group(1), link.group(2));
            if (!link.group(3).isEmpty()) {
                mapped.put(link.group(3), link.group(1));
            }
        }
        Map<String, Space> free = new HashMap<>();
        Matcher space = SPACE.matcher(parts.getOrDefault("space", ""));
        while (space.find()) {
            boolean hasInodes = Long.parseLong(space.group(4)) > 0;
            free.put(
                    space.group(5),
                    new Space(
                            Long.parseLong(space.group(1)) * Long.parseLong(space.group(2)),
                            hasInodes ? OptionalLong.of(Long.parseLong(space.group(3))) : OptionalLong.empty()));
        }
        HostSurvey survey = new HostSurvey(
                parts.getOrDefault("/proc/self/mountinfo", ""),
                parts.getOrDefault("/proc/meminfo", ""),
                parts.getOrDefault("/proc/swaps", ""),
                parts.getOrDefault("/sys/devices/system/cpu/online", ""),
                devices,
                schedulers(parts.getOrDefault("schedulers", "")),
                mapped,
                free,
                parts.getOrDefault("/proc/sys/kernel/pid_max", ""),
                parts.getOrDefault("/proc/sys/kernel/threads-max", ""),
                parts.getOrDefault("/proc/loadavg", ""),
                parts.getOrDefault("/proc/sys/kernel/core_pattern", ""),
                ancestors(parts.getOrDefault("ancestors", "")));
        return new Look(
                survey,
                parts.getOrDefault("/proc/sys/kernel/random/boot_id", "").strip());
    }

    private static Map<String, String> schedulers(String lines) {
        Map<String, String> schedulers = new HashMap<>();
        Matcher scheduler = SCHEDULER.matcher(lines);
        while (scheduler.find()) {
            schedulers.put(scheduler.group(1), scheduler.group(2).strip());
        }
        return schedulers;
    }

    /** A group has one folder in each hierarchy of v1, which are told apart by the names of their files. */
    private List<Ancestor> ancestors(String heads) {
        Map<String, Map<String, String>> groups = new HashMap<>();
        Map<String, String> files = new HashMap<>();
        String name = "";
        for (String line : heads.lines().toList()) {
            Matcher header = FILE.matcher(line);
            if (header.matches()) {
                files = header.group(1).startsWith(CGROUPS.target())
                        ? groups.computeIfAbsent(path(header.group(1)), path -> new HashMap<>())
                        : new HashMap<>(); // the one that is read for the sake of head
                name = header.group(2);
            } else if (!line.isEmpty()) {
                files.merge(name, line + "\n", String::concat);
            }
        }
        return groups.entrySet().stream()
                .sorted(Comparator.comparingInt((Map.Entry<String, Map<String, String>> group) ->
                        -group.getKey().length()))
                .map(group -> new Ancestor(group.getKey(), group.getValue()))
                .toList();
    }

    /** Below the mount point, and on v1 below the hierarchy's folder in it. */
    private String path(String folder) {
        String below = folder.substring(CGROUPS.target().length());
        boolean isVersion2 = connection.facts().cgroupVersion() == 2;
        String path = isVersion2 ? below : below.replaceFirst("^/[^/]*", "");
        return path.isEmpty() ? "/" : path;
    }

    /** Reads another container's counters; absent where the probe does not see them. */
    Optional<CounterStream> reader(String id) {
        return CounterStream.of(connection, container.id(), CGROUPS.target(), id);
    }
}
