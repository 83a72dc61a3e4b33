package io.github.containerlimits.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which of several nodes runs which shard: each goes to a node that has none. What a node broke with is run again on another, on each at most once; a node that broke has no other shard.
 *
 * @param <N> what stands for a node
 */
public final class Distribution<N> {
    private final int shards;
    private final Deque<N> idle;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private final Map<Integer, Map<N, String>> broken = new TreeMap<>();
    private int running;

    /**
     * Nothing of which is run yet.
     *
     * @param nodes those that are of one kind, in the order in which they are asked
     * @param shards how many parts the work is in, 1 or more
     */
    public Distribution(List<N> nodes, int shards) {
        this.shards = shards;
        this.idle = new ArrayDeque<>(nodes);
        for (int number = 1; number <= shards; number++) {
            waiting.add(number);
        }
    }

    /** A shard on a node. */
    public record Turn<N>(N node, Shard shard) {}

    /** What is to be started now, on a node that has nothing to do; absent where there is no such node, or no shard that waits. */
    public Optional<Turn<N>> next() {
        if (idle.isEmpty() || waiting.isEmpty()) {
            return Optional.empty();
        }
        running++;
        return Optional.of(new Turn<>(idle.remove(), new Shard(waiting.remove(), shards)));
    }

    /** Its node has reported, and can have another. */
    public void reported(Turn<N> turn) {
        running--;
        idle.add(turn.node());
    }

    /** Its node broke: another is to run it, before those that wait. */
    public void broke(Turn<N> turn, String reason) {
        running--;
        waiting.addFirst(turn.shard().number());
        broken.computeIfAbsent(turn.shard().number(), number -> new LinkedHashMap<>())
                .put(turn.node(), reason);
    }

    /** The nodes that broke with a shard, and why. */
    public Map<N, String> broken(Shard shard) {
        return Collections.unmodifiableMap(broken.getOrDefault(shard.number(), Map.of()));
    }

    /** Whether a shard waits that a node can run, now or when it has ended another. */
    public boolean goesOn() {
        return running > 0 || !idle.isEmpty() && !waiting.isEmpty();
    }

    /** The shards that no node has reported, in their order, with the nodes that broke and why. */
    public Map<Shard, Map<N, String>> missing() {
        Map<Shard, Map<N, String>> missing = new LinkedHashMap<>();
        List<Integer> numbers = new ArrayList<>(waiting);
        Collections.sort(numbers);
        for (int number : numbers) {
            Shard shard = new Shard(number, shards);
            missing.put(shard, broken(shard));
        }
        return missing;
    }
}
