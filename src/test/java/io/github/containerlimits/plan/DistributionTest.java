package io.github.containerlimits.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.containerlimits.plan.Distribution.Turn;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {
    private static Turn<String> turn(String node, int number, int of) {
        return new Turn<>(node, new Shard(number, of));
    }

    @Test
    void eachNodeHasAShardAtTheSameTime() {
        Distribution<String> work = new Distribution<>(List.of("a", "b", "c"), 2);

        assertThat(work.next()).contains(turn("a", 1, 2));
        assertThat(work.next()).contains(turn("b", 2, 2));
        assertThat(work.next()).isEmpty();
        work.reported(turn("b", 2, 2));
        assertThat(work.goesOn()).isTrue();
        work.reported(turn("a", 1, 2));
        assertThat(work.goesOn()).isFalse();
        assertThat(work.missing()).isEmpty();
    }

    @Test
    void whatANodeBrokeWithIsRunByOneThatHasEndedItsOwn() {
        Distribution<String> work = new Distribution<>(List.of("a", "b"), 2);
        work.next();
        work.next();
        work.broke(turn("a", 1, 2), "it went down");

        assertThat(work.next()).as("b is at work").isEmpty();
        assertThat(work.goesOn()).isTrue();
        work.reported(turn("b", 2, 2));
        assertThat(work.broken(new Shard(1, 2))).isEqualTo(Map.of("a", "it went down"));
        assertThat(work.next()).contains(turn("b", 1, 2));
        work.reported(turn("b", 1, 2));
        assertThat(work.goesOn()).isFalse();
        assertThat(work.missing()).isEmpty();
    }

    @Test
    void whatEachNodeBrokeWithIsMissingWithAllReasons() {
        Distribution<String> work = new Distribution<>(List.of("a", "b"), 1);
        work.next();
        work.broke(turn("a", 1, 1), "it went down");
        assertThat(work.next()).contains(turn("b", 1, 1));
        work.broke(turn("b", 1, 1), "it was drained");

        assertThat(work.goesOn()).isFalse();
        assertThat(work.next()).isEmpty();
        assertThat(work.missing())
                .isEqualTo(Map.of(new Shard(1, 1), Map.of("a", "it went down", "b", "it was drained")));
    }

    /** Of random ends, seeded so that a failure can be had again. */
    @Test
    void whateverBreaksEachShardIsReportedOnceOrMissing() {
        Random random = new Random(20261127);
        for (int i = 0; i < 300; i++) {
            int nodes = 1 + random.nextInt(6);
            int shards = 1 + random.nextInt(8);
            double failing = random.nextInt(4) / 4.0;
            Distribution<Integer> work =
                    new Distribution<>(IntStream.range(0, nodes).boxed().toList(), shards);
            List<Turn<Integer>> running = new ArrayList<>();
            Set<Integer> broken = new HashSet<>();
            List<Shard> reported = new ArrayList<>();
            while (work.goesOn()) {
                for (Optional<Turn<Integer>> next = work.next(); next.isPresent(); next = work.next()) {
                    assertThat(broken).doesNotContain(next.get().node());
                    assertThat(running)
                            .extracting(Turn::node)
                            .doesNotContain(next.get().node());
                    running.add(next.get());
                }
                Turn<Integer> ended = running.remove(random.nextInt(running.size()));
                if (random.nextDouble() < failing) {
                    work.broke(ended, "random");
                    broken.add(ended.node());
                } else {
                    work.reported(ended);
                    reported.add(ended.shard());
                }
            }
            List<Shard> all = new ArrayList<>(reported);
            all.addAll(work.missing().keySet());
            assertThat(all)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, shards)
                            .mapToObj(number -> new Shard(number, shards))
                            .toList());
            assertThat(work.missing().isEmpty()).isEqualTo(broken.size() < nodes || reported.size() == shards);
        }
    }
}
