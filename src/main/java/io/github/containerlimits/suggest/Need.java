package io.github.containerlimits.suggest;

import java.util.OptionalDouble;

/**
 * What an application was measured to need.
 *
 * @param memory bytes of the smallest limit on memory, without swap, in which it lived
 * @param tooLittle bytes of the largest one in which it did not; 0 where it lived in the least that an engine takes
 * @param why it did not live in that: a sentence without a full stop; empty where there is none
 * @param memoryPeak the most that it used where it had as much as the host could spare, in bytes, with the files that the kernel kept for it
 * @param cpus what it kept to for 95 of 100 parts of its time, in CPUs, where it had all
 * @param cpusOften the same for 90 of 100 parts
 * @param pids the most processes and threads that it had
 * @param ready seconds from its start to when it was ready, where it had all; absent where that is not known, as of a job
 */
public record Need(
        long memory,
        long tooLittle,
        String why,
        long memoryPeak,
        double cpus,
        double cpusOften,
        long pids,
        OptionalDouble ready) {}
