package io.github.containerlimits.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.containerlimits.plan.Distribution.Turn;
import io.github.containerlimits.plan.Shards.Share;
import io.github.containerlimits.policy.DeclaredTrial;
import io.github.containerlimits.policy.Policy;
import io.github.containerlimits.policy.PolicyReader;
import io.github.containerlimits.policy.yaml.InvalidPolicyException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How planning and running grow with trials and nodes that nobody has here. Times are printed, and never asserted: what is held is how they grow, how much is allocated, and how long nodes that are
 * simulated take against the least that they could.
 */
class ScaleTest {
    private static final int TRIALS = 10_000;
    private static final int NODES = 2_000;

    /** So many trials fit into a file of 64 KiB, the most that one may have. */
    private static final int OF_A_FILE = 500;

    /** Of trials of one second, each of another load, since those that are alike are one. */
    private static Policy policy(int trials) throws InvalidPolicyException {
        List<DeclaredTrial> all = new ArrayList<>();
        for (int from = 0; from < trials; from += OF_A_FILE) {
            all.addAll(file(from).trials());
        }
        Policy one = file(0);
        return new Policy(
                one.file(),
                one.limits(),
                one.derive(),
                all,
                one.apps(),
                one.smaller(),
                one.onUnsupported(),
                one.onUnproven(),
                one.waysRound(),
                one.engines(),
                one.remarks(),
                one.readFrom(),
                one.part());
    }

    private static Policy file(int from) throws InvalidPolicyException {
        StringBuilder yaml = new StringBuilder("limits: { pids_limit: 100 }\nways_round: skip\ntrials:\n");
        for (int i = from; i < from + OF_A_FILE; i++) {
            yaml.append("  - { name: t")
                    .append(i)
                    .append(", run: 'sleep 0.")
                    .append(i)
                    .append("', fits: { exit: 0 } }\n");
        }
        return PolicyReader.parse("limits.yaml", yaml.toString());
    }

    /** Bytes that all threads have allocated while a policy was divided. */
    private static long allocated(Policy policy, int shards) {
        long before = allocated();
        long began = System.nanoTime();
        List<Share> shares = Shards.of(policy, shards);
        System.out.printf(
                Locale.ROOT,
                "%d trials over %d nodes: %.2f s, %d MB allocated%n",
                policy.trials().size(),
                shares.size(),
                (System.nanoTime() - began) / 1e9,
                (allocated() - before) >> 20);
        return allocated() - before;
    }

    /** By those that live: the pool's outlast a test. */
    private static long allocated() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }

    @Test
    void planningGrowsWithTheTrialsAndNotWithTheirSquare() throws InvalidPolicyException {
        Policy tenth = policy(TRIALS / 10);
        Policy whole = policy(TRIALS);
        allocated(tenth, NODES / 10); // what is loaded for the first time

        assertThat(allocated(whole, NODES)).isLessThan(15 * allocated(tenth, NODES / 10));
    }

    @Test
    void eachNodeHasItsPartOfTenThousandTrials() throws InvalidPolicyException {
        List<Share> shares = Shards.of(policy(TRIALS), NODES);

        assertThat(shares).hasSize(NODES);
        assertThat(shares.stream()
                        .mapToInt(share -> share.part().trials().size())
                        .sum())
                .isEqualTo(TRIALS);
        assertThat(shares)
                .allSatisfy(share ->
                        assertThat(share.part().trials().size()).isBetween(TRIALS / NODES - 1, TRIALS / NODES + 1));
    }

    private record Event(double at, Turn<Integer> turn, boolean isBroken) {}

    /**
     * How many seconds nodes take until all is reported, or no node is left.
     *
     * @param seconds of a shard's trials, by its number, and of what starts and ends a job
     * @param broken part of the nodes that die in mid-trial, after as much of their shard as chance says
     * @param noticed seconds until that is noticed
     */
    private static double makespan(
            Distribution<Integer> work, IntToDoubleFunction seconds, double broken, double noticed, Random random) {
        PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingDouble(Event::at));
        double now = 0;
        while (work.goesOn()) {
            for (Optional<Turn<Integer>> next = work.next(); next.isPresent(); next = work.next()) {
                double takes = seconds.applyAsDouble(next.get().shard().number());
                boolean isBroken = random.nextDouble() < broken;
                events.add(new Event(
                        now + (isBroken ? takes * random.nextDouble() + noticed : takes), next.get(), isBroken));
            }
            Event event = events.remove();
            now = event.at();
            if (event.isBroken()) {
                work.broke(event.turn(), "it went down");
            } else {
                work.reported(event.turn());
            }
        }
        return now;
    }

    /** The figures of {@code scale.md}: that a job takes 5 s beside its trials, and a death 20 s until it is noticed, is assumed. */
    @ParameterizedTest
    @CsvSource({
        "3, 60, 1, 0",
        "100, 2000, 1, 0",
        "100, 2000, 1, 0.01",
        "100, 2000, 4, 0",
        "100, 2000, 4, 0.01",
        "2000, 10000, 1, 0",
        "2000, 10000, 1, 0.01",
        "2000, 10000, 4, 0",
        "2000, 10000, 4, 0.01",
        "2000, 10000, 4, 0.1"
    })
    void whatBreaksIsRunAgainAtTheCostOfMoreRounds(int nodes, int trials, int perNode, double broken) {
        double perTrial = 10;
        double perJob = 5;
        double noticed = 20;
        Random random = new Random(20261127);
        List<Double> shards = shards(nodes * perNode, trials, perTrial, random);
        double ideal = shards.stream().mapToDouble(Double::doubleValue).sum() / nodes;
        Distribution<Integer> work =
                new Distribution<>(IntStream.range(0, nodes).boxed().toList(), shards.size());

        double took = makespan(work, number -> perJob + shards.get(number - 1), broken, noticed, random);

        System.out.printf(
                Locale.ROOT,
                "%d nodes, %d trials of %.0f s on average, %d shards a node, %.0f %% of the jobs die: %.0f s, the ideal is %.0f s, a speed-up of %.2f n%n",
                nodes,
                trials,
                perTrial,
                perNode,
                100 * broken,
                took,
                ideal,
                ideal / took);
        assertThat(work.missing()).isEmpty();
        double round = shards.stream().mapToDouble(Double::doubleValue).max().orElseThrow() + perJob + noticed;
        // What dies again in a round of repetitions has one more: with these rates that is rare after four.
        assertThat(took).isLessThanOrEqualTo(round * (perNode + (broken == 0 ? 0 : 4)));
        assertThat(took).isGreaterThanOrEqualTo(ideal);
    }

    /** Trials of half to one and a half times their mean, the largest first to who has least, as the expected seconds of a plan are. */
    private static List<Double> shards(int nodes, int trials, double mean, Random random) {
        PriorityQueue<Double> bins = new PriorityQueue<>();
        IntStream.range(0, nodes).forEach(i -> bins.add(0.0));
        random.doubles(trials, 0.5 * mean, 1.5 * mean)
                .boxed()
                .sorted(Comparator.reverseOrder())
                .forEach(trial -> bins.add(bins.remove() + trial));
        return new ArrayList<>(bins);
    }

    /** A kind of which all nodes die has no report, and says so of each shard. */
    @Test
    void nodesThatAllDieLeaveEachShardMissing() {
        Distribution<Integer> work =
                new Distribution<>(IntStream.range(0, 50).boxed().toList(), 50);

        makespan(work, number -> Duration.ofSeconds(10).toSeconds(), 1, 20, new Random(1));

        assertThat(work.missing()).hasSize(50);
    }
}
