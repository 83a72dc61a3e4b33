package io.github.containerlimits.engine;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Refusals of engines that are about how the engine itself was set up, and what to do about that. */
public enum KnownRefusal {
    /** An engine in a container whose own processes are in the root of its control groups, where cgroup v2 wants none beside groups with controllers. */
    DOCKER_IN_DOCKER(
            "cannot enter cgroupv2 .* with domain controllers|cgroup\\.subtree_control: (device or resource busy|operation not supported)",
            "The engine runs in a container, and its own processes keep the control groups there from being used: before it starts, move them into a group of"
                    + " their own (mkdir /sys/fs/cgroup/init; xargs -rn1 < /sys/fs/cgroup/cgroup.procs > /sys/fs/cgroup/init/cgroup.procs) and write each of"
                    + " cgroup.controllers to cgroup.subtree_control, as the image docker:dind does."),

    /** An engine without root to whose user systemd delegates some controllers only. */
    ROOTLESS(
            "requested cgroup controller .* is not available|/sys/fs/cgroup/user\\.slice/\\S*: no such file or directory",
            "The engine runs without root, and systemd does not delegate the controller to its user: write '[Service]' and 'Delegate=cpu cpuset io memory pids'"
                    + " to /etc/systemd/system/user@.service.d/delegate.conf, and start the machine anew."),

    /** A disk without a scheduler that weighs, where the kernel takes no weight of it. */
    NOTHING_WEIGHS(
            "bfq\\.weight(_device)?: operation not supported",
            "The disk has no scheduler that weighs: modprobe bfq; echo bfq > /sys/block/DISK/queue/scheduler."),

    /** An engine without root on cgroup v1. */
    ROOTLESS_ON_VERSION_1(
            "could not join or create cgroup",
            "The engine runs without root, and on cgroup v1 nothing can be delegated to it: use a host with cgroup v2.");

    private final Pattern words;
    private final String advice;

    KnownRefusal(String words, String advice) {
        this.words = Pattern.compile(words, Pattern.CASE_INSENSITIVE);
        this.advice = advice;
    }

    /** What to do: sentences with full stops. */
    public String advice() {
        return advice;
    }

    /** The one that an engine's words are; absent where they are none. */
    public static Optional<KnownRefusal> in(String words) {
        return Arrays.stream(values())
                .filter(known -> known.words.matcher(words).find())
                .findFirst();
    }
}
