package io.github.containerlimits.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A process that has ended, and what it took.
 *
 * @param lines what it printed, each with the moment and the CPU time that the process itself had used by then
 */
record Forked(List<String> command, int exit, double seconds, List<Line> lines) {
    private static final double TICKS_PER_SECOND = 100;

    record Line(double second, double cpuSeconds, String text) {
        /** CPU time used since an earlier line, per second: a part of one CPU. */
        double cpuPartSince(Line earlier) {
            return (cpuSeconds - earlier.cpuSeconds) / (second - earlier.second);
        }
    }

    static Forked run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        List<Line> lines = new ArrayList<>();
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(new Line((System.nanoTime() - began) / 1e9, cpuSeconds(process.pid()), line));
            }
        }
        int exit = process.waitFor();
        return new Forked(command, exit, (System.nanoTime() - began) / 1e9, lines);
    }

    /** User and system time of all threads, from /proc; 0 where the process has gone. */
    private static double cpuSeconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        } catch (IOException e) {
            return 0;
        }
    }

    /** Itself, if it ended as expected. */
    Forked expecting(boolean success) {
        if ((exit == 0) != success) {
            throw new AssertionError(command + " ended with " + exit + ":\n" + output());
        }
        return this;
    }

    String output() {
        return String.join("\n", lines.stream().map(Line::text).toList());
    }

    List<Line> lines(Predicate<String> wanted) {
        return lines.stream().filter(line -> wanted.test(line.text())).toList();
    }
}
