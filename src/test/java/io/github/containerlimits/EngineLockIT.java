package io.github.containerlimits;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.docker.DockerEngine;
import io.github.containerlimits.engine.Engine;
import io.github.containerlimits.engine.Image;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The locks that builds on one engine share: taken, kept for longer than their lease, given back, lost, and broken where they are over. */
class EngineLockIT {
    private static final String LOCK = "container-limits-lock-a-disk-8-0";
    private static final String THING = "a disk 8:0";
    private static final Duration LEASE = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofMinutes(10);

    private DockerEngine mine;
    private DockerEngine other;
    private Image image;

    @BeforeEach
    void connect() {
        mine = RealEngine.connect(RealEngine.host(), LONG);
        other = RealEngine.connect(RealEngine.host(), LONG);
        image = mine.image("it/busybox");
    }

    @AfterEach
    void close() throws Exception {
        mine.close();
        other.close();
        assertThat(RealEngine.leftovers()).isEmpty();
    }

    @Test
    void whatOneHasAnotherCanOnlyTakeOnceItIsGivenBack() {
        Engine.Lock lock = mine.locks().take(image, THING, 1, LONG).orElseThrow();

        assertThat(lock.isHeld()).isTrue();
        assertThat(other.locks().take(image, THING, 1, LONG)).isEmpty();

        lock.close();
        assertThat(lock.isHeld()).isFalse();
        Engine.Lock next = other.locks().take(image, THING, 1, LONG).orElseThrow();
        assertThat(next.isHeld()).isTrue();
        lock.close();
        assertThat(mine.locks().take(image, THING, 1, LONG))
                .as("what was given back twice")
                .isEmpty();
        next.close();
    }

