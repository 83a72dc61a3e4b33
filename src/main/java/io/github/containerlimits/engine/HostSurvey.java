package io.github.containerlimits.engine;

import java.util.Map;

/**
 * The engine's host as the probe container sees it, as raw text.
 *
 * @param mountinfo the probe's /proc/self/mountinfo
 * @param meminfo the host's /proc/meminfo
 * @param swaps the host's /proc/swaps
 * @param onlineCpus /sys/devices/system/cpu/online
 * @param blockDevices for each block device, by "major:minor", where its link in /sys/class/block points to:
 *     {@code ../../devices/virtual/block/loop0} or {@code ../../devices/…/block/vda/vda1}
 * @param freeBytes free bytes by mount point in the probe, "/" and each volume's
 * @param pidMax the host's /proc/sys/kernel/pid_max
 */
public record HostSurvey(
        String mountinfo,
        String meminfo,
        String swaps,
        String onlineCpus,
        Map<String, String> blockDevices,
        Map<String, Long> freeBytes,
        String pidMax) {
    public HostSurvey {
        blockDevices = Map.copyOf(blockDevices);
        freeBytes = Map.copyOf(freeBytes);
    }
}
