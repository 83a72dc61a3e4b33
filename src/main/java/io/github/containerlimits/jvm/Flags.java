package io.github.containerlimits.jvm;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The options of a JVM in force, as {@code -XX:+PrintFlagsFinal} prints them.
 *
 * @param byName at most 5,000 of them
 */
public record Flags(Map<String, Flag> byName) {
    static final Flags NONE = new Flags(Map.of());

    private static final int MOST = 5_000;

    /** {@code size_t MaxHeapSize = 67108864 {product} {ergonomic}}, before Java 9 without the last word. It looks at no character twice, whatever is printed. */
    private static final Pattern LINE =
            Pattern.compile("(?m)^ *+\\w{1,20}+ ++(\\w{1,80}+) ++:?= *+((?:[^\\s{]\\S{0,999}+)?) *+"
                    + "\\{[\\w ]{1,40}+\\}(?: ++\\{([\\w, ]{1,40}+)\\})? *+$");

    private static final Set<String> BY_ITSELF = Set.of("default", "ergonomic");

    public Flags {
        byName = Map.copyOf(byName);
    }

    /**
     * One option.
     *
     * @param value as it is printed: {@code true}, {@code 1024}
     * @param origin {@code default}, {@code ergonomic}, {@code command line} …; absent where the JVM does not tell it
     */
    record Flag(String value, Optional<String> origin) {
        /** Whether somebody chose it; false where that is not known. */
        boolean isSet() {
            return origin.filter(where -> !BY_ITSELF.contains(where)).isPresent();
        }
    }

    /** Reads what was printed, of which other lines are left out. */
    static Flags parse(String printed) {
        Map<String, Flag> flags = new HashMap<>();
        Matcher line = LINE.matcher(printed);
        while (flags.size() < MOST && line.find()) {
            flags.putIfAbsent(line.group(1), new Flag(line.group(2), Optional.ofNullable(line.group(3))));
        }
        return new Flags(flags);
    }

    Optional<Flag> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    OptionalLong number(String name) {
        return find(name)
                .filter(flag -> flag.value().matches("\\d{1,18}"))
                .map(flag -> OptionalLong.of(Long.parseLong(flag.value())))
                .orElse(OptionalLong.empty());
    }

    boolean isOn(String name) {
        return find(name).filter(flag -> flag.value().equals("true")).isPresent();
    }

    /** A number that somebody chose; absent where it is the JVM's own. */
    OptionalLong set(String name) {
        return find(name).filter(Flag::isSet).isPresent() ? number(name) : OptionalLong.empty();
    }
}
