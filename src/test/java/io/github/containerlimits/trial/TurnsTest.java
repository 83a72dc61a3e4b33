package io.github.containerlimits.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.Command;
import io.github.containerlimits.engine.Command.Tool;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.EngineException;
import io.github.containerlimits.engine.Image;
import io.github.containerlimits.limit.Limits;
import io.github.containerlimits.load.Claims;
import io.github.containerlimits.load.Workload;
import io.github.containerlimits.plan.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TurnsTest {
    private static final int CPUS = 2;
    private static final Claims MEMORY = Claims.memory(Set.of("8:0"));
    private static final Claims DISK = Claims.disks(Set.of("8:0"));
    private static final Claims OTHER_DISK = Claims.disks(Set.of("8:16"));

    /** What every build sees: whose each lock is. */
    private final Map<String, String> taken = new ConcurrentHashMap<>();

    private final Map<String, Integer> busy = new ConcurrentHashMap<>();

    private final List<String> said = Collections.synchronizedList(new ArrayList<>());

    @Test
    void thoseOfOtherBuildsWhoseClaimsDoNotMeetDoNotWait() {
        Engine.Lock disk = turns("a", Duration.ZERO).await(trial(DISK));
        Engine.Lock cpu = turns("b", Duration.ZERO).await(trial(Claims.cpus(1)));

        assertThat(List.of(disk, cpu)).allMatch(Engine.Lock::isHeld);
        assertThat(said).isEmpty();
        assertThat(taken).containsOnlyKeys("disk 8:0", "cpus");
        cpu.close();
        assertThat(cpu.isHeld()).isFalse();
        assertThat(taken).containsOnlyKeys("disk 8:0");
    }

    @Test
    void theBuildsOwnTrialsCountBesideThoseOfOthers() {
        Turns own = turns("a", Duration.ZERO);
        Engine.Lock memory = own.await(trial(MEMORY));
        Engine.Lock cpu = own.await(trial(Claims.cpus(1)));

        assertThatThrownBy(() -> turns("b", Duration.ZERO).await(trial(OTHER_DISK)))
                .hasMessageContaining("waited for others on this machine");

        cpu.close();
        Engine.Lock disk = turns("b", Duration.ZERO).await(trial(OTHER_DISK));
        assertThatThrownBy(() -> own.await(trial(Claims.cpus(1))))
                .hasMessageContaining("waited for others on this machine");
        memory.close();
        disk.close();
    }

    @Test
    void moreThanTheHostHasCpusForWaitAlthoughTheirClaimsDoNotMeet() {
        Engine.Lock memory = turns("a", Duration.ZERO).await(trial(MEMORY));
        Engine.Lock cpu = turns("b", Duration.ZERO).await(trial(Claims.cpus(1)));

        assertThatThrownBy(() -> turns("c", Duration.ZERO).await(trial(OTHER_DISK)))
                .hasMessageContaining("waited for others on this machine");

        memory.close();
        turns("c", Duration.ZERO).await(trial(OTHER_DISK)).close();
        cpu.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"memory, which is swapped to it", "the whole host", "all CPUs, beside a disk"})
    void onesThatMeetWaitForEachOther(String what) {
        Claims first = what.equals("all CPUs, beside a disk") ? Claims.cpus(CPUS) : DISK;
        Claims second = switch (what) {
            case "memory, which is swapped to it" -> MEMORY;
            case "the whole host" -> Claims.HOST;
            default -> DISK;
        };
        for (List<Claims> order : List.of(List.of(first, second), List.of(second, first))) {
            Engine.Lock mine = turns("a", Duration.ZERO).await(trial(order.get(0)));

            assertThatThrownBy(() -> turns("b", Duration.ZERO).await(trial(order.get(1))))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("waited for others on this machine");
            assertThat(taken.values()).as("what one that gives up had taken").containsOnly("a");

            mine.close();
            turns("b", Duration.ZERO).await(trial(order.get(1))).close();
            assertThat(taken).isEmpty();
        }
    }

    @Test
    void aTrialThatIsGivenTheHostMeetsAll() {
        Engine.Lock alone = turns("a", Duration.ZERO).awaitHost(trial(DISK));

        for (Claims other : List.of(DISK, OTHER_DISK, MEMORY, Claims.cpus(1))) {
            assertThatThrownBy(() -> turns("b", Duration.ZERO).await(trial(other)))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("waited for others on this machine");
        }

        alone.close();
        turns("b", Duration.ZERO).await(trial(OTHER_DISK)).close();
        assertThat(taken).isEmpty();
    }

    @Test
    void aTurnIsOverAsSoonAsOneOfItsLocksIsLost() {
        Engine.Lock turn = turns("a", Duration.ZERO).await(trial(MEMORY));

        taken.remove("disk 8:0");

        assertThat(turn.isHeld()).isFalse();
    }

    /** Eight builds for as long as each has had twenty turns: none meets another, and none waits for ever. */
    @Test
    void ofManyBuildsNoTwoMeetAndAllComeToTheirEnd() throws Exception {
        List<Claims> kinds = List.of(MEMORY, DISK, OTHER_DISK, Claims.cpus(1), Claims.cpus(CPUS), Claims.HOST);
        Map<String, Claims> running = new ConcurrentHashMap<>();
        List<String> met = Collections.synchronizedList(new ArrayList<>());
        ExecutorService builds = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> ends = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String build = "build " + i;
                Random random = new Random(i);
                ends.add(builds.submit(() -> {
                    Turns turns = turns(build, Duration.ofSeconds(50));
                    for (int turn = 0; turn < 20; turn++) {
                        Claims claims = kinds.get(random.nextInt(kinds.size()));
                        try (Engine.Lock lock = turns.await(trial(claims))) {
                            running.put(build, claims);
                            Thread.sleep(random.nextInt(4));
                            if (running.size() > CPUS) {
                                met.add("more than there are CPUs: " + running.keySet());
                            }
                            running.forEach((other, theirs) -> {
                                if (!other.equals(build) && meet(claims, theirs)) {
                                    met.add(build + " and " + other);
                                }
                            });
                            running.remove(build);
                            assertThat(lock.isHeld()).isTrue();
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            builds.shutdownNow();
        }
        assertThat(met).isEmpty();
        assertThat(taken).isEmpty();
    }

    private static boolean meet(Claims one, Claims other) {
        return one.meet(other) || one.leaveNothing(CPUS) || other.leaveNothing(CPUS);
    }

    private Turns turns(String build, Duration time) {
        return new Turns(
                new Shared(build), new Image("it", "sha256:1", "", "/", List.of()), CPUS, Deadline.in(time), said::add);
    }

    private static Trial trial(Claims claims) {
        return Trial.of("trial", Limits.NONE, Workload.of(Command.of(Tool.BUSYBOX, List.of("true"))), List.of())
                .needing(false, false, claims);
    }

    /** The engine's locks as one build sees them. */
    private final class Shared implements Engine.Locks {
        private final String build;

        Shared(String build) {
            this.build = build;
        }

        @Override
        public Optional<Engine.Lock> take(Image image, String thing, int cpus, Duration lease) {
            synchronized (taken) {
                if (taken.putIfAbsent(thing, build) != null) {
                    return Optional.empty();
                }
                busy.put(thing, cpus);
            }
            return Optional.of(new Engine.Lock() {
                @Override
                public boolean isHeld() {
                    return build.equals(taken.get(thing));
                }

                @Override
                public void close() {
                    synchronized (taken) {
                        taken.remove(thing, build);
                    }
                }
            });
        }

        @Override
        public Map<String, Integer> taken() {
            synchronized (taken) {
                return taken.keySet().stream().collect(Collectors.toUnmodifiableMap(Function.identity(), busy::get));
            }
        }
    }
}
