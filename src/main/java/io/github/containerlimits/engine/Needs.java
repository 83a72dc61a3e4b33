package io.github.containerlimits.engine;

/**
 * What a load takes of the engine's host at its worst, which is where no limit holds. Little enough that a host would not notice is left out, as 0.
 *
 * @param memory bytes of memory and swap
 * @param disk bytes of disk
 * @param place the mount point in the container under which it takes disk and files, "/" for the root file system
 * @param files inodes
 * @param processes processes and threads
 */
public record Needs(long memory, long disk, String place, long files, long processes) {
    private static final long MUCH_MEMORY = 256L << 20;
    private static final long MUCH_DISK = 64L << 20;
    /** What is touched, written or started in half of a trial's time by a slow machine, beside neighbours. */
    private static final long LONG_MEMORY = 8L << 30;

    private static final long LONG_DISK = 4L << 30;
    private static final long LONG_PROCESSES = 6_000;
    private static final long FEW_FILES = 10_000;
    private static final long FEW_PROCESSES = 500;

    /** Nothing to speak of. */
    public static final Needs NONE = new Needs(0, 0, "/", 0, 0);

    public static Needs memory(long bytes) {
        return new Needs(bytes, 0, "/", 0, 0);
    }

    public static Needs disk(long bytes, String place) {
        return new Needs(0, bytes, place, 0, 0);
    }

    public static Needs files(long count, String place) {
        return new Needs(0, 0, place, count, 0);
    }

    public static Needs processes(long count) {
        return new Needs(0, 0, "/", 0, count);
    }

    /** The larger of each; of two places that of the larger need of disk. */
    public Needs orMore(Needs other) {
        return new Needs(
                Math.max(memory, other.memory),
                Math.max(disk, other.disk),
                disk >= other.disk ? place : other.place,
                Math.max(files, other.files),
                Math.max(processes, other.processes));
    }

    /** What both take at a time; of two places that of the larger need of disk. */
    public Needs and(Needs other) {
        return new Needs(
                memory + other.memory,
                disk + other.disk,
                disk >= other.disk ? place : other.place,
                files + other.files,
                processes + other.processes);
    }

    /** Whether it takes so much that a trial may be over before that. */
    public boolean areLong() {
        return memory > LONG_MEMORY || disk > LONG_DISK || processes > LONG_PROCESSES;
    }

    /** Whether what it takes disturbs who measures something else on the host at that time: its memory's bandwidth, its disk, its forks. */
    public boolean areDisturbing() {
        return memory > MUCH_MEMORY || disk > MUCH_DISK || files > FEW_FILES || processes > FEW_PROCESSES;
    }
}
