package io.github.containerlimits.quantity;

import java.util.NavigableSet;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A set of CPUs by their numbers, as in {@code cpuset.cpus}.
 *
 * @param cpus the CPUs' numbers, ascending, at least one
 */
public record CpuSet(SortedSet<Integer> cpus) {
    private static final Pattern SYNTAX = Pattern.compile("\\d{1,4}(-\\d{1,4})?(,\\d{1,4}(-\\d{1,4})?)*");
    private static final int MOST = 8192;

    public CpuSet {
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("the set of CPUs is empty");
        }
        cpus = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(cpus));
    }

    /**
     * Reads the kernel's list format: numbers and ranges, {@code 0-2,4}.
     *
     * @throws IllegalArgumentException where the text is no such list
     */
    public static CpuSet parse(String text) {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is no list of CPUs, such as 0-2,4");
        }
        NavigableSet<Integer> cpus = new TreeSet<>();
        for (String part : text.split(",")) {
            String[] ends = part.split("-");
            int first = Integer.parseInt(ends[0]);
            int last = Integer.parseInt(ends[ends.length - 1]);
            if (last < first || last >= MOST) {
                throw new IllegalArgumentException("'" + part + "' is no range of CPUs below " + MOST);
            }
            IntStream.rangeClosed(first, last).forEach(cpus::add);
        }
        return new CpuSet(cpus);
    }

    public static CpuSet firstOf(int count) {
        return new CpuSet(IntStream.range(0, count).boxed().collect(Collectors.toCollection(TreeSet::new)));
    }

    public int size() {
        return cpus.size();
    }

    public int last() {
        return cpus.last();
    }

    /** The kernel's list format, without ranges: {@code 0,1,2,4}. */
    @Override
    public String toString() {
        return cpus.stream().map(String::valueOf).collect(Collectors.joining(","));
    }
}
