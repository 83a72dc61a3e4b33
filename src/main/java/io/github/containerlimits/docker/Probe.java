package io.github.containerlimits.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.github.containerlimits.engine.CgroupFiles;
import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Container;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Execution.Exit;
import io.github.containerlimits.engine.HostSurvey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A container without limits that looks at the engine's host: it has the host's cgroup tree and the policy's volumes, read-only. */
final class Probe {
    /** Where the host's cgroup tree is mounted in the probe. */
    static final String CGROUP = "/.container-limits-cgroup";

    private static final Duration TO_SURVEY = Duration.ofSeconds(60);
    private static final Duration TO_READ = Duration.ofSeconds(10);
    private static final Pattern LINK = Pattern.compile("(\\d+:\\d+) -> (\\S+)$", Pattern.MULTILINE);
    private static final Pattern SPACE = Pattern.compile("^free (\\d+) (\\d+) (.*)$", Pattern.MULTILINE);

    private static final String SURVEY = "busybox=$1; shift; for file in /proc/self/mountinfo /proc/meminfo /proc/swaps"
            + " /sys/devices/system/cpu/online /proc/sys/kernel/pid_max; do echo \"@@ $file\"; \"$busybox\" cat \"$file\"; done;"
            + " echo \"@@ devices\"; \"$busybox\" ls -l /sys/dev/block;"
            + " echo \"@@ space\"; for point in \"$@\"; do \"$busybox\" stat -f -c 'free %a %S %n' \"$point\"; done; echo \"@@ end\"";

    /** Finds the container's folders by its id, and prints the named files of them over and over until they are gone. */
    private static final String STREAM = "busybox=$1; id=$2; root=$3; shift 3; files=/proc/stat;"
            + " for folder in $(\"$busybox\" find \"$root\" -type d -name \"*$id*\"); do for spec in \"$@\"; do"
            + " case $spec in */*) case $folder in \"$root/${spec%/*}/\"*|\"$root/\"*,\"${spec%/*}/\"*|\"$root/${spec%/*},\"*) ;; *) continue;; esac;; esac;"
            + " [ -e \"$folder/${spec##*/}\" ] && files=\"$files $folder/${spec##*/}\"; done; group=$folder; done;"
            + " while [ -d \"${group:-/none}\" ]; do read -r up rest </proc/uptime; echo \"@@ $up\";"
            + " \"$busybox\" head -n 64 $files 2>/dev/null; echo; echo \"@@ end\"; \"$busybox\" usleep 80000; done";

    private final DockerClient client;
    private final Calls calls;
    private final DockerContainer container;

    Probe(DockerClient client, Calls calls, DockerContainer container) {
        this.client = client;
        this.calls = calls;
        this.container = container;
    }

    /** @param mountPoints whose free space is looked at */
    HostSurvey survey(List<String> mountPoints) {
        List<String> script = Stream.concat(
                        Stream.of("sh", "-c", SURVEY, "sh", Container.BUSYBOX), mountPoints.stream())
                .toList();
        Exit exit = container
                .start(Command.asRoot(Tool.BUSYBOX, script))
                .await(TO_SURVEY)
                .orElseThrow(
                        () -> new EngineException("The engine's host could not be looked at: the probe did not end."));
        Map<String, String> parts = new HashMap<>();
        for (String part : ("\n" + exit.stdout()).split("\n@@ ")) {
            int end = part.indexOf('\n');
            parts.put(end < 0 ? part : part.substring(0, end), end < 0 ? "" : part.substring(end + 1));
        }
        if (!parts.containsKey("end")) {
            throw new EngineException(
                    "The engine's host could not be looked at: " + exit.stderr().strip());
        }
        Map<String, String> devices = new HashMap<>();
        Matcher link = LINK.matcher(parts.getOrDefault("devices", ""));
        while (link.find()) {
            devices.put(link.group(1), link.group(2));
        }
        Map<String, Long> free = new HashMap<>();
        Matcher space = SPACE.matcher(parts.getOrDefault("space", ""));
        while (space.find()) {
            free.put(space.group(3), Long.parseLong(space.group(1)) * Long.parseLong(space.group(2)));
        }
        return new HostSurvey(
                parts.getOrDefault("/proc/self/mountinfo", ""),
                parts.getOrDefault("/proc/meminfo", ""),
                parts.getOrDefault("/proc/swaps", ""),
                parts.getOrDefault("/sys/devices/system/cpu/online", ""),
                devices,
                free,
                parts.getOrDefault("/proc/sys/kernel/pid_max", ""));
    }

    /** Reads another container's control group, over a stream that ends with that container. */
    Supplier<Optional<CgroupReading>> reader(String id, int cgroupVersion) {
        Stream<String> files = cgroupVersion == 2
                ? CgroupFiles.VERSION_2.stream()
                : CgroupFiles.VERSION_1.stream().map(file -> file.controller() + "/" + file.name());
        String[] command = Stream.concat(
                        Stream.of(Container.BUSYBOX, "sh", "-c", STREAM, "sh", Container.BUSYBOX, id, CGROUP), files)
                .toArray(String[]::new);
        Frames frames = new Frames();
        AtomicBoolean ended = new AtomicBoolean();
        String exec = calls.call(
                "prepare the reading of counters",
                () -> client.execCreateCmd(container.id())
                        .withCmd(command)
                        .withUser("0")
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .exec()
                        .getId());
        calls.call(
                "start the reading of counters",
                () -> client.execStartCmd(exec)
                        .exec(new ResultCallback.Adapter<Frame>() {
                            @Override
                            public void onNext(Frame frame) {
                                if (frame.getStreamType() == StreamType.STDOUT) {
                                    frames.add(new String(frame.getPayload(), StandardCharsets.ISO_8859_1));
                                }
                            }

                            @Override
                            public void onError(Throwable throwable) {
                                ended.set(true);
                                super.onError(throwable);
                            }

                            @Override
                            public void onComplete() {
                                ended.set(true);
                                super.onComplete();
                            }
                        })
                        .awaitStarted());
        return () -> {
            try {
                return ended.get() ? Optional.empty() : frames.after(frames.begun(), TO_READ.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EngineException("Interrupted while counters were read.", e);
            }
        };
    }
}
