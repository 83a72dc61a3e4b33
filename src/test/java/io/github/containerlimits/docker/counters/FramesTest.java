package io.github.containerlimits.docker.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.containerlimits.engine.CgroupReading;
import io.github.containerlimits.engine.EngineException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static final Duration NOW = Duration.ZERO;
    private static final long SECOND = 1_000_000_000;
    private static final String ID = "4f";

    /** Our clock; the engine's reads 1000 s less. */
    private final AtomicLong clock = new AtomicLong(1_000 * SECOND);

    private final Frames frames = new Frames(ID, Duration.ofMillis(20), clock::get);

    @Test
    void aFrameHasTheTextOfEachFileByItsName() throws InterruptedException {
        frames.add("""
                @@ 12.34 1795464882.713818
                ==> /.container-limits-cgroup/cpu,cpuacct/docker/4f/cpu.stat <==
                nr_periods 7
                nr_throttled 3

                ==> /.container-limits-cgroup/memory/docker/4f/memory.usage_in_bytes <==
                4096

                ==> /proc/diskstats <==
                   7       0 loop0 0 0

                ==> /proc/stat <==
                cpu  1 2 3
                @@ end 0.00
                """);

        CgroupReading reading = frames.newest().orElseThrow();

        assertThat(frames.isFound(NOW)).isTrue();
        assertThat(reading.nanos()).isEqualTo(12_340_000_000L);
        assertThat(reading.files())
                .containsOnlyKeys("cpu.stat", "memory.usage_in_bytes", "host:diskstats", "host:stat")
                .containsEntry("cpu.stat", "nr_periods 7\nnr_throttled 3\n")
                .containsEntry("memory.usage_in_bytes", "4096\n")
                .containsEntry("host:stat", "cpu  1 2 3\n");
    }

    @Test
    void aFineClockTellsToTheMicrosecondHowLongAReadingTook() {
        frames.add("@@ 12.34 1795464882.713818\n==> /a/pids.current <==\n1\n\n@@ end 12.47 1795464882.850001\n");

        assertThat(frames.newest()).hasValueSatisfying(reading -> {
            assertThat(reading.nanos()).isEqualTo(12_340_000_000L);
            assertThat(reading.until()).isEqualTo(12_340_000_000L + 136_183_000);
        });
    }

    /** Of a moment in a step of 10 ms it is not known where in it: the reading may have lasted until the step's end. */
    @Test
    void aCoarseClockEndsAReadingAStepLater() {
        frames.add("@@ 12.34\n==> /a/pids.current <==\n1\n\n@@ end 12.47\n");

        assertThat(frames.newest()).hasValueSatisfying(reading -> {
            assertThat(reading.nanos()).isEqualTo(12_340_000_000L);
            assertThat(reading.until()).isEqualTo(12_480_000_000L);
        });

        frames.add("@@ 13.00\n==> /a/pids.current <==\n1\n\n@@ end 13.00\n");
        assertThat(frames.newest())
                .as("within one step")
                .map(reading -> reading.until() - reading.nanos())
                .contains(10_000_000L);
    }

    @Test
    void aReadingNeverEndsBeforeItBegan() {
        frames.add("@@ 12.34 1795464882.713818\n==> /a/pids.current <==\n1\n\n@@ end 12.34 1795464882.700000\n");

        assertThat(frames.newest())
                .as("the time of day was set back a little meanwhile")
                .map(reading -> reading.until() - reading.nanos())
                .contains(0L);
    }

    @Test
    void aTimeOfDayThatIsSetDuringAReadingDoesNotMakeItLonger() {
        frames.add("@@ 12.34 1795464882.713818\n==> /a/pids.current <==\n1\n\n@@ end 12.47 1795468482.850001\n");

        assertThat(frames.newest())
                .map(reading -> reading.until() - reading.nanos())
                .contains(130_000_000L);
    }

    @Test
    void theNextReadingBeginsAfterTheLast() {
        frames.add("@@ 12.34 1795464882.713818\n==> /a/pids.current <==\n1\n\n@@ end 12.47 1795464882.850001\n");
        long until = frames.newest().orElseThrow().until();

        frames.add("@@ 12.47 1795464882.850002\n==> /a/pids.current <==\n1\n\n@@ end 12.47 1795464882.850003\n");
        assertThat(frames.newest()).map(CgroupReading::nanos).contains(until + 1_000);
    }

    @Test
    void theEndMayComeAsAFileOfItsOwn() throws InterruptedException {
        frames.add("""
                @@ 12.34
                ==> /sys/fs/cgroup/pids/pids.current <==
                7

                ==> standard input <==
                @@ end 0.00
                """);

        assertThat(frames.newest().orElseThrow().files())
                .containsOnlyKeys("pids.current")
                .containsEntry("pids.current", "7\n");
    }

    /** What can't say it at the end has it as the last of the files. */
    @Test
    void theEndsTimeMayComeAsTheLastFile() {
        frames.add("""
                @@ 12.34
                ==> /sys/fs/cgroup/pids/pids.current <==
                7

                ==> /proc/uptime <==
                12.56 24.00

                ==> standard input <==
                @@ end
                """);

        assertThat(frames.newest().orElseThrow().until()).isEqualTo(12_570_000_000L);
        assertThat(frames.newest().orElseThrow().files()).containsOnlyKeys("pids.current");

        frames.add("@@ 13.00\n==> /a/pids.current <==\n1\n@@ end\n");
        assertThat(frames.newest())
                .as("without a time")
                .map(CgroupReading::nanos)
                .contains(12_340_000_000L);
    }

    @Test
    void aFileOfAGroupInTheContainersIsNotTakenForTheContainers() {
        frames.add("""
                @@ 12.34 1795464882.713818
                ==> /.container-limits-cgroup/machine.slice/libpod-4f.scope/io.max <==

                ==> /.container-limits-cgroup/machine.slice/libpod-4f.scope/container/io.max <==
                254:16 rbps=1048576 wbps=max riops=max wiops=max
                @@ end 0.00
                """);

        assertThat(frames.newest().orElseThrow().files())
                .containsEntry("io.max", "\n")
                .containsEntry("inner:io.max", "254:16 rbps=1048576 wbps=max riops=max wiops=max\n");
    }

    @Test
    void aStreamMayComeInPiecesOfAnySize() {
        for (char character : frame(5).toCharArray()) {
            frames.add(String.valueOf(character));
        }

        assertThat(frames.newest()).map(CgroupReading::nanos).contains(5 * SECOND);
    }

    @Test
    void aFrameThatIsNotWholeIsDropped() {
        frames.add(frame(5));
        frames.add("@@ 6.00\n==> /a/pids.current <==\n1\n");
        assertThat(frames.newest()).map(CgroupReading::nanos).contains(5 * SECOND);

        frames.add(frame(7));
        assertThat(frames.newest()).map(CgroupReading::nanos).contains(7 * SECOND);
        frames.add("rest of another\n@@ end 0.00\n");
        assertThat(frames.newest()).map(CgroupReading::nanos).contains(7 * SECOND);
    }

    @Test
    void aFrameThatMayHaveBegunBeforeTheCallIsNoNews() {
        frames.add(frame(0));
        long call = clock.addAndGet(SECOND);

        frames.add(frame(0, 99));
        assertIsNoNews();

        // It may have been under way for 20 ms, as the first frame may have been, that tells how far the clocks are
        // apart.
        clock.addAndGet(SECOND / 100);
        frames.add(frame(1, 1));
        clock.set(call);
        assertIsNoNews();

        clock.addAndGet(SECOND / 50);
        frames.add(frame(1, 2));
        clock.set(call);
        assertThat(next()).map(CgroupReading::nanos).contains(SECOND + SECOND / 50);
    }

    private void assertIsNoNews() {
        assertThatThrownBy(() -> frames.next(NOW))
                .isInstanceOf(EngineException.class)
                .hasMessageContaining("said nothing new");
    }

    @Test
    void aCallWaitsForTheNextFrame() {
        frames.add(frame(0));
        long call = clock.addAndGet(SECOND);
        CompletableFuture<Optional<CgroupReading>> next = CompletableFuture.supplyAsync(this::next);

        for (int second = 2; !next.isDone(); second++) {
            clock.set(call + (second - 1) * SECOND);
            frames.add(frame(second));
        }

        assertThat(next.join()).isPresent();
    }

    @Test
    void aGroupThatIsGoneHasNoReading() throws InterruptedException {
        frames.add(frame(0));
        frames.add("@@ gone\n");
        frames.end("the probe ended");

        assertThat(frames.isFound(NOW)).isTrue();
        assertThat(frames.next(NOW)).isEmpty();
    }

    @Test
    void aGroupThatTheTreeDoesNotShowIsNotFound() throws InterruptedException {
        frames.add("@@ none\n");

        assertThat(frames.isFound(NOW)).isFalse();
        assertThat(frames.next(NOW)).isEmpty();
    }

    @Test
    void aStreamThatBreaksIsABreakageWithItsReason() {
        frames.add(frame(0));
        clock.addAndGet(SECOND);
        frames.end("Connection reset");

        assertThatThrownBy(() -> frames.next(Duration.ofSeconds(10)))
                .isInstanceOf(EngineException.class)
                .hasMessage("The container's counters can no longer be read: Connection reset");
    }

    private Optional<CgroupReading> next() {
        try {
            return frames.next(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String frame(int seconds) {
        return frame(seconds, 0);
    }

    private static String frame(int seconds, int hundredths) {
        return String.format("@@ %d.%02d%n==> /a/pids.current <==%n1%n%n@@ end 0.00%n", seconds, hundredths);
    }
}
