package io.github.containerlimits.measure;

import io.github.containerlimits.engine.CgroupFile;
import io.github.containerlimits.engine.CgroupReading;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The text of a control group's files, and how numbers are read off it.
 *
 * @param files by name, see {@link CgroupReading}
 */
public record CgroupText(Map<String, String> files) {
    static final Pattern SPACE = Pattern.compile("\\s+");

    private static final Pattern NUMBER = Pattern.compile("\\d{1,20}");
    private static final Pattern NEGATIVE = Pattern.compile("-\\d{1,18}");

    /** The tightest limit of the container's group and of that in it; absent where neither has one. */
    OptionalLong tightest(CgroupFile file) {
        return both(file).flatMapToLong(text -> parse(text).stream()).min();
    }

    static OptionalLong most(OptionalLong one, OptionalLong other) {
        return LongStream.concat(one.stream(), other.stream()).max();
    }

    static Optional<String> line(String text, String prefix) {
        return text.lines()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .map(line -> line.substring(prefix.length()).strip());
    }

    static long pair(String line, String key) {
        return parse(pairText(line, key)).orElse(0);
    }

    static String pairText(String line, String key) {
        return Arrays.stream(SPACE.split(line))
                .filter(word -> word.startsWith(key + "="))
                .map(word -> word.substring(key.length() + 1))
                .findFirst()
                .orElse("");
    }

    OptionalLong field(CgroupFile file, String key) {
        return field(text(file), key);
    }

    /** The same of the group in the container's. */
    OptionalLong innerField(CgroupFile file, String key) {
        return field(inner(file), key);
    }

    private static OptionalLong field(Optional<String> whole, String key) {
        return whole.flatMap(text -> line(text, key + " "))
                .map(CgroupText::parse)
                .orElse(OptionalLong.empty());
    }

    OptionalLong number(CgroupFile file) {
        return text(file).map(CgroupText::parse).orElse(OptionalLong.empty());
    }

    OptionalLong first(CgroupFile one, CgroupFile other) {
        OptionalLong number = number(one);
        return number.isPresent() ? number : number(other);
    }

    static OptionalLong sum(OptionalLong one, OptionalLong other) {
        return one.isPresent() && other.isPresent()
                ? OptionalLong.of(one.getAsLong() + other.getAsLong())
                : OptionalLong.empty();
    }

    static OptionalLong scaled(OptionalLong value, long factor) {
        return value.isPresent() ? OptionalLong.of(value.getAsLong() * factor) : OptionalLong.empty();
    }

    /** A number as the kernel writes it, a uint64 above Long.MAX_VALUE as that; absent for anything else, such as {@code max}. */
    static OptionalLong parse(String text) {
        String digits = text.strip();
        if (digits.startsWith("-")) {
            return NEGATIVE.matcher(digits).matches() ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
        }
        if (!NUMBER.matcher(digits).matches()) {
            return OptionalLong.empty();
        }
        java.math.BigInteger number = new java.math.BigInteger(digits);
        return OptionalLong.of(number.bitLength() > 63 ? Long.MAX_VALUE : number.longValue());
    }

    boolean has(CgroupFile file) {
        return files.containsKey(file.fileName());
    }

    Optional<String> text(CgroupFile file) {
        return text(file.fileName());
    }

    /** That of the group in the container's. */
    Optional<String> inner(CgroupFile file) {
        return text(CgroupReading.INNER + file.fileName());
    }

    /** That of the container's group and of the group in it, as far as they are there. */
    Stream<String> both(CgroupFile file) {
        return Stream.concat(text(file).stream(), inner(file).stream());
    }

    Optional<String> text(String file) {
        @Nullable String text = files.get(file);
        return Optional.ofNullable(text);
    }
}
