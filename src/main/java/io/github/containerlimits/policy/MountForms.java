package io.github.containerlimits.policy;

import io.github.containerlimits.engine.Mount;
import io.github.containerlimits.limit.Entry;
import io.github.containerlimits.limit.Limits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The forms in which Compose has a volume: {@code data:/data:ro}, {@code /data}, and a mapping with a type. */
final class MountForms {
    private static final Set<String> KEYS =
            Set.of("type", "source", "target", "read_only", "volume", "bind", "consistency");

    /** Modes that change nothing of a limit: labels of SELinux, which are left as they are, and how current a share is. */
    private static final Set<String> OTHER_MODES =
            Set.of("z", "Z", "nocopy", "cached", "delegated", "consistent", "private", "rprivate");

    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,127}";

    private MountForms() {}

    /** Absent where it can't be read, which is a finding. */
    static Optional<Mount> read(Entry entry) {
        return entry.isMapping() ? longForm(entry) : entry.value(MountForms::shortForm);
    }

    private static Mount shortForm(String text) {
        if (text.startsWith("/") && !text.contains(":")) {
            return new Mount("", Limits.path(text), false);
        }
        String[] parts = text.split(":", -1);
        if (parts.length < 2 || parts.length > 3) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no volume, such as data:/data, /srv/disk:/data:ro or /data");
        }
        return new Mount(source(parts[0]), Limits.path(parts[1]), parts.length == 3 && isReadOnly(parts[2], parts[1]));
    }

    private static boolean isReadOnly(String modes, String target) {
        boolean readOnly = false;
        for (String mode : modes.split(",", -1)) {
            if (mode.equals("ro")) {
                readOnly = true;
            } else if (!mode.equals("rw") && !OTHER_MODES.contains(mode)) {
                throw new IllegalArgumentException("'" + mode + "' is no mode of the volume at " + target
                        + ": it is ro or rw, and may have z, Z or nocopy beside it");
            }
        }
        return readOnly;
    }

    private static String source(String text) {
        if (text.startsWith(".") || text.startsWith("~")) {
            throw new IllegalArgumentException("'" + text
                    + "' is no place on the engine's host: name an absolute path, or leave it and its colon out for a"
                    + " fresh volume");
        }
        return text.matches(NAME) ? text : Limits.path(text);
    }

    private static Optional<Mount> longForm(Entry entry) {
        Map<String, Entry> entries = entry.entries(KEYS);
        @Nullable Entry type = entries.get("type");
        @Nullable Entry target = entries.get("target");
        if (type == null || target == null) {
            entry.add("a volume needs a type and a target, such as { type: volume, source: data, target: /data }");
            return Optional.empty();
        }
        Optional<String> kind = type.value(MountForms::type);
        Optional<String> at = target.value(Limits::path);
        @Nullable Entry source = entries.get("source");
        Optional<String> from = source == null ? Optional.of("") : source.value(MountForms::source);
        @Nullable Entry readOnly = entries.get("read_only");
        boolean isReadOnly = readOnly != null && readOnly.bool().orElse(false);
        if (kind.isEmpty() || at.isEmpty() || from.isEmpty()) {
            return Optional.empty();
        }
        boolean isBind = kind.get().equals("bind");
        Mount mount = new Mount(from.get(), at.get(), isReadOnly);
        if (isBind != mount.isBind()) {
            entry.add(
                    isBind
                            ? "a volume of the type bind needs a source that is an absolute path on the engine's host"
                            : "a volume of the type volume needs the name of a volume as its source, or none");
            return Optional.empty();
        }
        return Optional.of(mount);
    }

    private static String type(String text) {
        if (!List.of("volume", "bind").contains(text)) {
            throw new IllegalArgumentException("'" + text + "' is none of volume, bind and tmpfs");
        }
        return text;
    }
}
