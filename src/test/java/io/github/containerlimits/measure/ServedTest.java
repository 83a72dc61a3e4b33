package io.github.containerlimits.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ServedTest {
    private static final long START = 1_795_718_009_109_044L;
    private static final long MILLIS = 1000;
    private static final Optional<Long> TO_ITS_END = Optional.empty();

    private final List<String> lines = new ArrayList<>();

    @Test
    void eachAnswerCountsFromItsOwnBeginningWhereThatIsOnTime() {
        for (long i = 0; i < 100; i++) {
            answer(i * 20 * MILLIS + i % 7, 200, (i + 1) * 10L);
        }

        Served served = of(1, 20 * MILLIS, 100, TO_ITS_END);

        assertThat(served.asked()).isEqualTo(50);
        assertThat(served.begun()).isEqualTo(50);
        assertThat(served.failed()).isZero();
        assertThat(served.isDelivered()).isTrue();
        assertThat(served.quantile(0.5)).contains(0.0005);
        assertThat(served.quantile(0.95)).contains(0.00095);
        assertThat(served.quantile(1)).contains(0.001);
        assertThat(served.words())
                .isEqualTo(
                        "100 requests at 50.0/s, none failed, p50 0.500 ms, p95 0.950 ms, p99 0.990 ms, longest 1.00 ms");
    }

    /** A loader that sends nothing while it waits has one slow answer; whoever came at that time had to wait all the same. */
    @Test
    void whoBeganLateBecauseOfOneThatStoodStillWaitedSinceTheyWereToBegin() {
        for (long i = 0; i < 500; i++) {
            long due = i * 20 * MILLIS;
            long free = due >= 4_000 * MILLIS && due < 6_000 * MILLIS ? 6_000 * MILLIS : due;
            answer(i == 200 ? due : free, 200, i == 200 ? 2_000 * MILLIS : 500);
        }

        Served served = of(1, 20 * MILLIS, 500, TO_ITS_END);

        assertThat(served.isDelivered()).isTrue();
        assertThat(served.quantile(0.5).orElseThrow()).isLessThan(0.001);
        assertThat(served.quantile(0.99).orElseThrow()).isCloseTo(1.9, within(0.05));
        assertThat(served.micros().stream()
                                .filter(micros -> micros > 100 * MILLIS)
                                .count()
                        / 500.0)
                .isCloseTo(0.2, within(0.01));
    }

    /** As where a backlog is full, and the kernel begins connections again one and three seconds later: those on time are not taken for late ones. */
    @Test
    void thoseThatBeginOnTimeAreNotTakenForOthersThatAreLate() {
        for (long i = 0; i < 500; i++) {
            long due = i * 20 * MILLIS;
            boolean isRetried = i >= 210 && i < 300;
            answer(due + (isRetried ? 3_005 * MILLIS : 0), 200, i >= 200 && i < 210 ? 2_000 * MILLIS : 400);
        }

        Served served = of(1, 20 * MILLIS, 500, TO_ITS_END);

        assertThat(served.micros().stream().filter(micros -> micros > 100 * MILLIS))
                .hasSizeBetween(97, 100);
        assertThat(served.late()).isBetween(87, 90);
        assertThat(served.isDelivered()).isTrue();
    }

    /** Its answers were quick all the time: it was not asked. */
    @Test
    void aLoaderThatWasLateByItselfDeliveredNoLoad() {
        for (long i = 0; i < 200; i++) {
            answer(i * 20 * MILLIS + (i >= 150 ? 3_000 * MILLIS : 0), 200, 500);
        }

        Served served = of(1, 20 * MILLIS, 200, TO_ITS_END);

        assertThat(served.isDelivered()).isFalse();
        assertThat(served.begun()).isEqualTo(37.5);
    }

    @Test
    void aLoadersSlowClockIsNoDelay() {
        for (int i = 0; i < 30_000; i++) {
            answer(Math.round(i * 1004.0) + i % 5, 200, 300);
        }

        Served served = of(1, MILLIS, 30_000, TO_ITS_END);

        assertThat(served.late()).isZero();
        assertThat(served.quantile(1)).contains(0.0003);
    }

    @Test
    void failuresAreStatusesOf400AndMoreAndRequestsWithoutAnAnswer() {
        answer(0, 200, 100);
        answer(20 * MILLIS, 404, 100);
        answer(40 * MILLIS, 503, 100);
        answer(60 * MILLIS, -1, 100);
        answer(80 * MILLIS, 302, 100);

        Served served = of(1, 20 * MILLIS, 10, TO_ITS_END);

        assertThat(served.requests()).isEqualTo(10);
        assertThat(served.failed()).isEqualTo(8);
        assertThat(served.failures()).isEqualTo(0.8);
        assertThat(served.rejections()).isEqualTo(0.2);
        assertThat(served.words()).contains("8 failed, 2 of them with a status of 400 or more");
        assertThat(served.micros()).hasSize(4);
    }

    /** The loader takes those for failures, and does not time them: they may be whole, or cut off. */
    @Test
    void answersWithoutALengthAreNeitherFailuresNorNone() {
        answer(0, 200, 100);
        lines.add("status codes: 5 2xx, 2 3xx, 3 4xx, 0 5xx");

        Served served = of(1, 20 * MILLIS, 20, TO_ITS_END);

        assertThat(served.endless()).isEqualTo(6);
        assertThat(served.rejected()).isEqualTo(3);
        assertThat(served.failed()).isEqualTo(13);
        assertThat(served.failuresAtMost()).isEqualTo(0.95);
        assertThat(served.isTimed()).isFalse();
        assertThat(served.words()).contains("6 without a length");
    }

    /** One that hangs answers nothing: what waits in the end has waited that long at least. */
    @Test
    void whatStillWaitsInTheEndHasWaitedThatLong() {
        for (long i = 0; i < 50; i++) {
            answer(i * 20 * MILLIS, 200, 100);
        }

        Served served = of(1, 20 * MILLIS, 100, Optional.of(6_000 * MILLIS));

        assertThat(served.failed()).isEqualTo(50);
        assertThat(served.quantile(1)).contains(5.0);
        assertThat(served.quantile(0.51).orElseThrow()).isGreaterThan(4.0);
    }

    @Test
    void whatWasNotToBeginYetWhenItWasStoppedIsNoFailure() {
        answer(0, 200, 100);
        answer(100 * MILLIS, 200, 100);

        assertThat(of(1, 100 * MILLIS, 100, Optional.of(150 * MILLIS)).failed()).isZero();
    }

    @Test
    void nothingAtAllIsAFailureOfAll() {
        Served served = of(2, 100 * MILLIS, 20, TO_ITS_END);

        assertThat(served.failures()).isEqualTo(1);
        assertThat(served.quantile(0.5)).isEmpty();
        assertThat(served.isDelivered()).isTrue();
    }

    @Test
    void linesThatAreNoneAreNotRead() {
        lines.add("progress: 10% of clients started");
        lines.add("99999999999999999999\t200\t1");
        lines.add(START + "\t2000\t1");
        lines.add(START + "\t200\t1 ");
        answer(0, 200, 7);

        assertThat(of(1, 20 * MILLIS, 1, TO_ITS_END).micros()).containsExactly(7L);
    }

    /** The container is a stranger's: whatever comes out of it, there is an answer, and no more requests than were asked for. */
    @Test
    void anyNumbersAreBorne() {
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            lines.clear();
            int count = random.nextInt(300);
            for (int i = 0; i < count; i++) {
                lines.add(random.nextLong(100_000_000_000_000_000L) + "\t" + (random.nextInt(700) - 1) + "\t"
                        + random.nextLong(1_000_000_000_000L));
            }
            Served served = of(
                    1 + random.nextInt(3),
                    1 + random.nextInt(100_000),
                    100,
                    random.nextBoolean() ? TO_ITS_END : Optional.of(random.nextLong(10_000_000)));
            assertThat(served.requests()).isBetween(0, 100);
            assertThat(served.failed()).isBetween(0, served.requests());
            assertThat(served.begun()).isGreaterThanOrEqualTo(0);
        }
    }

    private void answer(long micros, int status, long took) {
        lines.add((START + micros) + "\t" + status + "\t" + took);
    }

    private Served of(int atOnce, long period, int requests, Optional<Long> stoppedAfter) {
        return Served.of(String.join("\n", lines), atOnce, period, requests, stoppedAfter);
    }
}
