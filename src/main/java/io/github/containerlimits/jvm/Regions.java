package io.github.containerlimits.jvm;

import io.github.containerlimits.metric.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What the parts of a JVM's memory may come to, in bytes, by the constants of Paketo's libjvm (calc/*.go), but with what is known counted in the place of
 * what it assumes.
 *
 * @param heap the most that the heap may have
 * @param classes how many are loaded; absent where they were not counted
 * @param metaspace the most that was set, or 14,000,000 and 5,800 a class
 * @param codeCache what was set; otherwise the most that was in use, as far as it is known
 * @param reservedCodeCache what is set aside for it, of which few services use much; libjvm counts all of it
 * @param direct what was set, or 10 MiB
 * @param threads how many there are
 * @param stack of each thread
 */
record Regions(
        long heap,
        OptionalLong classes,
        long metaspace,
        OptionalLong codeCache,
        long reservedCodeCache,
        long direct,
        long threads,
        long stack) {
    private static final long METASPACE = 14_000_000;
    private static final long A_CLASS = 5_800;
    private static final long DIRECT = 10L << 20;
    private static final long CODE_CACHE = 240L << 20;
    private static final long STACK_KIBI = 1024;
    private static final long KIBI = 1024;

    /** Of a JVM by its options; absent where it does not print them. */
    static Optional<Regions> of(Jvm jvm, Given given) {
        Flags flags = jvm.flags();
        if (flags.number("MaxHeapSize").isEmpty()) {
            return Optional.empty();
        }
        OptionalLong classes = jvm.loadedClasses();
        OptionalLong setCodeCache = flags.set("ReservedCodeCacheSize");
        long stack = flags.number("ThreadStackSize").orElse(STACK_KIBI);
        return Optional.of(new Regions(
                flags.number("MaxHeapSize").getAsLong(),
                classes,
                flags.set("MaxMetaspaceSize").orElse(METASPACE + A_CLASS * classes.orElse(0)),
                setCodeCache.isPresent() ? setCodeCache : jvm.diagnostics().codeCacheUsed(),
                flags.number("ReservedCodeCacheSize").orElse(CODE_CACHE),
                flags.set("MaxDirectMemorySize").orElse(DIRECT),
                jvm.threads().orElse(given.processes().orElse(0)),
                (stack == 0 ? STACK_KIBI : stack) * KIBI));
    }

    /** What they come to at least, where the service uses what it was given: without what is only set aside. */
    long sum() {
        return heap + outsideHeap();
    }

    long outsideHeap() {
        return metaspace + codeCache.orElse(0) + direct + threads * stack;
    }

    /** The same as libjvm forecasts it, with all of the code cache. */
    long forecast() {
        return heap + metaspace + reservedCodeCache + direct + threads * stack;
    }

    /** {@code 64 MiB of heap, 16 MiB of metaspace for 450 classes, …}. */
    String told() {
        List<String> parts = new ArrayList<>();
        parts.add(size(heap) + " of heap");
        parts.add(size(metaspace) + " of metaspace"
                + classes.stream()
                        .mapToObj(count -> " for " + count + " classes")
                        .findFirst()
                        .orElse(""));
        codeCache.ifPresent(size -> parts.add(size(size) + " of code cache"));
        parts.add(size(direct) + " of direct memory");
        parts.add(size(threads * stack) + " of stacks for " + threads + " threads");
        return String.join(", ", parts)
                + Stream.of(codeCache)
                        .filter(size -> size.isEmpty() || size.getAsLong() != reservedCodeCache)
                        .map(size -> "; with all of the " + size(reservedCodeCache) + " set aside for its code cache "
                                + size(forecast()))
                        .findFirst()
                        .orElse("");
    }

    private static String size(long bytes) {
        return Dimension.BYTES.print((double) bytes);
    }
}
