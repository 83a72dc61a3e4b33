package io.github.containerlimits.engine;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The engine's host as the probe container sees it, as raw text.
 *
 * @param mountinfo the probe's /proc/self/mountinfo
 * @param meminfo the host's /proc/meminfo
 * @param swaps the host's /proc/swaps
 * @param onlineCpus /sys/devices/system/cpu/online
 * @param blockDevices for each block device, by "major:minor", where its link in /sys/class/block points to:
 *     {@code ../../devices/virtual/block/loop0} or {@code ../../devices/…/block/vda/vda1}
 * @param schedulers what /sys/block/…/queue/scheduler shows of each whole disk, by "major:minor": {@code none mq-deadline [bfq]}
 * @param mapped the device mapper's devices, "major:minor" by their name in /dev/mapper
 * @param space what is free by mount point in the probe, "/" and each volume's
 * @param pidMax the host's /proc/sys/kernel/pid_max
 * @param threadsMax the host's /proc/sys/kernel/threads-max
 * @param loadavg the host's /proc/loadavg
 * @param corePattern the host's /proc/sys/kernel/core_pattern, in which {@code |} begins a program that is run for each process that crashes
 * @param ancestors the control groups that the probe's own is in, from the nearest to the outermost; empty where they can't be seen
 */
public record HostSurvey(
        String mountinfo,
        String meminfo,
        String swaps,
        String onlineCpus,
        Map<String, String> blockDevices,
        Map<String, String> schedulers,
        Map<String, String> mapped,
        Map<String, Space> space,
        String pidMax,
        String threadsMax,
        String loadavg,
        String corePattern,
        List<Ancestor> ancestors) {
    public HostSurvey {
        ancestors = List.copyOf(ancestors);
        blockDevices = Map.copyOf(blockDevices);
        schedulers = Map.copyOf(schedulers);
        mapped = Map.copyOf(mapped);
        space = Map.copyOf(space);
    }

    /**
     * A control group that others are in.
     *
     * @param path in the host's tree as the engine shows it, whose root is {@code /}
     * @param files the text of its files by name, see {@link CgroupFile#OF_ANCESTORS}
     */
    public record Ancestor(String path, Map<String, String> files) {
        public Ancestor {
            files = Map.copyOf(files);
        }
    }

    /**
     * What is free in a file system for users who are not root.
     *
     * @param inodes absent where the file system makes as many as it needs, such as btrfs
     */
    public record Space(long bytes, OptionalLong inodes) {}
}
