package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.engine.Tmpfs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The limits of one container, with the settings that decide what they cover.
 *
 * @param limits in the order of the policy file, each key at most once but the rates of different targets
 * @param volumes in the order of the policy file
 * @param readOnly whether the root file system is mounted read-only
 * @param tmpfs those that no limit of these is of, in the order of the policy file
 */
public record Limits(List<Limit> limits, List<Mount> volumes, boolean readOnly, List<Tmpfs> tmpfs) {
    /** No limits at all. */
    public static final Limits NONE = new Limits(List.of(), List.of(), false, List.of());

    public Limits {
        List<Limit> all = List.copyOf(limits);
        limits = all.stream().map(limit -> limit.beside(all)).toList();
        volumes = List.copyOf(volumes);
        tmpfs = List.copyOf(tmpfs);
    }

    /** The limit of that kind, where there is one. Not for {@link Throttle}, of which there can be many. */
    public <L extends Limit> Optional<L> find(Class<L> kind) {
        return limits.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** The limits of that kind, in the policy's order. */
    public <L extends Limit> List<L> all(Class<L> kind) {
        return limits.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** The same without the limits that match. */
    public Limits without(Predicate<Limit> unwanted) {
        return new Limits(limits.stream().filter(unwanted.negate()).toList(), volumes, readOnly, tmpfs);
    }

    /** The same with this limit in place of those with its key. */
    public Limits with(Limit limit) {
        return with(List.of(limit));
    }

    /** The same with these limits in place of those with their keys. */
    public Limits with(List<Limit> others) {
        return overriddenBy(new Limits(others, List.of(), readOnly, List.of()), Set.of());
    }

    /** All of them, those that limits are of with the others, each once. */
    public List<Tmpfs> mountsInMemory() {
        return Stream.of(
                        all(TmpfsSize.class).stream().map(TmpfsSize::tmpfs),
                        all(TmpfsInodes.class).stream().map(TmpfsInodes::tmpfs),
                        tmpfs.stream())
                .flatMap(mounts -> mounts)
                .distinct()
                .toList();
    }

    /**
     * These limits, where the other's keys replace those here and the removed keys are gone; the other's volumes are added. Limits of a tmpfs are replaced
     * together, since they are of one mount.
     */
    public Limits overriddenBy(Limits other, Set<String> removedKeys) {
        Set<String> replaced = new java.util.HashSet<>(removedKeys);
        other.limits.forEach(limit -> replaced.add(limit.key()));
        List<Limit> merged = new ArrayList<>(limits);
        Set<String> ofTmpfs = Set.of(TmpfsSize.KIND.key(), TmpfsInodes.KIND.key());
        if (replaced.stream().anyMatch(ofTmpfs::contains)) {
            replaced.addAll(ofTmpfs);
        }
        merged.removeIf(limit -> replaced.contains(limit.key()));
        merged.addAll(other.limits);
        return new Limits(
                merged,
                Stream.concat(volumes.stream(), other.volumes.stream())
                        .distinct()
                        .toList(),
                readOnly || other.readOnly,
                Stream.concat(
                                tmpfs.stream()
                                        .filter(mount -> removedKeys.stream().noneMatch(ofTmpfs::contains)
                                                && other.mountsInMemory().stream()
                                                        .noneMatch(by ->
                                                                by.target().equals(mount.target()))),
                                other.tmpfs.stream())
                        .distinct()
                        .toList());
    }

    /**
     * An absolute path without steps up, and without a slash at its end.
     *
     * @throws IllegalArgumentException where the text is none
     */
    public static String path(String text) {
        if (!text.startsWith("/")
                || text.length() > 1024
                || text.chars().anyMatch(c -> c < ' ' || c == 127 || c == ':' || c == ',')) {
            throw new IllegalArgumentException("'" + text + "' is no absolute path");
        }
        String path = text.replaceAll("/+", "/").replaceAll("(.)/$", "$1");
        if (List.of(path.split("/")).contains("..") || List.of(path.split("/")).contains(".")) {
            throw new IllegalArgumentException("'" + text + "' has steps up in it");
        }
        return path;
    }

    /** Bytes that go to swap of a load that wants so many; engines let it have twice its memory where the limits do not say. */
    public long swapped(long wanted) {
        long memory = find(Memory.class).map(limit -> limit.bytes().value()).orElse(Long.MAX_VALUE);
        long both = find(MemorySwap.class)
                .map(limit -> limit.bytes().value())
                .orElse(memory > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * memory);
        return Math.max(0, Math.min(both, wanted) - memory);
    }

    /** Whether any load can come to wait in this container for ever. */
    public boolean canHang() {
        return limits.stream().anyMatch(Limit::canHang);
    }

    /** The limits of that kind, in the policy's order. */
    public List<Limit> of(LimitKind kind) {
        return limits.stream().filter(limit -> limit.kind().equals(kind)).toList();
    }
}
