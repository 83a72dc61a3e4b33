package io.github.containerlimits;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.policy.PolicyReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;

/** What neighbours on a host do. */
enum Noise {
    /** A hog of CPUs, on and off for seconds. */
    SOME_CPUS {
        @Override
        void make(BooleanSupplier isOver) throws Exception {
            onAndOff(isOver, "--cpu", CPUS);
        }
    },
    /** A hog of the disk and of memory's bandwidth, on and off for seconds. */
    DISK_AND_MEMORY {
        @Override
        void make(BooleanSupplier isOver) throws Exception {
            onAndOff(isOver, "--hdd", "1", "--hdd-bytes", "256M", "--vm", "1", "--vm-bytes", "512M");
        }
    },
    /** A hog of all CPUs all the time. */
    ALL_CPUS {
        @Override
        void make(BooleanSupplier isOver) throws Exception {
            while (!isOver.getAsBoolean()) {
                stress(LONGEST_SECONDS, "--cpu", CPUS);
            }
        }
    },
    /** Another build that proves a policy of its own on the same engine, again and again. */
    ANOTHER_BUILD {
        @Override
        void make(BooleanSupplier isOver) throws Exception {
            Duration time = Duration.ofMinutes(10);
            while (!isOver.getAsBoolean()) {
                try (DockerEngine engine = RealEngine.connect(RealEngine.host(), time)) {
                    Verification.verify(
                            PolicyReader.parse(
                                    "limits.yaml",
                                    "limits: { cpus: 0.5, mem_limit: 256m, pids_limit: 100, shm_size: 16m }"),
                            "it/busybox",
                            engine,
                            Otherwise.FAIL,
                            new Times(time, Duration.ZERO, true),
                            line -> {});
                }
            }
        }
    };

    private static final String CPUS = String.valueOf(Runtime.getRuntime().availableProcessors());
    private static final int LONGEST_SECONDS = 8;

    /** Makes the noise until it is over. */
    abstract void make(BooleanSupplier isOver) throws Exception;

    /** Noise that goes on until it is closed. */
    static final class Source implements AutoCloseable {
        private final CompletableFuture<Void> making;
        private volatile boolean isOver;

        private Source(Noise noise) {
            this.making = CompletableFuture.runAsync(
                    () -> {
                        try {
                            noise.make(() -> isOver);
                        } catch (Exception e) {
                            throw new CompletionException(e);
                        }
                    },
                    task -> new Thread(task, "noise").start());
        }

        /** Fails where the noise ended by itself: nothing beside it says anything. */
        void check() {
            if (making.isDone()) {
                making.join();
                throw new AssertionError("the noise ended by itself");
            }
        }

        @Override
        public void close() {
            isOver = true;
            making.join();
        }
    }

    Source begin() {
        return new Source(this);
    }

    /** Those whose names are in the list, separated by commas; all for an empty one. */
    static List<Noise> only(String names) {
        List<String> wanted = List.of(names.toUpperCase(Locale.ROOT).split(","));
        return Arrays.stream(values())
                .filter(noise -> names.isEmpty() || wanted.contains(noise.name()))
                .toList();
    }

    private static void onAndOff(BooleanSupplier isOver, String... load) throws Exception {
        Random random = new Random();
        while (!isOver.getAsBoolean()) {
            stress(1 + random.nextInt(LONGEST_SECONDS), load);
            Thread.sleep(random.nextInt(LONGEST_SECONDS * 1000));
        }
    }

    /** Ends by itself, so that nothing is left however this ends. */
    private static void stress(int seconds, String... load) throws InterruptedException {
        try {
            Path folder = Files.createDirectories(Path.of("target", "noise"));
            List<String> command = new java.util.ArrayList<>(List.of("stress", "--timeout", seconds + "s"));
            command.addAll(List.of(load));
            int code = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError(command + " ended with code " + code);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
