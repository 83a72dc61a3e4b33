package io.github.containerlimits.benchmark;

import java.util.Locale;
import java.util.stream.Collectors;

/** What was measured, as Markdown: the same on the console and in the documentation. */
final class Page {
    private static final String EXPLAINED = """
            # Benchmark

            What `container-limits:verify` costs, beside the same proofs by other means. This page is written by `mvn -Pbenchmark verify -Dbenchmark.page=true`; each run
            prints the same and writes `target/benchmark.json`, with every round's figures. `-Dbenchmark.rounds=N` says how many rounds, `-Dbenchmark.only=one,service,all,seed`
            which policies, `-Dbenchmark.loadSeconds=N` how long the rivals' loads last. Goals that are not met fail no build.

            %s

            ## The sides

            In each round all sides prove all policies, in an order that turns from round to round, on one engine. Where a proof fails, all
            sides are measured again.

            - **plugin**: `mvn -o verify` of a project that has nothing but the goal, less `mvn -o validate` of the same project in the same round: Maven's start is not
              the goal's, but loading the plugin is, and so are its connection, its look at the host and its report.
            - **script**: `src/benchmark/prove.sh`, bash with `docker run`, `stress`, `fio` and the files of control groups; its own start counts. Loads that do not end by
              themselves last %s s.
            - **Testcontainers**: `src/benchmark/testcontainers`, the script's proofs as a JUnit test, by `mvn -o surefire:test`, less the same with a test that does
              nothing: what Maven, surefire and JUnit take is not counted. Without Ryuk, and with images that are there.
            - **floor**: the start of one container, and each load until the kernel shows what the proof needs, with nothing that watches. Measured where that is an event: a
              charge that met the limit, a kill, a refused fork, a full file system. Where it is a rate, by definition: ten periods of 100 ms of the quota or of the disk's cap, so
              that one is no more than the tolerance of 10 %%; 0.1 s for CPUs, ten ticks; 0.24 s for shares, ten rounds of the scheduler.

            CPU is that of Maven's process, a part of one CPU, from the moment that the engine has answered to the last verdict; and from the first verdict to the last, when most
            classes have been loaded and compiled. Each of the growth's trials is one of `pids_limit`.

            Before the rounds, each proof of both rivals is run once with its limit left out and must fail. Ways round limits are not tried, nor what goes
            through the page cache: the rivals do not know of them. The
            rivals' times are what loads of the usual length make them: a script that ended each load at the first sign would be one that reads counters beside it, as the plugin does.
            """;

    private Page() {}

    static String of(Figures figures) {
        return EXPLAINED.formatted(tables(figures), figures.facts().getOrDefault("seconds of the rivals' loads", ""));
    }

    /** Without what explains them. */
    static String tables(Figures figures) {
        StringBuilder text = new StringBuilder("## Seconds, medians\n\n");
        text.append(
                "| policy | plugin | goal alone | script | Testcontainers | floor | to script | to Testcontainers | to floor | CPU while measuring | after the first verdict |\n");
        text.append("| --- |").append(" ---: |".repeat(10)).append('\n');
        for (Subject subject : figures.subjects()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %.1f | %.1f | %.2f | %.2f | %.2f | %.1f %% | %s |%n",
                    subject.title(),
                    figures.median(subject, "plugin"),
                    figures.median(subject, "goal"),
                    figures.median(subject, "shell"),
                    figures.median(subject, "testcontainers"),
                    figures.median(subject, "floor"),
                    figures.ratio(subject, "shell"),
                    figures.ratio(subject, "testcontainers"),
                    figures.ratio(subject, "floor"),
                    100 * figures.median(subject, "cpu while measuring"),
                    percent(figures.median(subject, "cpu after the first verdict"))));
        }
        text.append("\n## Growth\n\n| trials | seconds | each |\n| ---: | ---: | ---: |\n");
        figures.trials()
                .forEach((count, took) ->
                        text.append(String.format(Locale.ROOT, "| %d | %.1f | %.2f |%n", count, took, took / count)));
        text.append("\n## Goals\n\n| goal | at most | measured | |\n| --- | ---: | ---: | --- |\n");
        for (Figures.Goal goal : figures.goals()) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.2f | %s |%n",
                    goal.promise(),
                    goal.most(),
                    goal.measured(),
                    goal.isMet() ? "met" : "**not met**"));
        }
        text.append("\n## The run\n\n");
        return text
                + figures.facts().entrySet().stream()
                        .map(fact -> "- " + fact.getKey() + ": " + fact.getValue())
                        .collect(Collectors.joining("\n"));
    }

    /** Where there is only one verdict, there is nothing after it. */
    private static String percent(double part) {
        return Double.isNaN(part) ? "-" : String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }
}
