package io.github.containerlimits.suggest;

/**
 * Limits for an application.
 *
 * @param memory bytes, without swap
 * @param cpus in hundredths
 * @param pids processes and threads
 */
public record Sizes(long memory, double cpus, long pids) {
    /** The least memory that an engine takes, in bytes. */
    public static final long LEAST_MEMORY = 6L << 20;

    private static final long MEMORY_STEP = 16L << 20;
    private static final double MEMORY_HEADROOM = 1.25;
    private static final double CPU_HEADROOM = 1.15;
    private static final double CPU_STEP = 0.05;
    private static final double PIDS_HEADROOM = 1.5;
    private static final long MORE_PIDS = 16;
    private static final double MORE_CPUS = 1.5;

    /**
     * What it needs with headroom: memory × 1.25 in whole steps of 16 MiB, CPUs × 1.15 in steps of 0.05, and processes × 1.5 + 16, so that a small
     * service has room for a few as well.
     */
    public static Sizes of(Need need) {
        return new Sizes(
                memory(Math.round(need.memory() * MEMORY_HEADROOM)),
                cpus(need.cpus() * CPU_HEADROOM),
                (long) Math.ceil(need.pids() * PIDS_HEADROOM) + MORE_PIDS);
    }

    /** The same with half as many CPUs more, for one that was too slow. */
    public Sizes withMoreCpus() {
        return new Sizes(memory, cpus(cpus * MORE_CPUS), pids);
    }

    /** The same with a step more memory, for one that was killed. */
    public Sizes withMoreMemory() {
        return new Sizes(memory(Math.max(memory + 1, Math.round(memory * MEMORY_HEADROOM))), cpus, pids);
    }

    /** A size with headroom, in whole steps. */
    public static long memoryUp(long bytes) {
        return memory(Math.round(bytes * MEMORY_HEADROOM));
    }

    /** The whole steps in it, one at least. */
    public static long memoryDown(long bytes) {
        return Math.max(1, bytes / MEMORY_STEP) * MEMORY_STEP;
    }

    /** In whole steps, upwards. */
    private static long memory(long bytes) {
        return Math.max(1, (bytes + MEMORY_STEP - 1) / MEMORY_STEP) * MEMORY_STEP;
    }

    private static double cpus(double cpus) {
        return Math.max(1, Math.round(Math.ceil(cpus / CPU_STEP - 1e-9))) * 5 / 100.0;
    }

    /** What the recommender of Kubernetes' vertical autoscaler would request by the same figures: p90 of CPU, and the peak of memory, 15 % more; 25 m and 250 MiB at least. */
    public static Sizes likeAutoscaler(Need need) {
        return new Sizes(
                Math.max(250L << 20, Math.round(need.memoryPeak() * 1.15)),
                Math.max(0.025, need.cpusOften() * 1.15),
                0);
    }

    /** What krr's simple strategy would: p95 of CPU, and the highest memory, 15 % more; 10 m and 100 MB at least. */
    public static Sizes likeKrr(Need need) {
        return new Sizes(Math.max(100_000_000L, Math.round(need.memoryPeak() * 1.15)), Math.max(0.01, need.cpus()), 0);
    }
}
