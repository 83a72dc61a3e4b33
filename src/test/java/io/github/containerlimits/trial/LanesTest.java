package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Pause;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(30)
class LanesTest {
    private static final Claims MEMORY = Claims.memory(Set.of());
    private static final Claims DISK = Claims.disks(Set.of("8:0"));

    private final List<String> prepared = Collections.synchronizedList(new ArrayList<>());

    @Test
    void trialsWhoseClaimsDoNotMeetRunAtTheSameTime() {
        CyclicBarrier both = new CyclicBarrier(2);

        List<String> results = run(2, List.of(trial("memory", MEMORY), trial("disk", DISK)), trial -> {
            await(both);
            return trial.name();
        });

        assertThat(results).containsExactly("memory", "disk");
    }

    static List<List<Claims>> meeting() {
        return List.of(
                List.of(MEMORY, MEMORY),
                List.of(Claims.memory(Set.of("8:0")), DISK),
                List.of(Claims.HOST, Claims.NONE),
                List.of(DISK, Claims.HOST),
                List.of(Claims.cpus(1), Claims.cpus(1)),
                List.of(Claims.cpus(2), Claims.NONE),
                List.of(Claims.ANY_CPUS, Claims.NONE));
    }

    @ParameterizedTest
    @MethodSource("meeting")
    void trialsWhoseClaimsMeetOrThatNeedMoreCpusThanThereAreNeverDo(List<Claims> claims) {
        List<Trial> trials = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            trials.add(trial("trial " + i, claims.get(i % 2)));
        }
        List<Claims> running = new ArrayList<>();
        List<String> wrong = Collections.synchronizedList(new ArrayList<>());

        run(2, trials, trial -> {
            synchronized (running) {
                long cpus = running.stream().mapToLong(Claims::cpus).sum()
                        + trial.claims().cpus();
                if (!running.isEmpty() && (cpus > 2 || running.stream().anyMatch(trial.claims()::meet))) {
                    wrong.add(trial + " beside " + running);
                }
                running.add(trial.claims());
            }
            Pause.of(Duration.ofMillis(2), "a trial ran");
            synchronized (running) {
                running.remove(trial.claims());
            }
            return trial.name();
        });

        assertThat(wrong).isEmpty();
    }

    @Test
    void withOneCpuTheyRunInThePlansOrder() {
        List<String> begun = Collections.synchronizedList(new ArrayList<>());

        run(1, List.of(trial("a", MEMORY), trial("b", Claims.HOST), trial("c", Claims.NONE)), trial -> {
            begun.add(trial.name());
            return trial.name();
        });

        assertThat(begun).containsExactly("a", "b", "c");
        assertThat(prepared).isEmpty();
    }

    @Test
    void resultsComeInThePlansOrderWhoeverEndsFirst() {
        CountDownLatch secondEnded = new CountDownLatch(1);

        List<String> results = run(2, List.of(trial("slow", MEMORY), trial("fast", DISK)), trial -> {
            if (trial.name().equals("fast")) {
                secondEnded.countDown();
            } else {
                await(secondEnded);
            }
            return trial.name();
        });

        assertThat(results).containsExactly("slow", "fast");
    }

    @Test
    void aTrialThatMustWaitIsPreparedMeanwhile() {
        CountDownLatch isPrepared = new CountDownLatch(1);
        Lanes<String> lanes = new Lanes<>(
                2,
                trial -> {
                    prepared.add(trial.name());
                    isPrepared.countDown();
                },
                trial -> {
                    if (trial.name().equals("first")) {
                        await(isPrepared);
                    }
                    return trial.name();
                });

        assertThat(lanes.run(List.of(trial("first", DISK), trial("waits", Claims.HOST))))
                .containsExactly("first", "waits");
        assertThat(prepared).containsExactly("waits");
    }

    @Test
    void nothingIsPreparedBesideATrialThatClaimsTheHost() {
        run(2, List.of(trial("alone", Claims.HOST), trial("other", Claims.HOST)), trial -> {
            assertThat(prepared).isEmpty();
            return trial.name();
        });
    }

    @Test
    void aFailureEndsTheOthersAndBeginsNoMore() {
        CountDownLatch bothRun = new CountDownLatch(2);
        List<String> begun = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger interrupted = new AtomicInteger();

        assertThatThrownBy(() -> run(
                        2, List.of(trial("fails", MEMORY), trial("goes on", DISK), trial("never", MEMORY)), trial -> {
                            begun.add(trial.name());
                            bothRun.countDown();
                            if (trial.name().equals("fails")) {
                                await(bothRun);
                                throw new EngineException("the engine is gone");
                            }
                            try {
                                Thread.sleep(TimeUnit.MINUTES.toMillis(1));
                            } catch (InterruptedException e) {
                                interrupted.incrementAndGet();
                            }
                            return trial.name();
                        }))
                .isInstanceOf(EngineException.class)
                .hasMessage("the engine is gone");
        assertThat(begun).containsExactlyInAnyOrder("fails", "goes on");
        assertThat(interrupted).hasValue(1);
    }

    private List<String> run(int cpus, List<Trial> trials, Function<Trial, String> run) {
        return new Lanes<>(cpus, (Trial trial) -> prepared.add(trial.name()), run).run(trials);
    }

    private static Trial trial(String name, Claims claims) {
        return Trial.of(name, Limits.NONE, Workload.of(Command.of(Tool.BUSYBOX, List.of("true"))), List.of())
                .needing(false, false, claims);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