    /** An engine tells its clock with all that there is to tell of it, and takes of a CPU for that what others may be measured by. */
    @Test
    void whoWaitsDoesNotAskForTheEnginesClockAtEachLook() throws Exception {
        try (Engine.Lock held = mine.locks().take(image, THING, 1, LONG).orElseThrow();
                EngineProxy proxy = EngineProxy.before(RealEngine.host(), "/info ", EngineProxy.End.NONE);
                DockerEngine waiting = RealEngine.connect(proxy.address(), LONG)) {
            Engine.Locks locks = waiting.locks();
            Image same = waiting.image("it/busybox");
            assertThat(locks.take(same, THING, 1, LONG)).isEmpty();
            assertThat(proxy.seen()).isPositive();

            int atFirst = proxy.seen();
            for (int look = 0; look < 10; look++) {
                assertThat(locks.take(same, THING, 1, LONG)).isEmpty();
                assertThat(locks.taken()).containsOnlyKeys(THING);
            }

            assertThat(proxy.seen()).isEqualTo(atFirst);
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    void eachSeesWhatAllHaveUntilItIsGivenBack() throws Exception {
        Engine.Lock disk = mine.locks().take(image, THING, 1, LONG).orElseThrow();
        Engine.Lock memory = other.locks().take(image, "memory", 2, LONG).orElseThrow();

        assertThat(mine.locks().taken()).isEqualTo(Map.of("memory", 2, THING, 1));
        assertThat(other.locks().taken()).isEqualTo(Map.of("memory", 2, THING, 1));

        memory.close();
        assertThat(mine.locks().taken()).containsOnlyKeys(THING);
        disk.close();
        String over = takenElsewhere(1);
        Thread.sleep(1500);
        assertThat(other.locks().taken()).as("breaks it").isEmpty();
        assertThat(RealEngine.docker("ps", "-aq", "--no-trunc")).doesNotContain(over);
    }

    @Test
    void anotherEngineOfTheMachineWaitsForItUntilItsEngineIsClosed() {
        try (DockerEngine beside = RealEngine.connect(RealEngine.property("quotaDockerHost"), LONG)) {
            Image same = beside.image("it/busybox");
            beside.survey(same, List.of());
            mine.survey(image, List.of());
            assertThat(mine.locks().take(image, THING, 1, LONG)).isPresent();

            assertThat(beside.locks().take(same, THING, 1, LONG)).isEmpty();
            assertThat(beside.locks().taken()).containsExactly(Map.entry(THING, 1));

            mine.close(); // as where a trial breaks

            assertThat(beside.locks().taken()).isEmpty();
            assertThat(beside.locks().take(same, THING, 1, LONG)).isPresent();
        }
    }

    @Test
    void itIsKeptForLongerThanItsLease() throws Exception {
        try (Engine.Lock lock = mine.locks().take(image, THING, 1, LEASE).orElseThrow()) {
            long end = System.nanoTime() + LEASE.multipliedBy(3).toNanos();
            while (System.nanoTime() < end) {
                assertThat(other.locks().take(image, THING, 1, LEASE)).isEmpty();
                assertThat(lock.isHeld()).isTrue();
                Thread.sleep(100);
            }
            assertThat(renewals()).hasSizeBetween(1, 3);
        }
        assertThat(renewals()).isEmpty();
        assertThat(other.locks().take(image, THING, 1, LEASE)).isPresent();
    }

    @Test
    void aHolderWhoseEngineHangsLosesItBeforeAnotherTakesIt() throws Exception {
        try (EngineProxy proxy = EngineProxy.before(RealEngine.host(), "/volumes/create", EngineProxy.End.HANGS);
                DockerEngine cutOff = RealEngine.connect(proxy.address(), LONG)) {
            Engine.Lock lock = cutOff.locks().take(image, THING, 1, LEASE).orElseThrow();
            Optional<Engine.Lock> next = Optional.empty();
            while (next.isEmpty()) {
                Thread.sleep(20);
                next = other.locks().take(image, THING, 1, LEASE);
            }
            assertThat(proxy.hasEnded()).isTrue();
            assertThat(lock.isHeld()).isFalse();
            proxy.recover();
            lock.close();
            assertThat(next.get().isHeld()).isTrue();
            assertThat(mine.locks().take(image, THING, 1, LEASE))
                    .as("the next holder's")
                    .isEmpty();
            next.get().close();
        }
    }

    @Test
    void aHolderSeesThatItWasTakenAway() throws Exception {
        Engine.Lock lock = mine.locks().take(image, THING, 1, LEASE).orElseThrow();
        RealEngine.docker("rm", LOCK);
        Engine.Lock next = other.locks().take(image, THING, 1, LEASE).orElseThrow();

        await(() -> !lock.isHeld());

        lock.close();
        assertThat(next.isHeld()).isTrue();
        next.close();
    }

    @Test
    void oneThatIsOverIsBrokenWithItsRenewals() throws Exception {
        String over = takenElsewhere(1);
        renewedUntil(over, Instant.now().minusSeconds(1));
        Thread.sleep(1500);

        assertThat(mine.locks().take(image, THING, 1, LEASE)).as("breaks it").isEmpty();
        try (Engine.Lock lock = mine.locks().take(image, THING, 1, LEASE).orElseThrow()) {
            assertThat(lock.isHeld()).isTrue();
            assertThat(renewals()).isEmpty();
        }
    }

    @Test
    void oneThatWasRenewedElsewhereIsNotBroken() throws Exception {
        String elsewhere = takenElsewhere(1);
        renewedUntil(elsewhere, Instant.now().minusSeconds(1));
        String renewal = renewedUntil(elsewhere, Instant.now().plus(1, ChronoUnit.MINUTES));
        Thread.sleep(1500);

        assertThat(mine.locks().take(image, THING, 1, LEASE)).isEmpty();
        assertThat(RealEngine.docker("ps", "-aq", "--no-trunc")).contains(elsewhere);

        RealEngine.docker("volume", "rm", renewal);
        assertThat(mine.locks().take(image, THING, 1, LEASE)).as("breaks it").isEmpty();
        assertThat(RealEngine.docker("ps", "-aq", "--no-trunc")).doesNotContain(elsewhere);
    }

    /** By a process of another machine, of which nobody here can tell whether it lives. */
    private static String takenElsewhere(int leaseSeconds) throws Exception {
        return RealEngine.docker(
                        "create",
                        "--name=" + LOCK,
                        "--label=io.github.containerlimits.run=elsewhere",
                        "--label=io.github.containerlimits.owner=elsewhere/1/1",
                        "--label=io.github.containerlimits.lock.of=" + THING,
                        "--label=io.github.containerlimits.lease=" + leaseSeconds,
                        "it/busybox",
                        "true")
                .get(0);
    }

    private static String renewedUntil(String lock, Instant until) throws Exception {
        return RealEngine.docker(
                        "volume",
                        "create",
                        "--label=io.github.containerlimits.run=elsewhere",
                        "--label=io.github.containerlimits.owner=elsewhere/1/1",
                        "--label=io.github.containerlimits.lock=" + lock,
                        "--label=io.github.containerlimits.lease.until=" + until)
                .get(0);
    }

    private static List<String> renewals() throws Exception {
        return RealEngine.docker("volume", "ls", "-q", "--filter", "label=io.github.containerlimits.lock");
    }

    private static void await(java.util.function.BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
