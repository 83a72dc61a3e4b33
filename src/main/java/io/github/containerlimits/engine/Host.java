package io.github.containerlimits.engine;

import io.github.containerlimits.quantity.Bytes;
import io.github.containerlimits.quantity.CpuSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The engine's host, as far as the size of a load and the place of a device depend on it.
 *
 * @param cpus the CPUs that are online
 * @param memoryAvailable bytes that can be taken without swapping
 * @param swapTotal bytes of swap, 0 where there is none
 * @param swapFree bytes of swap that are free
 * @param processesFree how many more processes and threads the kernel has numbers and structures for
 */
public record Host(
        CpuSet cpus, long memoryAvailable, long swapTotal, long swapFree, long processesFree, HostSurvey survey) {
    /** Bytes of memory that must stay free beside a load at its worst, and the same of a disk. */
    private static final long RESERVE = 256L << 20;

    /** Inodes, and processes, that must stay free beside a load at its worst. */
    private static final long FEW = 1_000;

    private static final String TOOLBOX = Container.TOOLBOX;
    /** The fourth field of /proc/loadavg, threads that want a CPU now of all that there are: 0.20 0.18 0.12 1/80 11206. */
    private static final Pattern THREADS = Pattern.compile(" (\\d{1,9})/(\\d{1,9}) ");

    /** Budget fair queueing, and what came before it in kernels below 5.0. */
    private static final Pattern WEIGHING = Pattern.compile("\\[(bfq|cfq)]");

    private static final long DEFAULT_PID_MAX = 32_768;

    /** Reads a survey. */
    public static Host of(HostSurvey survey) {
        return new Host(
                CpuSet.parse(survey.onlineCpus().strip()),
                kibibytes(survey.meminfo(), "MemAvailable"),
                kibibytes(survey.meminfo(), "SwapTotal"),
                kibibytes(survey.meminfo(), "SwapFree"),
                Math.min(number(survey.pidMax()), number(survey.threadsMax())) - processes(survey.loadavg()),
                survey);
    }

    private static long number(String text) {
        return text.strip().matches("\\d{1,9}") ? Long.parseLong(text.strip()) : DEFAULT_PID_MAX;
    }

    private static long processes(String loadavg) {
        Matcher matcher = THREADS.matcher(loadavg);
        return matcher.find() ? Long.parseLong(matcher.group(2)) : 0;
    }

    /** Whether few threads but the one that looked wanted a CPU at that moment: at most one for each four CPUs. */
    public boolean isQuiet() {
        Matcher matcher = THREADS.matcher(survey.loadavg());
        return matcher.find() && Long.parseLong(matcher.group(1)) - 1 <= cpus.size() / 4;
    }

    /** What the host has too little of for a load at its worst, a sentence without a full stop; absent where it has enough. */
    public Optional<String> lacks(Needs needs) {
        Optional<HostSurvey.Space> space = Optional.ofNullable(survey.space().get(needs.place()));
        String where = needs.place().equals("/") ? "the engine's disk" : "the disk at " + needs.place();
        if (needs.memory() > 0 && needs.memory() + RESERVE > memoryAvailable + swapFree) {
            return Optional.of(
                    tooLittle("the engine's host", Bytes.of(memoryAvailable + swapFree) + " of memory and swap free"));
        }
        if (needs.disk() > 0
                && space.filter(free -> needs.disk() + RESERVE > free.bytes()).isPresent()) {
            return Optional.of(tooLittle(where, Bytes.of(space.get().bytes()) + " free"));
        }
        if (needs.files() > 0
                && space.filter(free -> needs.files() + FEW > free.inodes().orElse(Long.MAX_VALUE))
                        .isPresent()) {
            return Optional.of(tooLittle(where, space.get().inodes().orElse(0) + " inodes free"));
        }
        return needs.processes() > 0 && needs.processes() + FEW > processesFree
                ? Optional.of(tooLittle("the engine's host", "room for " + processesFree + " processes"))
                : Optional.empty();
    }

    private static String tooLittle(String where, String what) {
        return where + " has " + what + ", too little for the load if the limit does not hold";
    }

    public boolean hasSwap() {
        return swapTotal > 0;
    }

    /** The numbers of the disks that swapping may keep busy: none where it swaps to compressed memory alone, otherwise all, since a file of swap may be on any. */
    public Set<String> swapDisks() {
        boolean isOnDisk =
                survey.swaps().lines().skip(1).anyMatch(line -> !line.isBlank() && !line.startsWith("/dev/zram"));
        return isOnDisk ? survey.blockDevices().keySet() : Set.of();
    }

    /**
     * The whole disk behind a target.
     *
     * @throws NoDiskException where there is none, with the reason
     */
    public Disk disk(Target target) throws NoDiskException {
        if (target instanceof Target.Device device) {
            return byPath(device.path())
                    .orElseThrow(() -> new NoDiskException(device.path() + " is no block device of the engine's host"));
        }
        if (target instanceof Target.Volume volume) {
            return behind(mountAt(volume.mountPoint())
                    .orElseThrow(() -> new NoDiskException("nothing is mounted at " + volume.mountPoint())));
        }
        MountLine root = mountAt("/").orElseThrow(() -> new NoDiskException("the container has no root mount"));
        // An overlay has no device of its own; the engine keeps its layers and its volumes, the toolbox among them, in
        // one place.
        return behind(root.fileSystem().contains("overlay") ? mountAt(TOOLBOX).orElse(root) : root);
    }

    /** The schedulers that a disk can have, as the kernel shows them, with the one that it has in brackets: {@code none mq-deadline [bfq]}; empty where it shows none. */
    public String schedulers(Disk disk) {
        return survey.schedulers().getOrDefault(disk.number(), "");
    }

    /** Whether the disk has a scheduler that gives each control group its part of it by weight. */
    public boolean isWeighing(Disk disk) {
        return WEIGHING.matcher(schedulers(disk)).find();
    }

    /** Whether the target is named by the path of a part of a disk. */
    public boolean isPartition(Target target) {
        return target instanceof Target.Device device
                && linkOf(device.path())
                        .filter(link -> !whole(link).map(Disk::path).equals(Optional.of(device(link))))
                        .isPresent();
    }

    private static String device(String link) {
        return "/dev/" + link.substring(link.lastIndexOf('/') + 1).replace('!', '/');
    }

    private Disk behind(MountLine mount) throws NoDiskException {
        Optional<String> link = Optional.ofNullable(survey.blockDevices().get(mount.device()));
        if (link.isPresent()) {
            return whole(link.get())
                    .orElseThrow(
                            () -> new NoDiskException("the device " + mount.device() + " is not in the host's /sys"));
        }
        if (mount.source().startsWith("/dev/")) {
            return byPath(mount.source())
                    .orElseThrow(() -> new NoDiskException(mount.source() + ", which is mounted at " + mount.point()
                            + ", is no block device of the engine's host"));
        }
        throw new NoDiskException(mount.fileSystem() + " at " + mount.point() + " has no block device");
    }

    /** By a file under /dev: that of the kernel's own name, /dev/mapper/NAME, or LVM's /dev/GROUP/VOLUME. */
    private Optional<Disk> byPath(String path) {
        return linkOf(path).flatMap(this::whole);
    }

    private Optional<String> linkOf(String path) {
        String[] parts = path.split("/");
        String name = parts[parts.length - 1];
        // LVM puts both names into one, with each of their hyphens doubled.
        String volume = parts[parts.length - 2].replace("-", "--") + "-" + name.replace("-", "--");
        return Stream.of(name, volume)
                .flatMap(mapped -> Stream.ofNullable(survey.mapped().get(mapped)))
                .map(number -> survey.blockDevices().get(number))
                .findFirst()
                .or(() -> survey.blockDevices().values().stream()
                        .filter(link -> link.endsWith("/" + name))
                        .findFirst());
    }

    /** The disk of a link in /sys/class/block, which for a partition is the folder that the partition's stands in. */
    private Optional<Disk> whole(String link) {
        String[] parts = link.split("/");
        String last = parts[parts.length - 1];
        String parent = parts.length > 1 ? parts[parts.length - 2] : "block";
        String name = parent.equals("block") ? last : parent;
        return survey.blockDevices().entrySet().stream()
                .filter(entry -> entry.getValue().endsWith("/" + name))
                .findFirst()
                .map(entry -> new Disk("/dev/" + name.replace('!', '/'), entry.getKey()));
    }

    private Optional<MountLine> mountAt(String point) {
        // The last mount at a place hides those before it.
        return mounts().stream().filter(mount -> mount.point().equals(point)).reduce((earlier, later) -> later);
    }

    private List<MountLine> mounts() {
        List<MountLine> mounts = new ArrayList<>();
        for (String line : survey.mountinfo().lines().toList()) {
            List<String> fields = Arrays.asList(line.split(" "));
            int dash = fields.indexOf("-");
            if (dash >= 6 && fields.size() > dash + 2) {
                mounts.add(new MountLine(
                        fields.get(2), unescape(fields.get(4)), fields.get(dash + 1), unescape(fields.get(dash + 2))));
            }
        }
        return mounts;
    }

    /** The kernel writes blanks in paths as octal, {@code \040}. */
    private static String unescape(String path) {
        return Pattern.compile("\\\\(\\d{3})")
                .matcher(path)
                .replaceAll(
                        match -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1), 8))));
    }

    private static long kibibytes(String meminfo, String key) {
        Matcher matcher = Pattern.compile("^" + key + ":\\s+(\\d{1,15}) kB", Pattern.MULTILINE)
                .matcher(meminfo);
        return matcher.find() ? Long.parseLong(matcher.group(1)) << 10 : 0;
    }

    /**
     * A whole disk of the engine's host.
     *
     * @param path its device file, /dev/sda
     * @param number "major:minor"
     */
    public record Disk(String path, String number) {}

    /** There is no disk behind a target. */
    public static final class NoDiskException extends Exception {
        private static final long serialVersionUID = 1L;

        NoDiskException(String message) {
            super(message);
        }
    }

    private record MountLine(String device, String point, String fileSystem, String source) {}
}
