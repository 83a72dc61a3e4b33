package io.github.containerlimits.limit;

import io.github.containerlimits.engine.Tmpfs;
import io.github.containerlimits.quantity.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The two forms in which Compose has a tmpfs: {@code /tmp:size=64m,mode=1777}, and among the volumes a mapping. */
public final class TmpfsForms {
    /** What a mount takes beside numbers (Moby: {@code pkg/mount/flags_linux.go}). */
    private static final Set<String> FLAGS = Set.of(
            "ro",
            "rw",
            "exec",
            "noexec",
            "suid",
            "nosuid",
            "dev",
            "nodev",
            "sync",
            "async",
            "dirsync",
            "atime",
            "noatime",
            "diratime",
            "nodiratime",
            "relatime",
            "norelatime",
            "strictatime",
            "nostrictatime");

    /** What a file system with less can't be tried by: its own directory and those that a load makes. */
    private static final long LEAST_INODES = 16;

    private static final String SUCH_AS = ", such as size=64m, nr_inodes=1k, mode=1777 or noexec";

    private TmpfsForms() {}

    /** Absent where it can't be read, which is a finding. */
    public static Optional<Tmpfs> read(Entry entry) {
        return entry.isMapping() ? longForm(entry) : entry.value(TmpfsForms::shortForm);
    }

    private static Tmpfs shortForm(String text) {
        String[] parts = text.split(":", 2);
        Tmpfs tmpfs = Tmpfs.at(Limits.path(parts[0]));
        for (String option : parts.length == 1 ? new String[0] : parts[1].split(",", -1)) {
            tmpfs = with(tmpfs, option);
        }
        return tmpfs;
    }

    private static Tmpfs with(Tmpfs tmpfs, String option) {
        String[] parts = option.split("=", 2);
        String value = parts.length == 2 ? parts[1] : "";
        return switch (parts[0]) {
            case "size" -> sized(tmpfs, value);
            case "nr_inodes" -> bounded(tmpfs, value);
            case "mode" -> and(tmpfs, "mode=" + octal(value));
            case "uid", "gid" -> {
                if (!value.matches("\\d{1,10}")) {
                    throw new IllegalArgumentException("'" + option + "' has no number");
                }
                yield and(tmpfs, option);
            }
            case "nr_blocks" ->
                throw new IllegalArgumentException(
                        "'" + option + "' is another size on each machine: give a size, such as size=64m");
            default -> {
                if (!FLAGS.contains(option)) {
                    throw new IllegalArgumentException("'" + option + "' is no option of a tmpfs" + SUCH_AS);
                }
                yield and(tmpfs, option);
            }
        };
    }

    private static Tmpfs and(Tmpfs tmpfs, String option) {
        List<String> options = new ArrayList<>(tmpfs.options());
        options.add(option);
        return new Tmpfs(tmpfs.target(), tmpfs.size(), tmpfs.inodes(), options);
    }

    /** With 0 the kernel bounds nothing. */
    private static Tmpfs sized(Tmpfs tmpfs, String text) {
        if (text.endsWith("%")) {
            throw new IllegalArgumentException(
                    "'" + text + "' is another size on each machine: give a size, such as size=64m");
        }
        Bytes size = Bytes.parse(text);
        return size.value() == 0 ? and(tmpfs, "size=0") : tmpfs.withSize(size.value());
    }

    /** A number with the kernel's units: {@code 1k} are 1024. */
    private static Tmpfs bounded(Tmpfs tmpfs, String text) {
        if (!text.matches("\\d{1,12}[kKmMgG]?")) {
            throw new IllegalArgumentException("'" + text + "' is no number of inodes, such as 1000 or 1k");
        }
        long count = Bytes.parse(text).value();
        if (count == 0) {
            return and(tmpfs, "nr_inodes=0");
        }
        if (count < LEAST_INODES) {
            throw new IllegalArgumentException(
                    "'" + text + "' is below " + LEAST_INODES + " inodes, too few for a load to begin");
        }
        return tmpfs.withInodes(count);
    }

    private static String octal(String text) {
        if (!text.matches("(0o)?[0-7]{1,6}")) {
            throw new IllegalArgumentException("'" + text + "' is no mode, such as 1777");
        }
        return text.replaceFirst("^0o?(?=.)", "");
    }

    private static Optional<Tmpfs> longForm(Entry entry) {
        Map<String, Entry> entries = entry.entries(Set.of("type", "target", "read_only", "tmpfs", "consistency"));
        @Nullable Entry target = entries.get("target");
        if (target == null) {
            entry.add("a volume needs a target, such as { type: tmpfs, target: /tmp, tmpfs: { size: 64m } }");
            return Optional.empty();
        }
        Optional<Tmpfs> tmpfs = target.value(Limits::path).map(Tmpfs::at);
        @Nullable Entry readOnly = entries.get("read_only");
        if (readOnly != null && readOnly.bool().orElse(false)) {
            tmpfs = tmpfs.map(writable -> and(writable, "ro"));
        }
        @Nullable Entry given = entries.get("tmpfs");
        return given == null ? tmpfs : tmpfs.flatMap(plain -> options(given, plain));
    }

    private static Optional<Tmpfs> options(Entry given, Tmpfs plain) {
        Map<String, Entry> options = given.entries(Set.of("size", "mode"));
        Optional<Tmpfs> tmpfs = Optional.of(plain);
        @Nullable Entry mode = options.get("mode");
        if (mode != null) {
            tmpfs = mode.value(text -> and(plain, "mode=" + mode(text)));
        }
        @Nullable Entry size = options.get("size");
        return size == null ? tmpfs : tmpfs.flatMap(other -> size.value(text -> sized(other, text)));
    }

    /** A number as YAML has it: octal with 0 or 0o before it, and decimal without. */
    private static String mode(String text) {
        if (!text.matches("\\d{1,6}|0o[0-7]{1,6}")) {
            throw new IllegalArgumentException("'" + text + "' is no mode, such as 0o1777");
        }
        return text.startsWith("0") && text.matches("0o?[0-7]+")
                ? octal(text)
                : Integer.toOctalString(Integer.parseInt(text));
    }

    /** The container's limits with another tmpfs in place of the one at its target. */
    static Limits with(Limits all, Tmpfs other) {
        List<Limit> sizes = new ArrayList<>();
        all.all(TmpfsSize.class)
                .forEach(size -> sizes.add(isAt(other, size.tmpfs()) ? new TmpfsSize(size.place(), other) : size));
        all.all(TmpfsInodes.class)
                .forEach(inodes ->
                        sizes.add(isAt(other, inodes.tmpfs()) ? new TmpfsInodes(inodes.place(), other) : inodes));
        return all.with(sizes);
    }

    private static boolean isAt(Tmpfs one, Tmpfs other) {
        return one.target().equals(other.target());
    }

    static long count(OptionalLong number) {
        return number.orElseThrow(() -> new IllegalArgumentException("a tmpfs without that limit"));
    }
}
